/** Orders and shipments as the tests play them. */
import type { ShipmentDetailOut } from '@/api/gen/fulfilment'
import type { OrderOut } from '@/api/gen/orders'

const at = '2026-03-01T10:00:00.000Z'

export const item = (id: string, changes: Partial<OrderOut['items'][number]> = {}): OrderOut['items'][number] =>
  ({
    id, external_id: `x-${id}`, product_id: null, variant_id: null, title: `Thing ${id}`, variant_title: '', sku: `SKU-${id}`, image_url: '', image_path: null,
    quantity: 2, fulfilled: 0, refunded: 0, open: 2, price: '10.00', discount: '0.00', total: '20.00', tax: '0.00', requires_shipping: true, restocked: 0,
    properties: {}, remote_product_id: '', remote_variant_id: '', ...changes,
  }) as OrderOut['items'][number]

export const order = (id: string, changes: Partial<OrderOut> = {}): OrderOut => ({
  id, store_id: 's1', external_id: id, number: `#${id}`, customer_id: null, customer_name: 'Ada Buyer', email: 'ada@example.com', country: 'DE', currency: 'EUR',
  status: 'open', payment_status: 'paid', fulfilment_status: 'unfulfilled', units: 4, tags: [], source: 'web', version: 3, subtotal: '40.00', discount: '0.00',
  shipping: '0.00', tax: '0.00', total: '40.00', refunded: '0.00', placed_at: at, updated_at: at, items: [item('a'), item('b')], phone: '',
  billing_address: null, shipping_address: { name: 'Ada Buyer', line1: 'Hafenstr. 1', postal_code: '20457', city: 'Hamburg', country: 'DE' }, taxes_included: true,
  taxes: [], discounts: [], shipping_lines: [], fulfilments: [], note: '', internal_note: '', cancelled_at: null, cancel_reason: '', created_at: at, refunds: [],
  actions: { statuses: ['on_hold', 'completed', 'cancelled'], fulfil: true, edit: true, primary: 'fulfil' }, ...changes,
})

export const shipment = (id: string, changes: Partial<ShipmentDetailOut> = {}): ShipmentDetailOut => ({
  id, order_id: 'o1', store_id: 's1', carrier: '', carrier_connection_id: null, service: '', state: 'draft', reference: 'REF', tracking_number: '', tracking_url: '',
  cost: null, currency: '', has_label: false, label_media_type: '', ship_from: {}, ship_to: { name: 'Ada Buyer', city: 'Hamburg' }, parcels: [{ weight_grams: 1200 }],
  notify_customer: true, error: '', version: 1, lines: [{ order_item_id: 'a', quantity: 1, sku: 'SKU-a', title: 'Thing a', variant_title: '' }], shipped_at: null,
  delivered_at: null, tracked_at: null, created_at: at, updated_at: at, events: [], ...changes,
})
