import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'

import { Button } from '@/ui/button'
import { Input, Textarea } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Progress } from '@/ui/sparkline'
import { FormError } from '@/ui/state'

import type { OutcomeOut } from '@/api/gen/orders'
import { type BulkAction, type Which, useChangeManyMutation } from '../api'
import { Results } from './results'

export type BulkKind = 'tag' | 'untag' | 'note' | 'hold' | 'release'

interface BulkDialogProps {
  kind: BulkKind
  /** "12 orders". */
  some: ReactNode
  which: Which
  total: number
  numberOf: (id: string) => string | undefined
  onClose: () => void
  /** Something was changed: the choice is used up. */
  onDone: () => void
}

const CHUNK = 200

/** The calls that carry it out: chosen orders in portions, a filter page by page. */
function portions(which: Which): Which[] {
  if (!('ids' in which)) return [which]
  return Array.from({ length: Math.ceil(which.ids.length / CHUNK) }, (_, at) => ({ ids: which.ids.slice(at * CHUNK, (at + 1) * CHUNK) }))
}

export function BulkDialog({ kind, some, which, total, numberOf, onClose, onDone }: BulkDialogProps) {
  const [text, setText] = useState('')
  const [missing, setMissing] = useState('')
  const [outcomes, setOutcomes] = useState<OutcomeOut[] | null>(null)
  const [running, setRunning] = useState(false)
  const [finished, setFinished] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [change] = useChangeManyMutation()
  const stopped = useRef(false)

  const run = async (action: BulkAction) => {
    setRunning(true)
    setFailure(null)
    const told: OutcomeOut[] = []
    const queue = portions(which)
    for (let next = queue.shift(); next && !stopped.current; next = queue.shift()) {
      const answer = await change({ ...action, ...next })
      if ('error' in answer) {
        setFailure(answer.error)
        break
      }
      told.push(...answer.data.data.results)
      setOutcomes([...told])
      const cursor = answer.data.data.next_cursor
      if (cursor && 'filter' in which) queue.push({ ...which, cursor })
      if (!queue.length) setFinished(true)
    }
    setRunning(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if ((kind === 'tag' || kind === 'untag') && !said) return setMissing(t`Type at least one tag.`)
    if (kind === 'note' && !said) return setMissing(t`Write the note first.`)
    const tags = said.split(',').map((tag) => tag.trim()).filter(Boolean)
    const actions: Record<BulkKind, BulkAction> = {
      tag: { action: 'tag', add: tags },
      untag: { action: 'tag', remove: tags },
      note: { action: 'note', note: said },
      hold: { action: 'status', status: 'on_hold', reason: said },
      release: { action: 'status', status: 'open', reason: said },
    }
    void run(actions[kind])
  }
  const titles: Record<BulkKind, string> = {
    tag: t`Add tags`,
    untag: t`Take tags off`,
    note: t`Add a note`,
    hold: t`Put on hold`,
    release: t`Take off hold`,
  }
  const close = () => {
    stopped.current = true
    onClose()
    if (outcomes) onDone()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={titles[kind]}
      description={some}
      footer={
        finished ? (
          <Button look="primary" onClick={close}>
            <Trans>Done</Trans>
          </Button>
        ) : (
          <>
            <Button onClick={close}>{running ? <Trans>Stop</Trans> : <Trans>Cancel</Trans>}</Button>
            <Button type="submit" form="bulk" look="primary" busy={running}>
              {titles[kind]}
            </Button>
          </>
        )
      }
    >
      {!finished && (
        <form id="bulk" onSubmit={submit} className="space-y-3 pb-2">
          {kind === 'note' ? (
            <Textarea label={t`Note`} hint={t`It stands in the timeline of each order; customers do not see it.`} value={text} maxLength={5000} autoFocus error={missing || undefined} onChange={(event) => setText(event.target.value)} />
          ) : kind === 'tag' || kind === 'untag' ? (
            <Input label={t`Tags`} hint={t`Several with commas between them.`} value={text} maxLength={255} autoFocus error={missing || undefined} onChange={(event) => setText(event.target.value)} />
          ) : (
            <Input label={t`Reason (optional)`} hint={t`It stands in the timeline. The stores are not told.`} value={text} maxLength={500} autoFocus onChange={(event) => setText(event.target.value)} />
          )}
          <FormError error={failure} />
        </form>
      )}
      {running && <Progress done={outcomes?.length ?? 0} total={total} label={titles[kind]} />}
      {outcomes && <Results outcomes={outcomes} numberOf={numberOf} />}
    </Dialog>
  )
}
