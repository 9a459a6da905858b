/** One credential among the integrations: how it fares at a glance; opened, what it is made of and what can be done with it. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { KeyRound, Mail } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'

import { type IntegrationOut, useGetIntegrationQuery, useTestIdentityProviderMutation, useTestMailServerMutation } from '@/api/gen/settings'
import type { CheckOut, ConnectionOut, PlatformOut } from '@/api/gen/stores'
import { useMay, useOrganisation } from '@/app/session'
import { connectionState } from '@/lib/connections'
import { date } from '@/lib/dates'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'

import { methodOf } from '../drafts'
import { ConnectionTest, Disconnect, PauseResume, Trial, useReconnect } from './connection-actions'
import { ConnectionFacts, Masked, When, fieldLabel } from './connection-facts'
import { PlatformLogo } from './platform-logo'

function stateOf({ kind, state }: IntegrationOut): { text: string; tone: Tone } {
  if (state === 'not_set') return { text: t`Not set`, tone: 'neutral' }
  if (state === 'connected' && kind !== 'store') return { text: kind === 'carrier' ? t`Works` : t`Set`, tone: 'ok' }
  return connectionState(state)
}

function titleOf(integration: IntegrationOut): string {
  if (integration.kind === 'mail') return t`Mail server`
  return integration.title
}

function subtitleOf({ kind, title, environment }: IntegrationOut, platform?: PlatformOut): string {
  if (kind === 'mail') return title || t`Mails are kept in the outbox.`
  if (kind === 'identity') return t`Sign-in by a provider`
  return environment === 'sandbox' ? t`${platform?.title ?? ''}, Sandbox` : (platform?.title ?? '')
}

interface IntegrationProps {
  integration: IntegrationOut
  connection?: ConnectionOut
  platform?: PlatformOut
  replace: (connection: ConnectionOut) => void
}

export function Integration({ integration, connection, platform, replace }: IntegrationProps) {
  const [open, setOpen] = useState(false)
  const mails = useMay('mail.outbox')
  const state = stateOf(integration)
  const masks = Object.entries(integration.masks)
  const auth = connection?.auth ?? ''
  const label = (name: string) => ({ password: t`Password`, client_secret: t`Client secret` })[integration.connection_id ? '' : name] ?? fieldLabel(platform, auth, name)
  const title = titleOf(integration)
  return (
    <li className="px-4 py-3">
      <div className="grid grid-cols-[1.75rem_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-2 md:grid-cols-[1.75rem_minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1.1fr)_auto]">
        {integration.connection_id ? (
          <PlatformLogo platform={platform} size="size-7" />
        ) : (
          <span aria-hidden="true" className="flex size-7 items-center justify-center text-ink-2">
            {integration.kind === 'mail' ? <Mail className="size-5" strokeWidth={1.75} /> : <KeyRound className="size-5" strokeWidth={1.75} />}
          </span>
        )}
        <div className="min-w-0">
          <p className="flex min-h-6 items-center text-13 font-medium break-words">
            {integration.store_id ? (
              <Link to={`/stores/${integration.store_id}/connection`} className="inline-flex min-h-6 items-center hover:underline">
                {title}
              </Link>
            ) : (
              title
            )}
          </p>
          <p className="text-12 break-words text-ink-2">{subtitleOf(integration, platform)}</p>
          <Badge tone={state.tone}>{state.text}</Badge>
        </div>
        {masks.length > 0 && (
          <dl className="col-span-2 col-start-2 row-start-2 min-w-0 space-y-0.5 text-12 md:col-span-1 md:col-start-3 md:row-start-1 md:pt-1">
            {masks.map(([name, mask]) => (
              <div key={name} className="flex flex-wrap gap-x-2">
                <dt className="text-ink-2">{label(name)}</dt>
                <dd>
                  <Masked mask={mask} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        <Age integration={integration} />
        {(integration.connection_id || integration.state === 'connected') && (
          <Button look="quiet" className="-mt-1 -mr-3 col-start-3 row-start-1 md:col-start-5" aria-expanded={open} aria-label={t`Details of ${title}`} onClick={() => setOpen(!open)}>
            {open ? <Trans>Close</Trans> : <Trans>Details</Trans>}
          </Button>
        )}
      </div>
      {integration.kind === 'mail' && mails && (
        <p className="mt-2 pl-10 text-13">
          <Link to="/settings/mail" className="inline-flex min-h-6 items-center font-medium text-accent hover:underline pointer-coarse:min-h-11">
            <Trans>Mail outbox</Trans>
          </Link>
        </p>
      )}
      {integration.state_reason && <p className="mt-1 pl-10 text-12 break-words text-bad">{integration.state_reason}</p>}
      {open && connection && <Details connection={connection} platform={platform} replace={replace} />}
      {open && !integration.connection_id && (
        <div className="mt-3 rounded-md bg-sunken p-4">{integration.kind === 'mail' ? <MailTrial /> : <ProviderTrial id={integration.id.replace('oidc:', '')} />}</div>
      )}
    </li>
  )
}

/** Age and term, the last test, the last answer: what tells whether to trust it. */
function Age({ integration }: { integration: IntegrationOut }) {
  const { timezone } = useOrganisation()
  const { age_days, due, due_at, tested_at, test_ok, used_at, connection_id } = integration
  const when = due_at ? date(due_at, timezone) : ''
  const lines: ReactNode[] = []
  if (age_days !== null) lines.push(<Plural value={age_days} _0="Entered today" one="# day old" other="# days old" />)
  if (due === 'due') lines.push(<Badge tone="bad">{t`Due since ${when}`}</Badge>)
  else if (due === 'soon') lines.push(<Badge tone="warn">{t`Replace by ${when}`}</Badge>)
  if (tested_at)
    lines.push(
      test_ok ? (
        <Trans>
          Test passed <When at={tested_at} />
        </Trans>
      ) : (
        <span className="text-bad">
          <Trans>
            Test failed <When at={tested_at} />
          </Trans>
        </span>
      ),
    )
  if (connection_id)
    lines.push(
      used_at ? (
        <Trans>
          Last used <When at={used_at} />
        </Trans>
      ) : (
        <Trans>Not used yet</Trans>
      ),
    )
  if (lines.length === 0) return null
  return (
    <ul className="col-span-2 col-start-2 row-start-3 min-w-0 space-y-0.5 text-12 text-ink-2 md:col-span-1 md:col-start-4 md:row-start-1 md:pt-1">
      {lines.map((line, at) => (
        <li key={at}>{line}</li>
      ))}
    </ul>
  )
}

