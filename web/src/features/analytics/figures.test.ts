import { expect, test } from 'vitest'

import type { SalesRow } from '@/api/gen/analytics'
import { readRange } from '@/lib/ranges'

import { byDay, currenciesOf, daysBetween, ranked } from './figures'
import { drill } from './links'

const row = (day: string, revenue: string, currency = 'EUR') => ({ day, revenue, currency, units: 1 }) as SalesRow

test('every day of the range is drawn, days without sales as nothing sold, beside the day of the period before', () => {
  const now = [row('2026-03-01', '10.00'), row('2026-03-03', '5.50'), row('2026-03-03', '99.00', 'USD')]
  const before = [row('2026-02-26', '4.00')]
  expect(byDay(now, before, 'EUR', 'revenue', '2026-03-01', '2026-03-03')).toEqual([
    { key: '2026-03-01', values: [10, 4] },
    { key: '2026-03-02', values: [0, 0] },
    { key: '2026-03-03', values: [5.5, 0] },
  ])
  expect(byDay(now, null, 'USD', 'revenue', '2026-03-03', '2026-03-03')).toEqual([{ key: '2026-03-03', values: [99] }])
})

test('days are counted over changes of the clock and of the year', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
  expect(daysBetween('2025-12-31', '2026-01-01')).toBe(1)
})

test('rows of one currency are ranked; the own currency leads', () => {
  const rows = [row('a', '1.00'), row('b', '10.00'), row('c', '5.00', 'USD')]
  expect(ranked(rows, 'EUR', 'revenue').map((each) => each.revenue)).toEqual(['10.00', '1.00'])
  const totals = ['USD', 'EUR', 'GBP'].map((currency) => ({ currency })) as never
  expect(currenciesOf(totals, 'EUR')).toEqual(['EUR', 'GBP', 'USD'])
})

test('the orders behind a figure are those that it counts', () => {
  expect(drill({ from: '2026-03-01', to: '2026-03-02', currency: 'EUR', country: 'DE' })).toBe('/orders?from=2026-03-01&to=2026-03-02&currency=EUR&counted=1&country=DE')
})

test('a range in the address is taken when it is one, else the usual days', () => {
  const url = (values: Record<string, string>) => ({ get: (name: string) => values[name] ?? '' })
  expect(readRange(url({ from: '2026-01-05', to: '2026-01-09' }), 'UTC')).toEqual({ name: 'custom', from: '2026-01-05', to: '2026-01-09' })
  for (const wrong of [{ from: '2026-01-09', to: '2026-01-05' }, { from: 'x', to: 'y' }, { range: 'ages' }]) {
    const range = readRange(url(wrong as unknown as Record<string, string>), 'UTC')
    expect([range.name, daysBetween(range.from, range.to)]).toEqual(['30d', 29])
  }
})
