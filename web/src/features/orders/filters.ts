/** What the list of orders is narrowed by: between the address, the API and a saved view. */
import type { Filter } from './api'

import type { UrlState } from '@/lib/url-state'

/** Views that everybody has; each is a condition of its own beside the filters. */
export const PRESETS = ['open', 'to_ship', 'on_hold', 'unpaid'] as const
export type Preset = (typeof PRESETS)[number]

const lists = ['status', 'payment', 'fulfilment', 'country', 'product', 'variant', 'tag'] as const
const singles = ['q', 'range', 'from', 'to', 'customer', 'currency', 'source', 'counted', 'sort'] as const

/** Filters of the address that a saved view keeps, `view` included. */
export const KEPT = ['view', ...lists, ...singles] as const

export const DEFAULT_SORT = '-placed_at'

const conditions: Record<Preset, Filter> = {
  open: { status: ['open'] },
  to_ship: { to_ship: true },
  on_hold: { status: ['on_hold'] },
  unpaid: { unpaid: true },
}

const named: Record<(typeof lists)[number], string> = {
  status: 'status',
  payment: 'payment_status',
  fulfilment: 'fulfilment_status',
  country: 'country',
  product: 'product_id',
  variant: 'variant_id',
  tag: 'tag',
}

export const presetOf = (url: UrlState): Preset | '' => (PRESETS as readonly string[]).includes(url.get('view')) ? (url.get('view') as Preset) : ''

const nothing: readonly string[] = []
const all = (url: UrlState, name: string): string[] => {
  const found = url.all(name).filter(Boolean)
  return found.length ? found : (nothing as string[])
}

/** As `GET /orders` takes it; `days` is what a named range means today. */
export function filterOf(url: UrlState, scope: string[], days: { from: string; to: string } | null): Filter {
  const preset = presetOf(url)
  const filter: Filter = {}
  if (scope.length) filter.store_id = scope
  for (const name of lists) {
    const values = all(url, name)
    if (values.length) filter[named[name]] = values
  }
  for (const name of ['customer', 'currency', 'source'] as const) if (url.get(name)) filter[name] = url.get(name)
  if (url.get('q').length >= 3) filter.q = url.get('q')
  if (url.get('counted')) filter.counted = true
  if (days) {
    filter.sold_from = days.from
    filter.sold_to = days.to
  }
  return preset ? { ...filter, ...conditions[preset] } : filter
}

/** How many filters somebody set, the view aside. */
export function narrowed(url: UrlState): boolean {
  return [...lists, ...singles].some((name) => name !== 'sort' && url.get(name) !== '')
}

/** No filter, no order: what "clear" sets. */
export const cleared = (): Record<string, undefined> =>
  Object.fromEntries([...lists, ...singles, 'open'].map((name) => [name, undefined]))

/** The part of the address that a view is made of, in a fixed order, so that two can be compared. */
export function viewQuery(url: Pick<UrlState, 'all'>): string {
  const out = new URLSearchParams()
  for (const name of KEPT) for (const value of [...url.all(name)].sort()) if (value) out.append(name, value)
  return out.toString()
}
