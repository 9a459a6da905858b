import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'

import { type AlertOut, useAcknowledgeAlertMutation, useReopenAlertMutation, useResolveAlertMutation } from '@/api/gen/alerts'
import { useMay, useOrganisation } from '@/app/session'
import { ago, dateTime } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { Badge, Tag } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { detailOf, kindName, remedyOf, severity, titleOf } from '../words'
import { Deeds } from './deeds'

export function Alert({ alert }: { alert: AlertOut }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const may = useMay('alerts.manage')
  const tell = useToast()
  const [acknowledge, acknowledging] = useAcknowledgeAlertMutation()
  const [resolve, resolving] = useResolveAlertMutation()
  const [reopen, reopening] = useReopenAlertMutation()
  const remedy = remedyOf(alert)
  const level = severity(alert)
  const detail = detailOf(alert)
  const undo = { label: t`Undo`, run: () => void reopen({ alertId: alert.id }) }
  const seen = async () => {
    const answer = await acknowledge({ alertId: alert.id })
    if (!answer.error) tell(t`Marked as seen.`, undo)
  }
  const settle = async () => {
    const answer = await resolve({ alertId: alert.id })
    if (!answer.error) tell(t`Settled.`, undo)
  }
  return (
    <article className="px-4 py-3" aria-label={titleOf(alert)}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={level.tone}>{level.text}</Badge>
        <Tag>{kindName(alert.kind)}</Tag>
        {alert.times > 1 && (
          <span className="tnum text-12 text-ink-2">
            <Plural value={alert.times} one="# time" other="# times" />
          </span>
        )}
        <time dateTime={alert.changed_at} title={dateTime(alert.changed_at, timezone)} className="ml-auto text-12 text-ink-2">
          {ago(alert.changed_at, now)}
        </time>
      </div>
      <h2 className="mt-1 text-14 break-words">{titleOf(alert)}</h2>
      {detail && <p className="mt-0.5 text-13 break-words text-ink-2">{detail}</p>}
      {alert.state === 'resolved' && (
        <p className="mt-1 text-12 text-ink-2">{alert.resolved_by ? <Trans>Settled by {alert.resolved_by}</Trans> : <Trans>Its cause is gone.</Trans>}</p>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-2">
        {remedy && alert.state !== 'resolved' && (
          <ButtonLink to={remedy.to}>
            {remedy.text}
          </ButtonLink>
        )}
        {alert.kind === 'security' && alert.state !== 'resolved' && <Deeds alert={alert} />}
        {may && alert.state === 'open' && (
          <Button look="quiet" busy={acknowledging.isLoading} onClick={() => void seen()}>
            <Trans>Mark as seen</Trans>
          </Button>
        )}
        {may && alert.state !== 'resolved' && (
          <Button look="quiet" busy={resolving.isLoading} onClick={() => void settle()}>
            <Trans>Settle</Trans>
          </Button>
        )}
        {may && alert.state !== 'open' && (
          <Button look="quiet" busy={reopening.isLoading} onClick={() => void reopen({ alertId: alert.id })}>
            <Trans>Open again</Trans>
          </Button>
        )}
      </div>
      <FormError error={acknowledging.error ?? resolving.error ?? reopening.error} />
    </article>
  )
}
