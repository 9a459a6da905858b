/** Words for orders and shipments, used wherever one shows: an enum never does. */
import { t } from '@lingui/core/macro'

import type { Tone } from '@/ui/badge'

export interface Word {
  text: string
  tone: Tone
}

export const ORDER_STATUSES = ['pending', 'open', 'on_hold', 'completed', 'cancelled'] as const
export const PAYMENT_STATUSES = ['pending', 'authorized', 'partially_paid', 'paid', 'partially_refunded', 'refunded', 'failed', 'voided'] as const
export const FULFILMENT_STATUSES = ['unfulfilled', 'partial', 'fulfilled', 'delivered', 'returned'] as const
export const SHIPMENT_STATES = [
  'draft', 'buying', 'label_bought', 'shipped', 'in_transit', 'out_for_delivery', 'exception', 'delivered', 'returned', 'voided', 'cancelled',
] as const

export type OrderStatus = (typeof ORDER_STATUSES)[number]
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]
export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number]
export type ShipmentState = (typeof SHIPMENT_STATES)[number]

const unknown = (value: string): Word => ({ text: value.replaceAll('_', ' '), tone: 'neutral' })

export function orderStatus(status: string): Word {
  const words: Record<OrderStatus, Word> = {
    pending: { text: t`To confirm`, tone: 'warn' },
    open: { text: t`Open`, tone: 'info' },
    on_hold: { text: t`On hold`, tone: 'warn' },
    completed: { text: t`Completed`, tone: 'neutral' },
    cancelled: { text: t`Cancelled`, tone: 'neutral' },
  }
  return words[status as OrderStatus] ?? unknown(status)
}

export function paymentStatus(status: string): Word {
  const words: Record<PaymentStatus, Word> = {
    pending: { text: t`Payment due`, tone: 'warn' },
    authorized: { text: t`Authorised`, tone: 'info' },
    partially_paid: { text: t`Partly paid`, tone: 'warn' },
    paid: { text: t`Paid`, tone: 'ok' },
    partially_refunded: { text: t`Partly refunded`, tone: 'neutral' },
    refunded: { text: t`Refunded`, tone: 'neutral' },
    failed: { text: t`Payment failed`, tone: 'bad' },
    voided: { text: t`Voided`, tone: 'neutral' },
  }
  return words[status as PaymentStatus] ?? unknown(status)
}

export function fulfilmentStatus(status: string): Word {
  const words: Record<FulfilmentStatus, Word> = {
    unfulfilled: { text: t`Not shipped`, tone: 'warn' },
    partial: { text: t`Partly shipped`, tone: 'warn' },
    fulfilled: { text: t`Shipped`, tone: 'ok' },
    delivered: { text: t`Delivered`, tone: 'ok' },
    returned: { text: t`Returned`, tone: 'neutral' },
  }
  return words[status as FulfilmentStatus] ?? unknown(status)
}

/** What of an order waits: units of a cancelled order are not "not shipped". */
export function fulfilmentOf(order: { status: string; fulfilment_status: string }): Word {
  const word = fulfilmentStatus(order.fulfilment_status)
  return order.status === 'cancelled' && order.fulfilment_status === 'unfulfilled' ? { ...word, tone: 'neutral' } : word
}

export function shipmentState(state: string): Word {
  const words: Record<ShipmentState, Word> = {
    draft: { text: t`Planned`, tone: 'neutral' },
    buying: { text: t`Label being bought`, tone: 'info' },
    label_bought: { text: t`Label bought`, tone: 'warn' },
    shipped: { text: t`Shipped`, tone: 'info' },
    in_transit: { text: t`On its way`, tone: 'info' },
    out_for_delivery: { text: t`Out for delivery`, tone: 'info' },
    exception: { text: t`Delivery problem`, tone: 'bad' },
    delivered: { text: t`Delivered`, tone: 'ok' },
    returned: { text: t`Returned to sender`, tone: 'warn' },
    voided: { text: t`Label given back`, tone: 'neutral' },
    cancelled: { text: t`Cancelled`, tone: 'neutral' },
  }
  return words[state as ShipmentState] ?? unknown(state)
}

/** Where an order was placed, as the channel calls it. */
export function orderSource(source: string): string {
  const words: Record<string, string> = {
    web: t`Online shop`,
    checkout: t`Checkout`,
    admin: t`Entered at the store`,
    pos: t`Point of sale`,
    'rest-api': t`API of the store`,
    api: t`API`,
    manual: t`Entered here`,
    own: t`Entered here`,
    ksap: t`Entered here`,
  }
  return words[source] ?? source
}
