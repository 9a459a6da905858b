/** Ranges of days by name, as the address carries them: `?range=30d`, or `from` and `to`. */
import { t } from '@lingui/core/macro'

import { isoDay } from './dates'
import type { UrlState } from './url-state'

export type RangeName = '7d' | '30d' | '90d' | '365d' | 'custom'

export interface DayRange {
  name: RangeName
  from: string
  to: string
}

const days: Record<Exclude<RangeName, 'custom'>, number> = { '7d': 7, '30d': 30, '90d': 90, '365d': 365 }

export function rangeNames(): { value: Exclude<RangeName, 'custom'>; text: string }[] {
  return [
    { value: '7d', text: t`7 days` },
    { value: '30d', text: t`30 days` },
    { value: '90d', text: t`90 days` },
    { value: '365d', text: t`Year` },
  ]
}

/** The day that it is in a time zone. */
export function today(timeZone: string, now: Date = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
}

export function addDays(iso: string, by: number): string {
  const at = new Date(`${iso}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + by)
  return isoDay(at)
}

export function readRange(url: Pick<UrlState, 'get'>, timeZone: string, fallback: Exclude<RangeName, 'custom'> = '30d'): DayRange {
  const from = url.get('from')
  const to = url.get('to')
  if (/^\d{4}-\d{2}-\d{2}$/.test(from) && /^\d{4}-\d{2}-\d{2}$/.test(to) && from <= to) return { name: 'custom', from, to }
  const asked = url.get('range')
  const name = asked in days ? (asked as Exclude<RangeName, 'custom'>) : fallback
  const last = today(timeZone)
  return { name, from: addDays(last, 1 - days[name]), to: last }
}
