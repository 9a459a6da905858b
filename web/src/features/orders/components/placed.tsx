import { t } from '@lingui/core/macro'
import { memo } from 'react'

import { dateTime } from '@/lib/dates'
import { region } from '@/lib/locale'

const formats = new Map<string, Intl.DateTimeFormat>()

/** One formatter for each shape: building one costs more than a row. */
function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(locale, { ...options, timeZone })))
  return found
}

/** Short in a table: the time for today, else the day; the whole moment on hover. */
export const Placed = memo(function Placed({ at, timezone }: { at: string; timezone: string }) {
  const when = new Date(at)
  const now = new Date()
  const day = (moment: Date) => format('en-CA', timezone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment)
  const sameYear = day(when).slice(0, 4) === day(now).slice(0, 4)
  const shape: Intl.DateTimeFormatOptions = sameYear
    ? { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }
    : { day: 'numeric', month: 'short', year: 'numeric' }
  const text = (options: Intl.DateTimeFormatOptions) => format(region(), timezone, options).format(when)
  const time = text({ hour: 'numeric', minute: '2-digit' })
  return (
    <time dateTime={at} title={dateTime(at, timezone)} className="tnum">
      {day(when) === day(now) ? t`Today, ${time}` : text(shape)}
    </time>
  )
})
