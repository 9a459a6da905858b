import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { useDiscardDeadLetterMutation, useGetDeadLetterQuery, useReplayDeadLetterMutation } from '@/api/gen/sync'
import { useMay, useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { resourceName } from '@/lib/runs'
import { Button } from '@/ui/button'
import { Facts } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Textarea } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { useStoreNames } from './frame'
import { pretty, wrongJson } from './json'

export function Letter({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch } = useGetDeadLetterQuery({ letterId: id })
  const [replay, replaying] = useReplayDeadLetterMutation()
  const [discard, discarding] = useDiscardDeadLetterMutation()
  const [asking, ask] = useState(false)
  const [body, setBody] = useState<string | null>(null)
  const name = useStoreNames()
  const may = useMay('sync.run')
  const tell = useToast()
  const { timezone } = useOrganisation()
  const letter = data?.data
  const text = letter && (letter.body ? pretty(letter.body) : Object.keys(letter.payload).length ? JSON.stringify(letter.payload, null, 2) : '')
  const changed = body !== null && body !== text
  const wrong = changed ? wrongJson(body) : undefined
  const again = async () => {
    const answer = await replay({ letterId: id, given: changed ? { body } : null })
    if (answer.error) return
    tell(t`On its way again.`)
    onClose()
  }
  const drop = async () => {
    const answer = await discard({ letterId: id })
    if (answer.error) return
    onClose()
  }
  const open = letter?.state === 'open'
  return (
    <>
      <Dialog
        open={!asking}
        onOpenChange={(next) => !next && onClose()}
        width="wide"
        title={letter ? (letter.direction === 'in' ? t`${resourceName(letter.resource)} from ${name(letter.store_id)}` : t`${resourceName(letter.resource)} to ${name(letter.store_id)}`) : t`Undelivered`}
        footer={
          open &&
          may && (
            <>
              <Button onClick={() => ask(true)}>
                <Trans>Discard</Trans>
              </Button>
              <Button look="primary" busy={replaying.isLoading} disabled={Boolean(wrong)} onClick={() => void again()}>
                {changed ? <Trans>Try again with the changed text</Trans> : <Trans>Try again</Trans>}
              </Button>
            </>
          )
        }
      >
        {error && !letter && <Failure error={error} retry={() => void refetch()} className="flex gap-3" />}
        {!letter && !error && <Skeleton className="h-40 w-full" />}
        {letter && (
          <div className="space-y-4 pb-2">
            <p className="rounded-md border border-bad/40 px-3 py-2 text-13">{letter.error}</p>
            {letter.remedy && <p className="text-13">{letter.remedy}</p>}
            <Facts
              rows={[
                [t`Number at the store`, <span key="n" className="font-mono text-12">{letter.external_id || '–'}</span>],
                ...(letter.topic ? [[t`Topic`, <span key="t" className="font-mono text-12">{letter.topic}</span>] as [string, React.ReactNode]] : []),
                [t`Tries`, letter.attempts],
                [t`Since`, dateTime(letter.created_at, timezone)],
                ...(letter.decided_by ? [[t`Decided by`, letter.decided_by] as [string, string]] : []),
              ]}
            />
            {text && (
              <Textarea
                label={t`Content`}
                hint={letter.editable && open ? t`You may correct it before trying again.` : undefined}
                error={wrong}
                readOnly={!letter.editable || !open || !may}
                spellCheck={false}
                rows={14}
                className="font-mono text-12"
                value={body ?? text}
                onChange={(event) => setBody(event.target.value)}
              />
            )}
            <FormError error={replaying.error} />
          </div>
        )}
      </Dialog>
      <Confirm
        open={asking}
        onOpenChange={ask}
        title={t`Discard this?`}
        consequence={letter?.direction === 'in' ? t`KSAP will not take it in. The store keeps it; a full check may bring it again.` : t`KSAP will not send it. The store keeps what it has now.`}
        action={t`Discard`}
        busy={discarding.isLoading}
        error={discarding.error}
        onConfirm={() => void drop()}
      />
    </>
  )
}
