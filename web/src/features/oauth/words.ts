/** What an app may do, in the reader's language; the API's own words where there are none. */
import { t } from '@lingui/core/macro'

import type { ScopeOut } from '@/api/gen/oauth'

export function scopeText({ name, meaning }: ScopeOut): string {
  const words: Record<string, string> = {
    'alerts.read': t`See the inbox`,
    'alerts.manage': t`Acknowledge, resolve and reopen alerts`,
    'analytics.read': t`See sales figures and recent activity`,
    'catalog.read': t`See products, variants and listings`,
    'catalog.write': t`Create, change and delete products; link listings`,
    'connections.read': t`See connections, with masked credentials`,
    'connections.manage': t`Connect, pause, reconnect and disconnect stores and carriers`,
    'fulfilment.read': t`See shipments, labels and prices of carriers`,
    'fulfilment.write': t`Pack orders, buy and print labels`,
    'inventory.read': t`See stock and locations`,
    'inventory.adjust': t`Correct and move stock`,
    'inventory.manage': t`Create and change locations`,
    'members.read': t`See who belongs to the organisation`,
    'orders.read': t`See orders and customers`,
    'orders.write': t`Enter orders, change their status, notes and tags`,
    'organisation.update': t`Change the organisation's name, currency and time zone`,
    'stores.read': t`See stores and their state`,
    'stores.write': t`Change stores, groups and their order`,
    'sync.read': t`See synchronisation, its runs and conflicts`,
    'sync.run': t`Start synchronisation and decide conflicts`,
  }
  return words[name] ?? meaning
}
