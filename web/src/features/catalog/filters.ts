/** What the list of products is narrowed by: between the address, the API and a saved view. */
import type { UrlState } from '@/lib/url-state'

import type { Filter } from './api'

/** Views that everybody has. */
export const PRESETS = ['active', 'draft', 'archived', 'deleted'] as const
export type Preset = (typeof PRESETS)[number]

const singles = ['q', 'vendor', 'type', 'tag'] as const

/** Filters of the address that a saved view keeps. */
export const KEPT = ['view', ...singles] as const

export const presetOf = (url: Pick<UrlState, 'get'>): Preset | '' =>
  (PRESETS as readonly string[]).includes(url.get('view')) ? (url.get('view') as Preset) : ''

/** As `GET /products` takes it. */
export function filterOf(url: Pick<UrlState, 'get'>, scope: string[]): Filter {
  const preset = presetOf(url)
  const filter: Filter = {}
  if (scope.length) filter.store_id = scope
  for (const name of singles) if (url.get(name)) filter[name] = url.get(name)
  if (preset === 'deleted') filter.deleted = true
  else if (preset) filter.status = preset
  return filter
}

export const narrowed = (url: Pick<UrlState, 'get'>): boolean => singles.some((name) => url.get(name) !== '')

/** What "clear filters" sets. */
export const cleared = (): Record<string, undefined> => Object.fromEntries(singles.map((name) => [name, undefined]))

/** The part of the address that a view is made of, in a fixed order, so that two can be compared. */
export function viewQuery(url: Pick<UrlState, 'get'>): string {
  const out = new URLSearchParams()
  for (const name of KEPT) if (url.get(name)) out.set(name, url.get(name))
  return out.toString()
}
