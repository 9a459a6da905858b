/** Words for synchronisation runs, used wherever a run shows. */
import { t } from '@lingui/core/macro'

import { number } from './money'

export function runTitle(kind: string): string {
  const titles: Record<string, string> = {
    initial: t`First import`,
    poll: t`Update`,
    reconcile: t`Full check`,
    webhook: t`Live changes`,
    push: t`Sent to the store`,
  }
  return titles[kind] ?? kind
}

export function resourceName(resource: string): string {
  const names: Record<string, string> = {
    products: t`Products`,
    orders: t`Orders`,
    stock: t`Stock`,
    inventory: t`Stock`,
    locations: t`Locations`,
    fulfilments: t`Shipments`,
    webhooks: t`Webhooks`,
  }
  return names[resource] ?? resource
}

/** "Products 159, Orders 1,726": what was read so far. */
export function counted(counts: Record<string, Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, each]) => (each.read ?? 0) > 0)
    .map(([resource, each]) => `${resourceName(resource)} ${number(each.read ?? 0)}`)
    .join(', ')
}
