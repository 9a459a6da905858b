import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import type { ConnectionOut, PlatformOut } from '@/api/gen/stores'
import { useOrganisation } from '@/app/session'
import { ago, date, dateTime } from '@/lib/dates'
import { number } from '@/lib/money'
import { useNow } from '@/lib/use-now'
import { Facts } from '@/ui/card'

import { methodOf } from '../drafts'
import { said } from '../manifest-words'

/** The label of a credential as the platform's form calls it. */
export function fieldLabel(platform: PlatformOut | undefined, auth: string, name: string): string {
  const own = methodOf(platform, auth)?.fields.find((field) => field.name === name)?.label
  if (own) return said(own)
  const granted: Record<string, string> = { access_token: t`Access token`, refresh_token: t`Refresh token` }
  return granted[name] ?? name.replaceAll('_', ' ')
}

/** A secret as it may be shown: its last characters. */
export function Masked({ mask }: { mask: string }) {
  return <span className="font-mono text-12">{mask}</span>
}

export function When({ at, children }: { at: string | null; children?: ReactNode }) {
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  if (!at) return <>{children ?? t`never`}</>
  return (
    <time dateTime={at} title={dateTime(at, timezone)}>
      {ago(at, now)}
    </time>
  )
}

export function ConnectionFacts({ connection, platform }: { connection: ConnectionOut; platform: PlatformOut | undefined }) {
  const { timezone } = useOrganisation()
  const method = methodOf(platform, connection.auth)
  const health = connection.health as { ms?: number; ok?: boolean; message?: string }
  const fields = platform ? method?.fields : undefined
  const chosen = (name: string, value: string) => fields?.find((field) => field.name === name)?.options.find(([each]) => each === value)?.[1] ?? value
  const rows: [ReactNode, ReactNode][] = [
    ...Object.entries(connection.public)
      .filter(([, value]) => value)
      .map(([name, value]): [ReactNode, ReactNode] => [fieldLabel(platform, connection.auth, name), <span key={name} className="break-all">{chosen(name, value)}</span>]),
    ...Object.entries(connection.masks).map(([name, mask]): [ReactNode, ReactNode] => [fieldLabel(platform, connection.auth, name), <Masked key={name} mask={mask} />]),
    [
      <Trans key="age">Credentials since</Trans>,
      <span key="since">
        {date(connection.credentials_at, timezone)} (<When at={connection.credentials_at} />)
      </span>,
    ],
    [<Trans key="method">Sign-in</Trans>, method ? said(method.title) : connection.auth],
    [<Trans key="env">Environment</Trans>, connection.environment === 'sandbox' ? t`Sandbox` : t`Live`],
    [
      <Trans key="checked">Last answer</Trans>,
      <span key="answer">
        <When at={connection.checked_at} />
        {typeof health.ms === 'number' && connection.checked_at && <span className="tnum text-ink-2">, {t`${number(health.ms)} ms`}</span>}
        {health.ok === false && health.message && <span className="block text-bad">{health.message}</span>}
      </span>,
    ],
  ]
  return <Facts rows={rows} />
}
