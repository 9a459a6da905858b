/** One request: where it stands, and what can be done about it. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeft, Download } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'

import { type RequestOut, useCancelPrivacyRequestMutation, useCompletePrivacyRequestMutation, useGetPrivacyRequestQuery, useRefusePrivacyRequestMutation } from '@/api/gen/privacy'
import { useOrganisation } from '@/app/session'
import { date, dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { number } from '@/lib/money'
import { useNow } from '@/lib/use-now'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { Textarea } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { Spinner } from '@/ui/spinner'
import { useToast } from '@/ui/toast'

import { saveFrom } from '../api'
import { inDays, kindWords, regimeName, stateWords, subjectKind, tableName } from '../privacy-words'

type Deed = 'complete' | 'refuse' | 'cancel'

export function Component() {
  const { requestId = '' } = useParams()
  const [waiting, setWaiting] = useState(false)
  const { data, error, refetch } = useGetPrivacyRequestQuery({ requestId }, { pollingInterval: waiting ? 2_000 : 0, refetchOnMountOrArgChange: true })
  const request = data?.data
  if (request && waiting !== (request.state === 'preparing')) setWaiting(request.state === 'preparing')
  return (
    <div className="max-w-3xl">
      <Link to="/settings/privacy" className="mb-3 inline-flex min-h-8 items-center gap-1.5 text-13 text-ink-2 hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4" />
        <Trans>Privacy requests</Trans>
      </Link>
      {request ? <Case request={request} /> : error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton className="h-80 w-full rounded-lg" />}
    </div>
  )
}

function Case({ request }: { request: RequestOut }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const state = stateWords(request)
  const rows = Object.entries((request.report.rows ?? {}) as Record<string, unknown>).filter(([, count]) => typeof count === 'number' && count > 0) as [string, number][]
  const facts: [ReactNode, ReactNode][] = [
    [t`Person`, <span key="who" className="break-all">{request.subject}</span>],
    [t`As`, subjectKind(request.subject_kind)],
    [t`Received`, date(request.received_at, timezone)],
    [t`Due`, <span key="due" className={request.overdue ? 'text-bad' : undefined}>{date(request.due_at, timezone)} ({regimeName(request.regime)}{request.finished_at ? '' : `, ${inDays(request.due_at, now)}`})</span>],
    ...(request.finished_at ? [[t`Answered`, dateTime(request.finished_at, timezone)] as [ReactNode, ReactNode]] : []),
    [t`Entered by`, request.created_by || '–'],
    ...(request.note ? [[t`Note`, <span key="note" className="whitespace-pre-line">{request.note}</span>] as [ReactNode, ReactNode]] : []),
  ]
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-16">{kindWords(request.kind).text}</h2>
        <Badge tone={state.tone}>{state.text}</Badge>
      </div>
      <Next request={request} />
      <Card>
        <Facts rows={facts} />
      </Card>
      {rows.length > 0 && (
        <Card title={request.kind === 'export' ? <Trans>What the file holds</Trans> : <Trans>What was changed or removed</Trans>}>
          <dl className="grid max-w-md grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 text-13">
            {rows.map(([table, count]) => (
              <div key={table} className="contents">
                <dt className="text-ink-2">{tableName(table)}</dt>
                <dd className="tnum text-right">{number(count)}</dd>
              </div>
            ))}
          </dl>
        </Card>
      )}
    </div>
  )
}

/** What the state asks for: wait, fetch, call off, answer. */
function Next({ request }: { request: RequestOut }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const [deed, setDeed] = useState<Deed | null>(null)
  const box = 'flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-13'
  const callOff = (
    <Button onClick={() => setDeed('cancel')}>
      <Trans>Call it off</Trans>
    </Button>
  )
  const parts: Partial<Record<RequestOut['state'], ReactNode>> = {
    preparing: (
      <div className={box} role="status">
        <span className="inline-flex items-center gap-2">
          <Spinner /> <Trans>The file is being put together. This page shows it when it is ready.</Trans>
        </span>
        {callOff}
      </div>
    ),
    scheduled: request.execute_at && (
      <div className={box}>
        <span className="min-w-0 flex-1 basis-64">
          <Trans>
            Erased on <strong className="font-semibold">{date(request.execute_at, timezone)}</strong> ({inDays(request.execute_at, now)}). Until then it can be called off; afterwards nothing brings the data back.
          </Trans>
        </span>
        {callOff}
      </div>
    ),
    open: (
      <div className={box}>
        <span className="min-w-0 flex-1 basis-64">{kindWords(request.kind).hint}</span>
        <span className="flex flex-wrap gap-2">
          {callOff}
          <Button onClick={() => setDeed('refuse')}>
            <Trans>Refuse</Trans>
          </Button>
          <Button look="primary" onClick={() => setDeed('complete')}>
            <Trans>Mark as done</Trans>
          </Button>
        </span>
      </div>
    ),
    done: request.kind === 'export' && <File request={request} className={box} />,
  }
  return (
    <>
      {parts[request.state]}
      {deed && <Answer request={request} deed={deed} onClose={() => setDeed(null)} />}
    </>
  )
}

