import { http } from 'msw'
import { configure, screen, waitFor, within } from '@testing-library/react'
import { beforeAll, expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, server } from '@/test/server'

import { parcelBody, noParcel } from './parcels'
import { order, shipment } from './played'

const quotes = [
  { carrier: 'UPS', connection_id: 'c1', service: '03', title: 'Ground', amount: '6.96', currency: 'USD', days: 4, delivery_date: null },
  { carrier: 'UPS', connection_id: 'c1', service: '01', title: 'Next Day Air', amount: '41.05', currency: 'USD', days: 1, delivery_date: null },
]

/** An order, a carrier, and a shipment that changes as it is bought. */
function play(changes: Parameters<typeof shipment>[1] = {}) {
  const state = { shipment: shipment('p1', changes), plans: [] as { key: string | null; body: unknown }[], purchases: [] as unknown[] }
  server.use(
    http.get('/api/v1/orders/o1', () => ok(order('o1'))),
    http.get('/api/v1/orders/o1/tracking', () => ok({ order_id: 'o1', shipments: [], events: [] })),
    http.get('/api/v1/connections', () => list([{ id: 'c1', kind: 'carrier', title: 'UPS', state: 'connected' }])),
    http.get('/api/v1/shipping/origin', () => ok({ address: null })),
    http.get('/api/v1/shipping/carriers', () => ok([{ slug: 'ups', title: 'UPS', country: '' }])),
    http.put('/api/v1/users/settings', () => ok({})),
    http.post('/api/v1/orders/o1/shipments', async ({ request }) => {
      state.plans.push({ key: request.headers.get('Idempotency-Key'), body: await request.json() })
      return ok(state.shipment)
    }),
    http.get('/api/v1/shipments/p1', () => ok(state.shipment)),
    http.post('/api/v1/shipments/p1/rates', () => ok({ quotes, problems: [{ connection_id: 'c2', carrier: 'DHL', code: 'VENDOR_ERROR', message: 'Account 123 is blocked.' }] })),
    http.post('/api/v1/shipments/p1/buy', async ({ request }) => {
      state.purchases.push(await request.json())
      state.shipment = shipment('p1', { state: 'shipped', carrier: 'UPS', has_label: true, label_media_type: 'image/gif', tracking_number: '1Z999', cost: '41.05', currency: 'USD' })
      return ok(state.shipment)
    }),
  )
  return state
}

// screens are loaded when they open, which takes a while on a busy machine
configure({ asyncUtilTimeout: 8000 })
vi.setConfig({ testTimeout: 30_000 })
beforeAll(() => Promise.all([import('./pages/orders'), import('./pages/fulfil'), import('./pages/fulfil-shipment')]).then(() => undefined), 60_000)

