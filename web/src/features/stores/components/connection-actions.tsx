/** What can be done with a connection: test, mend its webhooks, pause, reconnect, disconnect. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import {
  type ConnectionOut,
  type ReportOut,
  useDisconnectConnectionMutation,
  usePauseConnectionMutation,
  useRepairWebhooksMutation,
  useResumeConnectionMutation,
  useStartDraftMutation,
  useTestConnectionMutation,
} from '@/api/gen/stores'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { useOpenDrafts } from '../drafts'
import { useChecks } from '../checks'
import { When } from './connection-facts'
import { Report, ReportRunning } from './report'

export function useReconnect(connection: ConnectionOut) {
  const navigate = useNavigate()
  const { remember } = useOpenDrafts()
  const [start, state] = useStartDraftMutation()
  const go = async () => {
    const answer = await start({ newDraftBody: { vendor: connection.vendor, environment: connection.environment as 'live' | 'sandbox', reconnects: connection.id } })
    if (!answer.data) return
    remember(answer.data.data)
    void navigate(`/stores/connect/${answer.data.data.id}/credentials`)
  }
  return { go, busy: state.isLoading, error: state.error }
}

/** `last` is what came of the test before, and when. */
export function ConnectionTest({ connectionId, last, lastAt = null }: { connectionId: string; last?: ReportOut; lastAt?: string | null }) {
  const [test, { data, error, isLoading }] = useTestConnectionMutation()
  return <Trial subject={connectionId} run={() => void test({ connectionId })} busy={isLoading} error={error} report={data?.data ?? last} lastAt={data ? null : lastAt} />
}

interface TrialProps {
  /** What the lines are told about while it runs. */
  subject: string
  run: () => void
  busy: boolean
  error: unknown
  report?: ReportOut
  lastAt?: string | null
  /** The names of the lines that are waited for. */
  order?: string[]
}

/** A button that tests something, the lines as they come, and the report. */
export function Trial({ subject, run, busy, error, report, lastAt = null, order }: TrialProps) {
  const checks = useChecks(subject, busy)
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={busy} onClick={run}>
          {report ? <Trans>Test again</Trans> : <Trans>Test the connection</Trans>}
        </Button>
        {!busy && lastAt && (
          <span className="text-12 text-ink-2">
            <Trans>
              Last tested <When at={lastAt} />
            </Trans>
          </span>
        )}
      </div>
      {busy ? <ReportRunning checks={checks} order={order} /> : report && <Report report={report} />}
      <FormError error={error} />
    </div>
  )
}

export function PauseResume({ connection }: { connection: ConnectionOut }) {
  const tell = useToast()
  const [pause, pausing] = usePauseConnectionMutation()
  const [resume, resuming] = useResumeConnectionMutation()
  const connectionId = connection.id
  const goOn = async () => {
    if ((await resume({ connectionId })).data) tell(t`Resumed. What happened meanwhile is being caught up.`)
  }
  const stop = async () => {
    if ((await pause({ connectionId })).data) tell(t`Paused`, { label: t`Undo`, run: () => void goOn() })
  }
  if (connection.state === 'disconnected') return null
  return (
    <>
      {connection.state === 'paused' ? (
        <Button look="primary" busy={resuming.isLoading} onClick={() => void goOn()}>
          <Trans>Resume</Trans>
        </Button>
      ) : (
        <Button busy={pausing.isLoading} onClick={() => void stop()}>
          <Trans>Pause</Trans>
        </Button>
      )}
      <FormError error={pausing.error ?? resuming.error} />
    </>
  )
}

export function RepairWebhooks({ connectionId }: { connectionId: string }) {
  const [repair, { data, error, isLoading }] = useRepairWebhooksMutation()
  const done = data?.data
  return (
    <div className="space-y-2">
      <Button busy={isLoading} onClick={() => void repair({ connectionId })}>
        <Trans>Check and repair</Trans>
      </Button>
      {done && (
        <p role="status" className="text-13">
          {done.repaired > 0 ? <Plural value={done.repaired} one="# registered again." other="# registered again." /> : <Trans>All were in order.</Trans>}{' '}
          {done.note && <span className="text-warn">{done.note}</span>}
        </p>
      )}
      <FormError error={error} />
    </div>
  )
}

/** Disconnecting, with what it means spelt out. */
export function Disconnect({ connection, name }: { connection: ConnectionOut; name: string }) {
  const [open, setOpen] = useState(false)
  const tell = useToast()
  const [disconnect, { error, isLoading, reset }] = useDisconnectConnectionMutation()
  const carrier = connection.kind === 'carrier'
  const confirmed = async () => {
    const answer = await disconnect({ connectionId: connection.id })
    if (!answer.data) return
    setOpen(false)
    tell(answer.data.data.note || t`${name} is disconnected`)
  }
  return (
    <>
      <Button
        className="text-bad"
        onClick={() => {
          reset()
          setOpen(true)
        }}
      >
        <Trans>Disconnect</Trans>
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t`Disconnect ${name}?`}
        consequence={
          carrier
            ? t`No more rates, labels or tracking from this account. Labels already bought stay, but cannot be voided here any more. The credentials are deleted.`
            : t`Its webhooks are removed and the credentials are deleted: no more orders come in and no stock goes out. Products, orders and figures that it brought stay here, and connecting the same shop again finds them.`
        }
        action={<Trans>Disconnect</Trans>}
        busy={isLoading}
        error={error}
        onConfirm={() => void confirmed()}
      >
        {null}
      </Confirm>
    </>
  )
}
