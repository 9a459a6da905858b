/** What may be done with an order now: the API says it. */
import type { ActionsOut, OrderOut } from '@/api/gen/orders'

export const actionsOf = (order: OrderOut): ActionsOut => order.actions
