/** Words for what moves stock: an enum never shows. */
import { t } from '@lingui/core/macro'

import type { LedgerRow } from '@/api/gen/inventory'

export function movement(kind: LedgerRow['kind']): string {
  const words: Record<LedgerRow['kind'], string> = {
    initial: t`First stock level`,
    adjust: t`Adjusted`,
    reserve: t`Reserved`,
    release: t`Reservation released`,
    expire: t`Reservation ran out`,
    ship: t`Shipped`,
    unship: t`Shipment taken back`,
    restock: t`Put back`,
    channel_edit: t`Changed in the store`,
    transfer: t`Moved`,
    receive: t`Received`,
    order: t`Ordered from the supplier`,
  }
  return words[kind] ?? kind
}

/** Reasons that come up often; others can be typed. */
export function reasons(): string[] {
  return [t`Stock count`, t`Delivery`, t`Damaged`, t`Lost`, t`Found`, t`Customer return`, t`Own use`]
}

/** A whole number as people type it; undefined when it is none. */
export function whole(text: string): number | undefined {
  const found = text.trim().replace(/[−–]/g, '-').replace(/^\+/, '')
  return /^-?\d{1,8}$/.test(found) ? Number(found) : undefined
}
