/** From answers of the API to what is drawn; no arithmetic on money beyond shares for a drawing. */
import { t } from '@lingui/core/macro'

import type { Figures, SalesRow } from '@/api/gen/analytics'
import { addDays } from '@/lib/ranges'
import type { Point } from '@/ui/charts/series'

export type Metric = 'revenue' | 'net_revenue' | 'orders' | 'average_order_value' | 'units' | 'refunds'

export const METRICS: Metric[] = ['revenue', 'net_revenue', 'orders', 'average_order_value', 'units', 'refunds']

export function metricName(metric: Metric): string {
  return {
    revenue: t`Revenue`,
    net_revenue: t`Net revenue`,
    orders: t`Orders`,
    average_order_value: t`Average order`,
    units: t`Units`,
    refunds: t`Refunds`,
  }[metric]
}

/** What the figure is, in a sentence. */
export function metricMeaning(metric: Metric): string {
  return {
    revenue: t`What was ordered: goods after discounts, with shipping and tax, before refunds. Cancelled orders are not counted.`,
    net_revenue: t`Revenue less refunds.`,
    orders: t`Orders that were not cancelled.`,
    average_order_value: t`Revenue divided by orders.`,
    units: t`Pieces sold in these orders.`,
    refunds: t`Money given back in the range, whenever the order was placed.`,
  }[metric]
}

export const isMoney = (metric: Metric): boolean => metric !== 'orders' && metric !== 'units'

const value = (row: Partial<Record<Metric, string | number | null>> | undefined, metric: Metric): number => Number(row?.[metric] ?? 0)

/** Every day of the range, days without sales as zero, with the day of the range before beside it. */
export function byDay(rows: SalesRow[], before: SalesRow[] | null, currency: string, metric: Metric, from: string, to: string): Point[] {
  const now = new Map(rows.filter((row) => row.currency === currency).map((row) => [row.day, row]))
  const past = before && new Map(before.filter((row) => row.currency === currency).map((row) => [row.day, row]))
  const span = daysBetween(from, to) + 1
  return Array.from({ length: span }, (_, at) => {
    const key = addDays(from, at)
    const current = value(now.get(key), metric)
    return { key, values: past ? [current, value(past.get(addDays(key, -span)), metric)] : [current] }
  })
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000)
}

/** Rows of one currency, the largest first. */
export function ranked(rows: SalesRow[], currency: string, metric: Metric): SalesRow[] {
  return rows.filter((row) => row.currency === currency).sort((a, b) => value(b as never, metric) - value(a as never, metric))
}

/** Currencies with sales, the organisation's first. */
export function currenciesOf(totals: Figures[], own: string): string[] {
  return totals.map((each) => each.currency).sort((a, b) => Number(b === own) - Number(a === own) || a.localeCompare(b))
}
