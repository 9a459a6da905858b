import type { ShipmentOut } from '@/api/gen/fulfilment'

/** A label that a parcel may leave with. */
export const usableLabel = (shipment: Pick<ShipmentOut, 'has_label' | 'state'>): boolean => shipment.has_label && !['voided', 'cancelled', 'draft', 'buying'].includes(shipment.state)

/** The label as the carrier made it; `parcel` counts from 1. */
export const labelAddress = (shipment: string, parcel = 1): string => `/api/v1/shipments/${encodeURIComponent(shipment)}/label${parcel > 1 ? `?parcel=${parcel}` : ''}`
