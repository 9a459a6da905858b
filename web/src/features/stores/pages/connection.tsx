import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'

import { type ConnectionDetail, useGetConnectionQuery, useListPlatformsQuery } from '@/api/gen/stores'
import { useMay, useOrganisation } from '@/app/session'
import { connectionState } from '@/lib/connections'
import { dateTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'

import { ConnectionTest, Disconnect, PauseResume, RepairWebhooks, useReconnect } from '../components/connection-actions'
import { ConnectionFacts, When } from '../components/connection-facts'
import { Notice } from '../components/notice'
import { useStore } from '../store-context'

export function Component() {
  const { store } = useStore()
  const connectionId = store.connection_id ?? ''
  const may = useMay('connections.manage')
  const { data, error, refetch } = useGetConnectionQuery({ connectionId }, { skip: !connectionId })
  if (!connectionId)
    return (
      <Empty title={<Trans>Not connected</Trans>} action={may && <ButtonLink look="primary" to="/stores/connect">{t`Connect a store`}</ButtonLink>}>
        <Trans>Connect the shop, and this store is found again by its account.</Trans>
      </Empty>
    )
  if (data) return <Connection connection={data.data} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Skeleton className="h-72 w-full rounded-lg" />
}

function Connection({ connection }: { connection: ConnectionDetail }) {
  const { store } = useStore()
  const may = useMay('connections.manage')
  const { data: platforms } = useListPlatformsQuery({})
  const platform = platforms?.data.find((each) => each.slug === connection.vendor)
  const off = connection.state === 'disconnected'
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="space-y-5">
        <State connection={connection} />
        <Card title={<Trans>Credentials</Trans>}>
          <ConnectionFacts connection={connection} platform={platform} />
          {Object.keys(connection.masks).length > 0 && (
            <p className="mt-3 text-12 text-ink-2">
              <Trans>Secrets are sealed; only their last characters are ever shown.</Trans>
            </p>
          )}
        </Card>
        {may && !off && (
          <Card title={<Trans>Test</Trans>}>
            <p className="mb-3 text-13 text-ink-2">
              <Trans>Checks address, certificate, sign-in, rights, reading and whether live changes reach us.</Trans>
            </p>
            <ConnectionTest connectionId={connection.id} />
          </Card>
        )}
      </div>
      <div className="space-y-5">
        {!off && (
          <Card title={<Trans>Webhooks</Trans>}>
            <Webhooks connection={connection} may={may} />
          </Card>
        )}
        {may && <Actions connection={connection} off={off} name={store.name} />}
      </div>
    </div>
  )
}

function State({ connection }: { connection: ConnectionDetail }) {
  const { timezone } = useOrganisation()
  const state = connectionState(connection.state)
  const breaker = connection.breaker
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-13 text-ink-2">
        <Badge tone={state.tone} className="text-13">
          {state.text}
        </Badge>
        <span title={dateTime(connection.state_since, timezone)}>
          <Trans>
            since <When at={connection.state_since} />
          </Trans>
        </span>
        {connection.failures > 0 && (
          <span className="text-warn">
            <Plural value={connection.failures} one="# failed call in a row" other="# failed calls in a row" />
          </span>
        )}
      </p>
      {connection.state_reason && <Notice tone={connection.state === 'needs_reconnect' ? 'bad' : 'warn'} title={connection.state_reason} />}
      {breaker.state === 'open' && (
        <Notice tone="warn" title={t`Calls rest for a moment, so that the store can recover.`}>
          {breaker.retry_at && <Trans>The next try is at {dateTime(breaker.retry_at, timezone)}.</Trans>}
        </Notice>
      )}
    </div>
  )
}

function Webhooks({ connection, may }: { connection: ConnectionDetail; may: boolean }) {
  const hooks = connection.webhooks as { topic?: string; active?: boolean }[]
  const active = hooks.filter((hook) => hook.active).length
  const broken = hooks.filter((hook) => !hook.active)
  return (
    <div className="space-y-3 text-13">
      <p>
        {hooks.length === 0 ? (
          <Trans>None is registered: news comes by asking only.</Trans>
        ) : (
          <Trans>
            {active} of {hooks.length} work, checked <When at={connection.webhooks_checked_at} />.
          </Trans>
        )}
      </p>
      {broken.length > 0 && (
        <ul className="space-y-1 text-12 text-bad">
          {broken.map((hook) => (
            <li key={hook.topic} className="font-mono break-all">
              {hook.topic}
            </li>
          ))}
        </ul>
      )}
      {hooks.length > 0 && (
        <details>
          <summary className="min-h-6 cursor-pointer text-12 text-ink-2">
            <Trans>All topics</Trans>
          </summary>
          <ul className="mt-1 space-y-0.5 font-mono text-12 text-ink-2">
            {hooks.map((hook) => (
              <li key={hook.topic} className="break-all">
                {hook.topic}
              </li>
            ))}
          </ul>
        </details>
      )}
      {may && <RepairWebhooks connectionId={connection.id} />}
    </div>
  )
}

function Actions({ connection, off, name }: { connection: ConnectionDetail; off: boolean; name: string }) {
  const { go, busy, error } = useReconnect(connection)
  const urgent = off || connection.state === 'needs_reconnect'
  return (
    <Card title={<Trans>Connection</Trans>}>
      <div className="space-y-3">
        <p className="text-13 text-ink-2">{off ? <Trans>The shop and everything it brought is found again.</Trans> : <Trans>New credentials replace the old ones; nothing else changes. Pausing stops everything in both directions.</Trans>}</p>
        <div className="flex flex-wrap gap-2">
          <Button look={urgent ? 'primary' : 'secondary'} busy={busy} onClick={() => void go()}>
            <Trans>Reconnect</Trans>
          </Button>
          <PauseResume connection={connection} />
          {!off && <Disconnect connection={connection} name={name} />}
        </div>
        <FormError error={error} />
      </div>
    </Card>
  )
}
