/** Moments are UTC in the API; people see them in the organisation's time zone (`useTimezone`). */
import { t } from '@lingui/core/macro'

import { region as locale } from './locale'

export function date(at: string | Date, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone }).format(new Date(at))
}

export function dateTime(at: string | Date, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at))
}

/** A calendar day of the API (`2026-03-01`), which has no time zone. */
export function day(iso: string, style: 'short' | 'long' = 'short'): string {
  const at = new Date(`${iso.slice(0, 10)}T12:00:00Z`)
  return new Intl.DateTimeFormat(locale(), {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(style === 'long' ? { weekday: 'short', year: 'numeric' } : {}),
  }).format(at)
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "3 minutes ago"; under a minute "just now". */
export function ago(at: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' })
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return t`just now`
}

export const isoDay = (at: Date): string => at.toISOString().slice(0, 10)