function File({ request, className }: { request: RequestOut; className: string }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const there = request.file_until && new Date(request.file_until) > now
  const save = async () => {
    setBusy(true)
    setError(null)
    await saveFrom(`/api/v1/privacy/requests/${request.id}/download`, {}, `privacy-export-${request.id}.zip`).catch(setError)
    setBusy(false)
  }
  return (
    <div className={className}>
      <span className="min-w-0 flex-1 basis-64">
        {there ? <Trans>The file can be fetched until {dateTime(request.file_until as string, timezone)}, then it is deleted. Hand it to the person in a safe way.</Trans> : <Trans>The file was deleted after a week. Enter a new request to make another.</Trans>}
      </span>
      {there && (
        <Button look="primary" busy={busy} icon={<Download className="size-4" />} onClick={() => void save()}>
          <Trans>Download</Trans>
        </Button>
      )}
      <FormError error={error} />
    </div>
  )
}

function Answer({ request, deed, onClose }: { request: RequestOut; deed: Deed; onClose: () => void }) {
  const tell = useToast()
  const [note, setNote] = useState('')
  const [complete, completing] = useCompletePrivacyRequestMutation()
  const [refuse, refusing] = useRefusePrivacyRequestMutation()
  const [cancel, cancelling] = useCancelPrivacyRequestMutation()
  const run = { complete, refuse, cancel }[deed]
  const { error, isLoading } = { complete: completing, refuse: refusing, cancel: cancelling }[deed]
  const wrong = error ? problem(error).fields.note : undefined
  const words = {
    complete: { title: t`Mark as done?`, text: t`You did what was asked and told the person.`, action: t`Mark as done`, done: t`Marked as done` },
    refuse: { title: t`Refuse the request?`, text: t`The person has a right to the reason, and may complain to an authority.`, action: t`Refuse`, done: t`Refused` },
    cancel: { title: t`Call it off?`, text: t`The person has changed their mind.`, action: t`Call it off`, done: t`Called off` },
  }[deed]
  const submit = async () => {
    if (!(await run({ requestId: request.id, closeBody: { note: note.trim() } })).data) return
    tell(words.done)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words.title} description={words.text}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Textarea label={deed === 'refuse' ? t`Reason` : t`Note (optional)`} autoFocus maxLength={5000} value={note} error={wrong} onChange={(event) => setNote(event.target.value)} />
        <FormError error={wrong ? null : error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Back</Trans>
          </Button>
          <Button type="submit" look={deed === 'refuse' ? 'danger' : 'primary'} busy={isLoading} disabled={deed === 'refuse' && !note.trim()}>
            {words.action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
