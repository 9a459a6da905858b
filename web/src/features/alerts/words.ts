/** Alerts in the reader's language, from their parts; the API's own words where a kind is new. */
import { t } from '@lingui/core/macro'

import type { AlertOut } from '@/api/gen/alerts'
import { date, dateTime } from '@/lib/dates'
import { number } from '@/lib/money'
import { runTitle } from '@/lib/runs'
import type { Tone } from '@/ui/badge'

import { entriesOf, securityDetail, securityTitle } from './security-words'

export type Kind = AlertOut['kind']

export function kindName(kind: Kind): string {
  return {
    sync_failed: t`Sync`,
    dead_letters: t`Undelivered`,
    low_stock: t`Low stock`,
    connection: t`Connection`,
    credentials: t`Access`,
    security: t`Security`,
  }[kind]
}

export function severity(alert: AlertOut): { text: string; tone: Tone } {
  return {
    info: { text: t`Note`, tone: 'info' as const },
    warning: { text: t`Warning`, tone: 'warn' as const },
    critical: { text: t`Urgent`, tone: 'bad' as const },
  }[alert.severity]
}

export function titleOf(alert: AlertOut): string {
  const part = (name: string) => String(alert.data[name] ?? '')
  switch (alert.kind) {
    case 'sync_failed':
      return t`${part('store')}: “${runTitle(part('run_kind'))}” failed`
    case 'dead_letters': {
      const number = Number(alert.data.number ?? 0)
      return number === 1 ? t`${part('store')}: one message could not be delivered` : t`${part('store')}: ${number} messages could not be delivered`
    }
    case 'low_stock': {
      const name = part('variant') && part('variant') !== part('product') ? `${part('product')}, ${part('variant')}` : part('product')
      return part('location') ? t`${name}: ${part('available')} left at ${part('location')}` : t`${name}: ${part('available')} left`
    }
    case 'connection':
      return part('state') === 'needs_reconnect' ? t`${part('name')} needs reconnecting` : t`${part('name')} cannot be reached`
    case 'credentials':
      return part('expires_at') ? t`Access to ${part('name')} ends on ${date(part('expires_at'))}` : alert.title
    case 'security':
      return securityTitle(alert)
    default:
      return alert.title
  }
}

/** What more there is to say. */
export function detailOf(alert: AlertOut): string {
  if (alert.kind === 'security') return securityDetail(alert)
  if (alert.kind === 'low_stock' && alert.data.threshold !== undefined) {
    const left = number(Number(alert.data.available ?? 0))
    return t`${left} available; the threshold is ${number(Number(alert.data.threshold))}.`
  }
  const ends = String(alert.data.expires_at ?? '')
  if (alert.kind === 'credentials' && ends) return t`They end on ${dateTime(ends)}. Enter new ones to go on.`
  return alert.detail
}

/** Where the cause is put right: the button's words and address. */
export function remedyOf(alert: AlertOut): { text: string; to: string } | null {
  const link = (kind: string) => alert.links.find((each) => each.kind === kind)?.id
  const run = link('run')
  const store = alert.store_id ?? link('store')
  switch (alert.kind) {
    case 'sync_failed':
      return run ? { text: t`See the run`, to: `/sync/runs/${run}` } : null
    case 'dead_letters':
      return { text: t`See what waits`, to: store ? `/sync/letters?store=${store}` : '/sync/letters' }
    case 'low_stock': {
      const variant = link('variant')
      return variant ? { text: t`See the stock`, to: `/inventory/${variant}` } : null
    }
    case 'connection':
    case 'credentials':
      return store ? { text: t`See the connection`, to: `/stores/${store}` } : { text: t`See connections`, to: '/settings/integrations' }
    case 'security':
      return { text: t`See the log`, to: entriesOf(alert) }
    default:
      return null
  }
}
