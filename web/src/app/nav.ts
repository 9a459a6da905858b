/** The areas that exist, in the order of the work. A keyboard jump is `g` and the letter. */
import { t } from '@lingui/core/macro'
import { Bell, Boxes, ChartLine, House, type LucideIcon, Package, RefreshCw, Settings, ShoppingBag, Store, Truck } from 'lucide-react'

export interface Area {
  to: string
  text: string
  icon: LucideIcon
  key: string
  permission?: string
}

export interface AreaGroup {
  text: string
  areas: Area[]
}

export function areas(): AreaGroup[] {
  return [
    {
      text: '',
      areas: [
        { to: '/', text: t`Home`, icon: House, key: 'h' },
        { to: '/inbox', text: t`Inbox`, icon: Bell, key: 'b' },
      ],
    },
    {
      text: t`Sell`,
      areas: [
        { to: '/orders', text: t`Orders`, icon: ShoppingBag, key: 'o', permission: 'orders.read' },
        { to: '/shipments', text: t`Shipments`, icon: Truck, key: 's', permission: 'fulfilment.read' },
        { to: '/products', text: t`Products`, icon: Package, key: 'p', permission: 'catalog.read' },
        { to: '/inventory', text: t`Inventory`, icon: Boxes, key: 'i', permission: 'inventory.read' },
      ],
    },
    {
      text: t`Understand`,
      areas: [{ to: '/analytics', text: t`Analytics`, icon: ChartLine, key: 'a', permission: 'analytics.read' }],
    },
    {
      text: t`Manage`,
      areas: [
        { to: '/stores', text: t`Stores`, icon: Store, key: 't', permission: 'stores.read' },
        { to: '/sync', text: t`Sync`, icon: RefreshCw, key: 'y', permission: 'sync.read' },
        { to: '/settings', text: t`Settings`, icon: Settings, key: ',' },
      ],
    },
  ]
}

/** The area that an address belongs to. */
export const within = (to: string, pathname: string): boolean => (to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`))