function MailTrial() {
  const [test, { data, error, isLoading }] = useTestMailServerMutation()
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-13 text-ink-2">
        <Trans>Connects, signs in and asks whether the sender is accepted. Nothing is sent. To see a mail arrive, send a test under Mail wording.</Trans>
      </p>
      <Trial subject="mail" run={() => void test()} busy={isLoading} error={error} report={data?.data} order={['dns', 'connect', 'tls', 'auth', 'sender']} />
    </div>
  )
}

function ProviderTrial({ id }: { id: string }) {
  const [test, { data, error, isLoading }] = useTestIdentityProviderMutation()
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-13 text-ink-2">
        <Trans>Reads the provider’s description and keys, and asks with a made-up code whether it knows KSAP. Nobody is signed in.</Trans>
      </p>
      <Trial subject={`oidc:${id}`} run={() => void test({ providerId: id })} busy={isLoading} error={error} report={data?.data} order={['dns', 'tls', 'discovery', 'keys', 'client']} />
    </div>
  )
}

function Details({ connection, platform, replace }: { connection: ConnectionOut; platform?: PlatformOut; replace: (connection: ConnectionOut) => void }) {
  const may = useMay('connections.manage')
  const { data, error, refetch } = useGetIntegrationQuery({ connectionId: connection.id })
  const again = useReconnect(connection)
  const kind = methodOf(platform, connection.auth)?.kind
  const byVendor = kind === 'oauth' || kind === 'callback' // these are given by signing in there
  const report = data?.data.test_report as { ok: boolean; checks: CheckOut[] } | null | undefined
  const ended = connection.state === 'disconnected'
  return (
    <div className="mt-3 space-y-4 rounded-md bg-sunken p-4">
      {error ? <Failure error={error} retry={() => void refetch()} /> : data ? <ConnectionFacts connection={connection} platform={platform} /> : <Skeleton className="h-32 w-full rounded-md" />}
      {may && !ended && <ConnectionTest connectionId={connection.id} last={report ? { ...report, shop: {} } : undefined} lastAt={data?.data.tested_at ?? null} />}
      {may && (
        <div className="flex flex-wrap gap-2">
          <Button busy={again.busy} onClick={() => (byVendor ? void again.go() : replace(connection))}>
            {ended ? <Trans>Connect again</Trans> : <Trans>Replace credential</Trans>}
          </Button>
          <PauseResume connection={connection} />
          {!ended && <Disconnect connection={connection} name={connection.title} />}
        </div>
      )}
      <FormError error={again.error} />
    </div>
  )
}
