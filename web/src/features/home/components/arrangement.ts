/** The user's own order and groups of store cards: plain functions, so that dragging and keys do the same. */
import type { StoreCard } from '@/api/gen/analytics'

export interface Arrangement {
  /** Store ids, first to last; stores that are not named come after. */
  order: string[]
  /** Store id → group; the empty name is no group. */
  groups: Record<string, string>
}

export const none: Arrangement = { order: [], groups: {} }

export const groupOf = (card: StoreCard, arrangement: Arrangement): string => arrangement.groups[card.id] ?? card.group

/** Cards in groups, ungrouped first, groups in the order of their first card. */
export function arranged(cards: StoreCard[], arrangement: Arrangement): { group: string; cards: StoreCard[] }[] {
  const place = new Map(arrangement.order.map((id, at) => [id, at]))
  const sorted = [...cards].sort((a, b) => (place.get(a.id) ?? 1e6) - (place.get(b.id) ?? 1e6) || a.name.localeCompare(b.name))
  const groups = new Map<string, StoreCard[]>([['', []]])
  for (const card of sorted) {
    const group = groupOf(card, arrangement)
    groups.set(group, [...(groups.get(group) ?? []), card])
  }
  return [...groups].filter(([, own]) => own.length > 0).map(([group, own]) => ({ group, cards: own }))
}

/** The arrangement after `id` was put where `over` stands; it joins the group of `over`. */
export function moved(cards: StoreCard[], arrangement: Arrangement, id: string, over: string): Arrangement {
  const order = arranged(cards, arrangement).flatMap((group) => group.cards.map((card) => card.id))
  const target = cards.find((card) => card.id === over)
  if (id === over || !target || !order.includes(id)) return arrangement
  const from = order.indexOf(id)
  const to = order.indexOf(over)
  order.splice(from, 1)
  order.splice(to, 0, id)
  return { order, groups: { ...arrangement.groups, [id]: groupOf(target, arrangement) } }
}

export function grouped(arrangement: Arrangement, id: string, group: string): Arrangement {
  return { ...arrangement, groups: { ...arrangement.groups, [id]: group.trim().slice(0, 60) } }
}
