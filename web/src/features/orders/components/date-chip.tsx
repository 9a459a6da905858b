import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CalendarDays, X } from 'lucide-react'
import { useState } from 'react'

import { cn } from '@/lib/cn'
import { day } from '@/lib/dates'
import { type DayRange, rangeNames, readRange, today } from '@/lib/ranges'
import type { UrlState } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Input } from '@/ui/field'
import { Popover } from '@/ui/popover'

/** The days that the address asks for, if it does. */
export function daysOf(url: UrlState, timezone: string): DayRange | null {
  return url.get('range') || (url.get('from') && url.get('to')) ? readRange(url, timezone) : null
}

/** When orders were placed: a few named ranges, or any two days. */
export function DateChip({ url, timezone }: { url: UrlState; timezone: string }) {
  const [open, setOpen] = useState(false)
  const chosen = daysOf(url, timezone)
  const [from, setFrom] = useState(chosen?.from ?? '')
  const [to, setTo] = useState(chosen?.to ?? '')
  const wrong = from && to && from > to ? t`The first day is after the last.` : undefined
  const words = !chosen
    ? ''
    : chosen.name === 'custom'
      ? chosen.from === chosen.to
        ? day(chosen.from)
        : `${day(chosen.from)} – ${day(chosen.to)}`
      : (rangeNames().find((each) => each.value === chosen.name)?.text ?? '')
  return (
    <span className={cn('inline-flex items-center rounded-md border', chosen ? 'border-accent bg-accent-soft' : 'border-control border-dashed bg-surface')}>
      <Popover
        label={t`Placed`}
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          if (next) {
            setFrom(chosen?.from ?? '')
            setTo(chosen?.to ?? '')
          }
        }}
        trigger={
          <button type="button" className={cn('inline-flex h-[30px] items-center gap-1.5 rounded-md px-2.5 text-13 pointer-coarse:h-11', chosen ? 'text-accent' : 'text-ink-2 hover:text-ink')}>
            <CalendarDays aria-hidden="true" className="size-3.5" />
            <Trans>Placed</Trans>
            {words && <span className="font-medium">{words}</span>}
          </button>
        }
      >
        <div className="flex flex-wrap gap-2">
          {rangeNames().map((range) => (
            <Button
              key={range.value}
              aria-pressed={chosen?.name === range.value}
              className={cn(chosen?.name === range.value && 'border-accent bg-accent-soft text-accent')}
              onClick={() => {
                url.set({ range: range.value, from: undefined, to: undefined })
                setOpen(false)
              }}
            >
              {range.text}
            </Button>
          ))}
        </div>
        <form
          className="mt-4 grid grid-cols-2 gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (!from || !to || wrong) return
            url.set({ range: undefined, from, to })
            setOpen(false)
          }}
        >
          <Input label={t`From`} type="date" value={from} max={today(timezone)} onChange={(event) => setFrom(event.target.value)} />
          <Input label={t`To`} type="date" value={to} onChange={(event) => setTo(event.target.value)} error={wrong} />
          <Button type="submit" look="primary" disabled={!from || !to || Boolean(wrong)} className="col-span-2">
            <Trans>Show these days</Trans>
          </Button>
        </form>
      </Popover>
      {chosen && (
        <IconButton label={t`Remove filter ${t`Placed`}`} onClick={() => url.set({ range: undefined, from: undefined, to: undefined })} className="size-7 text-accent">
          <X className="size-3.5" />
        </IconButton>
      )}
    </span>
  )
}
