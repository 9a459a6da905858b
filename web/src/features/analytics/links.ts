import { region } from '@/lib/locale'
import { money, number } from '@/lib/money'

/** The orders behind a figure. `counted`: only those that are in the figures. */
export function drill(where: { from: string; to: string; currency: string; country?: string; product?: string; store?: string }): string {
  const params = new URLSearchParams({ from: where.from, to: where.to, currency: where.currency, counted: '1' })
  if (where.country) params.set('country', where.country)
  if (where.product) params.set('product', where.product)
  if (where.store) params.set('store', where.store)
  return `/orders?${params}`
}

/** How a figure is written: money of a currency, or a plain number. */
export const formatter =
  (currency: string | null) =>
  (value: number): string =>
    currency ? money(value, currency, true) : number(value)

/** Round and short, for an axis. */
export const axisFormatter =
  (currency: string | null) =>
  (value: number): string =>
    new Intl.NumberFormat(region(), {
      notation: 'compact',
      maximumFractionDigits: 1,
      ...(currency ? { style: 'currency', currency, minimumFractionDigits: 0 } : {}),
    }).format(value)
