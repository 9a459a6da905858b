/** The story of an order in words: what the API keeps as facts, said in the reader's language. */
import { plural, t } from '@lingui/core/macro'

import type { TimelineRow } from '@/api/gen/orders'
import { money } from '@/lib/money'
import { fulfilmentStatus, orderStatus, paymentStatus } from '@/lib/orders'

const text = (facts: Record<string, unknown>, name: string): string => (typeof facts[name] === 'string' || typeof facts[name] === 'number' ? String(facts[name]) : '')
const words = (facts: Record<string, unknown>, name: string): string[] => (Array.isArray(facts[name]) ? (facts[name] as unknown[]).map(String) : [])

export interface Told {
  /** What happened. */
  title: string
  /** Each change, before and after, or what somebody wrote. */
  details: string[]
  quote?: string
}

export function told(event: TimelineRow, currency: string): Told {
  const { before, after } = event
  switch (event.kind) {
    case 'entered':
      return { title: t`Order came in`, details: [text(after, 'total') && money(text(after, 'total'), currency), text(after, 'payment_status') && paymentStatus(text(after, 'payment_status')).text].filter(Boolean) }
    case 'changed':
      return { title: t`Changed at the store`, details: changes(before, after, currency) }
    case 'status': {
      const reason = event.summary.split(': ').slice(1).join(': ')
      return { title: t`Status: ${orderStatus(text(before, 'status')).text} → ${orderStatus(text(after, 'status')).text}`, details: [], quote: reason || undefined }
    }
    case 'note':
      if ('internal_note' in after) return { title: text(after, 'internal_note') ? t`Internal note changed` : t`Internal note removed`, details: [], quote: text(after, 'internal_note') || undefined }
      return { title: t`Note`, details: [], quote: event.summary }
    case 'tags':
      return { title: t`Tags changed`, details: tagChanges(words(before, 'tags'), words(after, 'tags')) }
    case 'fulfilment': {
      const units = Number(after.units ?? 0)
      return {
        title: units >= 0 ? plural(units, { one: '# item shipped', other: '# items shipped' }) : plural(-units, { one: '# item did not ship after all', other: '# items did not ship after all' }),
        details: [],
      }
    }
    case 'delivery':
      return { title: t`Delivered`, details: [] }
    default:
      return { title: event.summary, details: [] }
  }
}

function changes(before: Record<string, unknown>, after: Record<string, unknown>, currency: string): string[] {
  const names: [string, string, (value: string) => string][] = [
    ['status', t`Status`, (value) => orderStatus(value).text],
    ['payment_status', t`Payment`, (value) => paymentStatus(value).text],
    ['fulfilment_status', t`Shipping`, (value) => fulfilmentStatus(value).text],
    ['total', t`Total`, (value) => money(value, currency)],
    ['refunded', t`Refunded`, (value) => money(value, currency)],
  ]
  return names
    .filter(([name]) => text(after, name) !== '' && text(after, name) !== text(before, name))
    .map(([name, word, say]) => (text(before, name) ? `${word}: ${say(text(before, name))} → ${say(text(after, name))}` : `${word}: ${say(text(after, name))}`))
}

function tagChanges(before: string[], after: string[]): string[] {
  const added = after.filter((tag) => !before.includes(tag))
  const removed = before.filter((tag) => !after.includes(tag))
  return [added.length ? t`added: ${added.join(', ')}` : '', removed.length ? t`taken off: ${removed.join(', ')}` : ''].filter(Boolean)
}
