/** Which days: a few named ranges, or any two days. Kept in the address. */
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

export function daysOf(url: UrlState, timezone: string): DayRange | null {
  return url.get('range') || (url.get('from') && url.get('to')) ? readRange(url, timezone) : null
}

export function Days({ url, timezone }: { url: UrlState; timezone: string }) {
  const [open, setOpen] = useState(false)
  const chosen = daysOf(url, timezone)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const wrong = from && to && from > to ? t`The first day is after the last.` : undefined
  const words = !chosen ? '' : chosen.name === 'custom' ? `${day(chosen.from)} – ${day(chosen.to)}` : (rangeNames().find((each) => each.value === chosen.name)?.text ?? '')
  const set = (changes: { range?: string; from?: string; to?: string }) => {
    url.set({ range: undefined, from: undefined, to: undefined, ...changes })
    setOpen(false)
  }
  return (
    <span className={cn('inline-flex items-center rounded-md border', chosen ? 'border-accent bg-accent-soft' : 'border-control border-dashed bg-surface')}>
      <Popover
        label={t`When`}
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          setFrom(chosen?.from ?? '')
          setTo(chosen?.to ?? '')
        }}
        trigger={
          <button type="button" className={cn('inline-flex h-[30px] items-center gap-1.5 rounded-md px-2.5 text-13 pointer-coarse:h-11', chosen ? 'text-accent' : 'text-ink-2 hover:text-ink')}>
            <CalendarDays aria-hidden="true" className="size-3.5" />
            <Trans>When</Trans>
            {words && <span className="font-medium">{words}</span>}
          </button>
        }
      >
        <div className="flex flex-wrap gap-2">
          {rangeNames().map((range) => (
            <Button key={range.value} aria-pressed={chosen?.name === range.value} className={cn(chosen?.name === range.value && 'border-accent bg-accent-soft text-accent')} onClick={() => set({ range: range.value })}>
              {range.text}
            </Button>
          ))}
        </div>
        <form
          className="mt-4 grid grid-cols-2 gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            if (from && to && !wrong) set({ from, to })
          }}
        >
          <Input label={t`From`} type="date" value={from} max={today(timezone)} onChange={(event) => setFrom(event.target.value)} />
          <Input label={t`Until`} type="date" value={to} error={wrong} onChange={(event) => setTo(event.target.value)} />
          <Button type="submit" look="primary" disabled={!from || !to || Boolean(wrong)} className="col-span-2">
            <Trans>Show these days</Trans>
          </Button>
        </form>
      </Popover>
      {chosen && (
        <IconButton label={t`Remove filter ${t`When`}`} onClick={() => set({})} className="size-7 text-accent">
          <X className="size-3.5" />
        </IconButton>
      )}
    </span>
  )
}