test('part of an order: packed, priced, bought once, printed', async () => {
  const state = play()
  const { user } = renderApp('/orders/o1/fulfil')
  await user.click(await screen.findByRole('button', { name: 'One less of Thing a' }))
  await user.clear(screen.getByLabelText('Units of Thing b'))
  await user.type(screen.getByLabelText('Weight'), '1,2')
  await user.click(screen.getByRole('button', { name: 'Compare prices' }))

  expect(await screen.findByRole('radio', { name: /Ground/ })).toBeChecked()
  expect(state.plans).toHaveLength(1)
  expect(state.plans[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  expect(state.plans[0]?.body).toEqual({ lines: [{ order_item_id: 'a', quantity: 1 }], parcels: [{ weight_grams: 1200 }], notify_customer: true })
  expect(screen.getByText('Account 123 is blocked.', { exact: false })).toBeInTheDocument()

  await user.click(screen.getByRole('radio', { name: /Next Day Air/ }))
  await user.dblClick(screen.getByRole('button', { name: 'Buy label for $41.05' }))
  expect(await screen.findByRole('link', { name: 'Print label' })).toHaveAttribute('href', '/shipments/labels?id=p1')
  expect(state.purchases).toEqual([{ carrier_connection_id: 'c1', service: '01', ship: true }])
  expect(screen.getByText('1Z999')).toBeInTheDocument()
  expect(screen.getByRole('img', { name: /Label of parcel 1/ })).toHaveAttribute('src', '/api/v1/shipments/p1/label')
})

test('a refused purchase says it in the carrier’s words and may be tried again', async () => {
  const state = play()
  server.use(
    http.post('/api/v1/shipments/p1/buy', () => failed(502, 'VENDOR_ERROR', 'UPS refused the label.', { vendor_message: 'Missing or invalid ship to phone number' }), { once: true }),
  )
  const { user } = renderApp('/orders/o1/fulfil/p1')
  await user.click(await screen.findByRole('button', { name: 'Buy label for $6.96' }))
  const alert = await screen.findByText('No label was bought.')
  expect(alert.closest('[role=alert]')).toHaveTextContent('Missing or invalid ship to phone number')
  expect(screen.getByRole('radio', { name: /Ground/ })).toBeChecked()
  await user.click(screen.getByRole('button', { name: 'Buy label for $6.96' }))
  expect(await screen.findByRole('link', { name: 'Print label' })).toBeInTheDocument()
  expect(state.purchases).toHaveLength(1)
})

test('a lost answer is not called a failure, and looking again is safe', async () => {
  play()
  server.use(http.post('/api/v1/shipments/p1/buy', () => failed(503, 'LABEL_OUTCOME_UNKNOWN', 'The carrier did not say whether it sold the label.', { retry_after: 15 }), { once: true }))
  const { user } = renderApp('/orders/o1/fulfil/p1')
  await user.click(await screen.findByRole('button', { name: 'Buy label for $6.96' }))
  expect(await screen.findByText('It is not known yet whether the label was bought.')).toBeInTheDocument()
  expect(screen.queryByText('No label was bought.')).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Look again' }))
  expect(await screen.findByRole('link', { name: 'Print label' })).toBeInTheDocument()
})

test('a tracking number of one’s own needs no carrier', async () => {
  play({ state: 'shipped', carrier: 'UPS', tracking_number: '1ZOWN' })
  const sent: { key: string | null; body: unknown }[] = []
  server.use(
    http.get('/api/v1/connections', () => list([])),
    http.post('/api/v1/orders/o1/fulfill', async ({ request }) => {
      sent.push({ key: request.headers.get('Idempotency-Key'), body: await request.json() })
      return ok(shipment('p1', { state: 'shipped' }))
    }),
  )
  const { user } = renderApp('/orders/o1/fulfil')
  await user.type(await screen.findByLabelText('Tracking number'), ' 1ZOWN ')
  await user.click(screen.getByRole('button', { name: 'Mark 4 items as shipped' }))
  expect(await screen.findByRole('heading', { name: 'Shipped' })).toBeInTheDocument()
  expect(sent).toHaveLength(1)
  expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/)
  expect(sent[0]?.body).toMatchObject({ tracking: { carrier: '', tracking_number: '1ZOWN' }, notify_customer: true })
})

test('nothing chosen and a weight that is none are said where they are', async () => {
  const state = play()
  const { user } = renderApp('/orders/o1/fulfil')
  await user.type(await screen.findByLabelText('Weight'), 'heavy')
  await user.click(screen.getByRole('button', { name: 'Compare prices' }))
  expect(await screen.findByText(/Give the weight as a number/)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Choose none' }))
  await user.click(screen.getByRole('button', { name: 'Compare prices' }))
  expect(await screen.findByText('Choose at least one item.')).toBeInTheDocument()
  expect(state.plans).toHaveLength(0)
})

test('many orders are shipped under one key; those refused are told first', async () => {
  const keys: (string | null)[] = []
  server.use(
    http.get('/api/v1/orders', () => list([order('1001'), order('1002')])),
    http.get('/api/v1/orders/facets', () => ok({ total: 2, capped: false, status: {}, payment_status: {}, fulfilment_status: {}, store_id: {} })),
    http.get('/api/v1/shipping/carriers', () => ok([])),
    http.post('/api/v1/orders/bulk/fulfill', async ({ request }) => {
      keys.push(request.headers.get('Idempotency-Key'))
      if (keys.length === 1) return failed(503, 'UNAVAILABLE', 'Try again shortly.')
      return ok({
        results: [
          { order_id: '1001', ok: true, shipment: shipment('p1', { state: 'shipped' }), code: '', message: '', details: {} },
          { order_id: '1002', ok: false, shipment: null, code: 'NOTHING_TO_SHIP', message: 'Nothing of this order can be shipped now.', details: {} },
        ],
        succeeded: 1,
        failed: 1,
      })
    }),
  )
  const { user } = renderApp('/orders')
  await user.click(await screen.findByRole('checkbox', { name: 'Select #1001' }))
  await user.click(screen.getByRole('checkbox', { name: 'Select #1002' }))
  await user.click(screen.getByRole('button', { name: 'Ship' }))
  await user.click(await screen.findByRole('button', { name: 'Mark as shipped' }))
  expect(await screen.findByText(/Try again shortly/)).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Mark as shipped' }))
  const results = await screen.findByRole('region', { name: 'Results' })
  await waitFor(() => expect(within(results).getAllByRole('listitem')[0]).toHaveTextContent('Nothing of this order can be shipped now.'))
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
})

test('parcels are read as people type them', () => {
  const metric = { weight: 'kg', length: 'cm' } as const
  expect(parcelBody(noParcel(), metric)).toBeNull()
  expect(parcelBody({ ...noParcel(), weight: '0,5', length: '30', width: '20.5', height: '1' }, metric)).toEqual({ weight_grams: 500, length_mm: 300, width_mm: 205, height_mm: 10 })
  expect(parcelBody({ ...noParcel(), weight: '1' }, { weight: 'lb', length: 'in' })).toEqual({ weight_grams: 454 })
  expect(parcelBody({ ...noParcel(), length: '30' }, metric)).toEqual({ wrong: 'weight' })
  for (const bad of ['-1', '0', '1e3', '2000', 'x']) expect(parcelBody({ ...noParcel(), weight: bad }, metric)).toEqual({ wrong: 'weight' })
})
