/** Words for what people ask about their data, and for how long things are kept. */
import { i18n } from '@lingui/core'
import { t } from '@lingui/core/macro'

import type { PolicyOut, RequestOut } from '@/api/gen/privacy'
import type { Tone } from '@/ui/badge'

import { spelt } from './audit-words'

export type Kind = RequestOut['kind']
export const KINDS: Kind[] = ['export', 'erasure', 'correction', 'objection']
export const STATES: RequestOut['state'][] = ['open', 'preparing', 'scheduled', 'done', 'refused', 'cancelled']

export function kindWords(kind: Kind): { text: string; hint: string } {
  const words: Record<Kind, { text: string; hint: string }> = {
    export: { text: t`Copy of the data`, hint: t`All that is held on the person, as a ZIP of open formats. Made at once.` },
    erasure: { text: t`Erasure`, hint: t`Carried out after 30 days, so that it can be called off. Orders stay, without the person.` },
    correction: { text: t`Correction`, hint: t`You correct it, then mark the request as done.` },
    objection: { text: t`Objection`, hint: t`Against a use of the data. You decide, then answer.` },
  }
  return words[kind]
}

export function stateWords(request: RequestOut): { text: string; tone: Tone } {
  const words: Record<RequestOut['state'], { text: string; tone: Tone }> = {
    open: { text: t`To answer`, tone: 'warn' },
    preparing: { text: t`Being put together`, tone: 'info' },
    scheduled: { text: t`Planned`, tone: 'info' },
    done: { text: t`Done`, tone: 'ok' },
    refused: { text: t`Refused`, tone: 'neutral' },
    cancelled: { text: t`Called off`, tone: 'neutral' },
  }
  return request.overdue ? { text: t`Overdue`, tone: 'bad' } : words[request.state]
}

export function stateText(state: RequestOut['state']): string {
  return stateWords({ state, overdue: false } as RequestOut).text
}

export const subjectKind = (kind: RequestOut['subject_kind']): string => (kind === 'buyer' ? t`Buyer` : t`Member of the team`)
export const regimeName = (regime: RequestOut['regime']): string => (regime === 'gdpr' ? t`GDPR: one month` : t`CCPA: 45 days`)

export function policyName(policy: PolicyOut | { policy: string; title?: string }): string {
  const words: Record<string, string> = {
    alerts: t`Resolved alerts`,
    customers_without_orders: t`Buyers without any order left`,
    dead_letters: t`Undelivered items that were settled`,
    export_files: t`Files of privacy exports`,
    mails: t`Mails in the outbox`,
    order_payloads: t`Orders as the platform sent them`,
    order_people: t`Buyers named in orders (the orders stay)`,
    sync_items: t`Results of synchronisation, item by item`,
    tracking_places: t`Tracking events of parcels`,
    webhook_bodies: t`Processed webhooks`,
  }
  return words[policy.policy] ?? policy.title ?? spelt(policy.policy)
}

/** Names of tables in a report. */
export function tableName(table: string): string {
  const words: Record<string, string> = {
    orders: t`Orders`,
    order_items: t`Order lines`,
    order_raw: t`Orders as the platform sent them`,
    order_addresses: t`Addresses of orders`,
    customers: t`Customers`,
    shipments: t`Shipments`,
    consents: t`Consents`,
    mails: t`Mails`,
    users: t`Accounts`,
    memberships: t`Memberships`,
    sessions: t`Sessions`,
    audit_log: t`Audit log`,
    audit_entries: t`Audit log`,
    privacy_requests: t`Privacy requests`,
    order_events: t`Order histories`,
    tracking_events: t`Tracking events`,
    passkeys: t`Passkeys`,
    api_keys: t`API keys`,
    invitations: t`Invitations`,
    one_time_links: t`Links by mail`,
    recovery_codes: t`Recovery codes`,
    second_factors: t`Authenticator apps`,
    sign_in_origins: t`Places of sign-ins`,
  }
  return words[table] ?? spelt(table)
}

/** "in 11 days": a term is counted in days, never in weeks. */
export function inDays(at: string, now: Date): string {
  const days = Math.round((new Date(at).getTime() - now.getTime()) / 86_400_000)
  return new Intl.RelativeTimeFormat(i18n.locale || 'en', { numeric: 'auto' }).format(days, 'day')
}
