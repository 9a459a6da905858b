import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { type FormEvent, useRef, useState } from 'react'

import {
  type ProductRow,
  useDeleteProductMutation,
  useListProductInStoreMutation,
  useRestoreProductMutation,
  useUpdateProductMutation,
} from '@/api/gen/catalog'
import { problem } from '@/lib/errors'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Progress } from '@/ui/sparkline'

import { type ProductStatus, productStatus } from '../words'
import type { Stores } from './stores'

export type BulkKind = { do: 'status'; status: ProductStatus } | { do: 'tag' | 'untag' | 'list' | 'delete' | 'restore' }

interface Outcome {
  id: string
  title: string
  ok: boolean
  changed: boolean
  message: string
}

interface BulkDialogProps {
  kind: BulkKind
  rows: ProductRow[]
  stores: Stores
  onClose: () => void
  /** Something was changed: the choice is used up. */
  onDone: () => void
}

export function BulkDialog({ kind, rows: given, stores, onClose, onDone }: BulkDialogProps) {
  const [rows] = useState(given) // the list may change under the work
  const [text, setText] = useState('')
  const [store, setStore] = useState('')
  const [missing, setMissing] = useState('')
  const [outcomes, setOutcomes] = useState<Outcome[]>([])
  const [phase, setPhase] = useState<'ask' | 'running' | 'over'>('ask')
  const stopped = useRef(false)
  const change = useChange()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const tags = text.split(',').map((tag) => tag.trim()).filter(Boolean)
    if ((kind.do === 'tag' || kind.do === 'untag') && !tags.length) return setMissing(t`Type at least one tag.`)
    if (kind.do === 'list' && !store) return setMissing(t`Choose a store.`)
    setPhase('running')
    const told: Outcome[] = []
    for (const row of rows) {
      if (stopped.current) break
      const { error, changed } = await change(kind, row, tags, store)
      told.push({ id: row.id, title: row.title, ok: !error, changed, message: error ? problem(error).message : '' })
      setOutcomes([...told])
    }
    setPhase('over')
  }
  const titles: Record<BulkKind['do'], string> = {
    status: kind.do === 'status' ? t`Set the status to “${productStatus(kind.status).text}”` : '',
    tag: t`Add tags`,
    untag: t`Take tags off`,
    list: t`List in a store`,
    delete: t`Delete`,
    restore: t`Restore`,
  }
  const close = () => {
    stopped.current = true
    onClose()
    if (outcomes.length) onDone()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={titles[kind.do]}
      description={<Plural value={rows.length} one="# product" other="# products" />}
      footer={
        phase === 'over' ? (
          <Button look="primary" onClick={close}>
            <Trans>Done</Trans>
          </Button>
        ) : (
          <>
            <Button onClick={close}>{phase === 'running' ? <Trans>Stop</Trans> : <Trans>Cancel</Trans>}</Button>
            <Button type="submit" form="bulk-products" look={kind.do === 'delete' ? 'danger' : 'primary'} busy={phase === 'running'}>
              {titles[kind.do]}
            </Button>
          </>
        )
      }
    >
      {phase === 'ask' && (
        <form id="bulk-products" onSubmit={(event) => void submit(event)} className="space-y-3 pb-2 text-13">
          {(kind.do === 'tag' || kind.do === 'untag') && (
            <Input label={t`Tags`} hint={t`Several with commas between them.`} value={text} maxLength={255} autoFocus error={missing || undefined} onChange={(event) => setText(event.target.value)} />
          )}
          {kind.do === 'list' && (
            <Select label={t`Store`} value={store} error={missing || undefined} hint={t`It makes a new listing of each; products with other currencies than the store's are left out.`} onChange={(event) => setStore(event.target.value)}>
              <option value="">{t`Choose…`}</option>
              {[...stores.values()].map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name} ({each.currency})
                </option>
              ))}
            </Select>
          )}
          {kind.do === 'delete' && (
            <p>
              <Trans>They leave the lists here and are archived in every store that lists them. Orders keep them. You can restore them under “Deleted”.</Trans>
            </p>
          )}
          {kind.do === 'status' && (
            <p>
              <Trans>Every store that lists them gets the change.</Trans>
            </p>
          )}
        </form>
      )}
      {phase === 'running' && <Progress done={outcomes.length} total={rows.length} label={titles[kind.do]} />}
      {outcomes.length > 0 && <Results outcomes={outcomes} />}
    </Dialog>
  )
}

function useChange() {
  const [update] = useUpdateProductMutation()
  const [remove] = useDeleteProductMutation()
  const [restore] = useRestoreProductMutation()
  const [listIn] = useListProductInStoreMutation()
  return async (kind: BulkKind, row: ProductRow, tags: string[], store: string): Promise<{ error?: unknown; changed: boolean }> => {
    const base = { productId: row.id, 'If-Match': `"${row.version}"` }
    const done = { changed: true }
    if (kind.do === 'status') {
      if (row.status === kind.status) return { changed: false }
      return { ...done, ...(await update({ ...base, productPatch: { status: kind.status } })) }
    }
    if (kind.do === 'tag' || kind.do === 'untag') {
      const next = kind.do === 'tag' ? [...new Set([...row.tags, ...tags])] : row.tags.filter((tag) => !tags.includes(tag))
      if (next.length === row.tags.length) return { changed: false }
      return { ...done, ...(await update({ ...base, productPatch: { tags: next } })) }
    }
    if (kind.do === 'list') return row.store_ids.includes(store) ? { changed: false } : { ...done, ...(await listIn({ productId: row.id, listBody: { store_id: store } })) }
    if (kind.do === 'restore') return { ...done, ...(await restore({ productId: row.id })) }
    return { ...done, ...(await remove(base)) }
  }
}

/** Those that did not go first, with the reason. */
function Results({ outcomes }: { outcomes: Outcome[] }) {
  const done = outcomes.filter((each) => each.ok).length
  const failed = outcomes.length - done
  return (
    <section aria-label={t`Results`} aria-live="polite" className="space-y-2 py-2">
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-13">
        <Badge tone="ok">
          <Plural value={done} one="# done" other="# done" />
        </Badge>
        {failed > 0 && (
          <Badge tone="bad">
            <Plural value={failed} one="# not done" other="# not done" />
          </Badge>
        )}
      </p>
      <ul className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {[...outcomes]
          .sort((a, b) => Number(a.ok) - Number(b.ok))
          .map((each) => (
            <li key={each.id} className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 text-13">
              <span className="min-w-0 flex-1 truncate font-medium">{each.title}</span>
              {each.ok ? <Badge tone={each.changed ? 'ok' : 'neutral'}>{each.changed ? t`Done` : t`Was so already`}</Badge> : <Badge tone="bad">{t`Not done`}</Badge>}
              {!each.ok && <p className="w-full break-words text-ink-2">{each.message}</p>}
            </li>
          ))}
      </ul>
    </section>
  )
}
