/** Figures with what they were before, in the organisation's currency first. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import type { Compared, DashboardOut } from '@/api/gen/analytics'
import { cn } from '@/lib/cn'
import { day } from '@/lib/dates'
import { change, money, number } from '@/lib/money'
import { Segmented } from '@/ui/tabs'

type Good = 'up' | 'down'

export function Kpis({ board }: { board: DashboardOut }) {
  const currencies = board.kpis.map((strip) => strip.currency)
  const [chosen, choose] = useState('')
  const strip = board.kpis.find((each) => each.currency === chosen) ?? board.kpis.find((each) => each.currency === board.currency) ?? board.kpis[0]
  if (!strip)
    return (
      <p className="rounded-lg border border-line bg-surface p-4 text-14 text-ink-2">
        <Trans>No sales between {day(board.from)} and {day(board.to)}.</Trans>
      </p>
    )
  const rows: [string, Compared, boolean, Good][] = [
    [t`Revenue`, strip.revenue, true, 'up'],
    [t`Orders`, strip.orders, false, 'up'],
    [t`Average order`, strip.average_order_value, true, 'up'],
    [t`Units`, strip.units, false, 'up'],
    [t`Refunds`, strip.refunds, true, 'down'],
  ]
  return (
    <section aria-label={t`Key figures`}>
      <div className="mb-2 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <p className="text-12 text-ink-2">
          <Trans>
            {day(board.from)} – {day(board.to)}, compared with {day(board.previous_from)} – {day(board.previous_to)}
          </Trans>
        </p>
        {currencies.length > 1 && <Segmented label={t`Currency`} value={strip.currency} onChange={choose} options={currencies.map((code) => ({ value: code, text: code }))} />}
      </div>
      <dl className="grid grid-cols-2 overflow-hidden rounded-lg border border-line bg-line gap-px sm:grid-cols-3 lg:grid-cols-5">
        {rows.map(([name, value, isMoney, good], at) => (
          <div key={name} className={cn('bg-surface px-4 py-3', at === 0 && 'col-span-2 sm:col-span-1', at === 4 && 'sm:col-span-2 lg:col-span-1')}>
            <dt className="text-13 text-ink-2">{name}</dt>
            <dd className="tnum mt-1 text-20 font-semibold">{isMoney ? money(value.value, strip.currency, true) : number(value.value ?? 0)}</dd>
            <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-1.5 text-12 text-ink-2">
              <Delta percent={value.change_percent} good={good} />
              <span className="tnum whitespace-nowrap">
                <Trans>vs {isMoney ? money(value.previous, strip.currency, true) : number(value.previous ?? 0)}</Trans>
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Delta({ percent, good }: { percent: number | null; good: Good }) {
  if (percent === null) return null
  const tone = percent === 0 ? 'text-ink-2' : percent > 0 === (good === 'up') ? 'text-ok' : 'text-bad'
  return <span className={cn('tnum font-medium', tone)}>{change(percent / 100)}</span>
}
