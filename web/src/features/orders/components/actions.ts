/** What may be done with an order now: the API says it. */
import type { OrderOut } from '@/api/gen/orders'

export interface Actions {
  statuses: string[]
  fulfil: boolean
  edit: boolean
  primary: 'accept' | 'release' | 'fulfil' | 'complete' | null
}

const none: Actions = { statuses: [], fulfil: false, edit: true, primary: null }

export function actionsOf(order: OrderOut): Actions {
  return (order as OrderOut & { actions?: Actions }).actions ?? none
}
