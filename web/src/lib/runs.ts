/** Words for synchronisation, used wherever a run shows. */
import { t } from '@lingui/core/macro'

import type { Tone } from '@/ui/badge'

import { number } from './money'

export function runTitle(kind: string): string {
  const titles: Record<string, string> = {
    initial: t`First import`,
    poll: t`Update`,
    reconcile: t`Full check`,
    webhook: t`Live changes`,
    push_stock: t`Stock sent`,
    push_products: t`Products sent`,
    push_fulfilments: t`Shipments sent`,
  }
  return titles[kind] ?? kind
}

export function runState(state: string): { text: string; tone: Tone } {
  const states: Record<string, { text: string; tone: Tone }> = {
    queued: { text: t`Waiting`, tone: 'neutral' },
    running: { text: t`Running`, tone: 'info' },
    done: { text: t`Done`, tone: 'ok' },
    partial: { text: t`Done, with problems`, tone: 'warn' },
    failed: { text: t`Failed`, tone: 'bad' },
    cancelled: { text: t`Cancelled`, tone: 'neutral' },
  }
  return states[state] ?? { text: state, tone: 'neutral' }
}

export function outcome(name: string): { text: string; tone: Tone } {
  const outcomes: Record<string, { text: string; tone: Tone }> = {
    read: { text: t`Read`, tone: 'neutral' },
    created: { text: t`New`, tone: 'ok' },
    updated: { text: t`Changed`, tone: 'ok' },
    unchanged: { text: t`Unchanged`, tone: 'neutral' },
    pushed: { text: t`Sent`, tone: 'ok' },
    skipped: { text: t`Left out`, tone: 'neutral' },
    suggested: { text: t`Match suggested`, tone: 'info' },
    healed: { text: t`Missed webhook made good`, tone: 'info' },
    failed: { text: t`Failed`, tone: 'bad' },
  }
  return outcomes[name] ?? { text: name, tone: 'neutral' }
}

export function resourceName(resource: string): string {
  const names: Record<string, string> = {
    products: t`Products`,
    orders: t`Orders`,
    stock: t`Stock`,
    inventory: t`Stock`,
    locations: t`Locations`,
    fulfilments: t`Shipments`,
    fulfilment: t`Shipments`,
    webhooks: t`Webhooks`,
    webhook: t`Webhook`,
  }
  return names[resource] ?? resource
}

/** Who or what set it off: a person by name, else a word. */
export function startedBy(trigger: string, who: string): string {
  const words: Record<string, string> = {
    user: who || t`By hand`,
    schedule: t`Timetable`,
    webhook: t`Webhook`,
    event: t`A change here`,
    system: t`KSAP`,
  }
  return words[trigger] ?? (who || trigger)
}

/** "Products 159, Orders 1,726": what was read or sent so far. */
export function counted(counts: Record<string, Record<string, number>>): string {
  return Object.entries(counts)
    .map(([resource, each]) => [resource, each.read ?? each.pushed ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([resource, count]) => `${resourceName(resource)} ${number(count)}`)
    .join(', ')
}
