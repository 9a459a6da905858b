import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, server } from '@/test/server'

const nothing = { orders_to_ship: 0, orders_unpaid: 0, orders_on_hold: 0, labels_to_hand_over: 0, alerts_open: 0, alerts_by_kind: {}, alerts_by_severity: {} }
const compared = (value: string | number, previous: string | number, change_percent: number | null) => ({ value, previous, change_percent })
const board = {
  currency: 'EUR', from: '2026-02-01', to: '2026-03-02', previous_from: '2026-01-02', previous_to: '2026-01-31',
  kpis: [
    { currency: 'EUR', revenue: compared('1500.00', '1000.00', 50), orders: compared(10, 8, 25), average_order_value: compared('150.00', '125.00', 20), units: compared(20, 16, 25), refunds: compared('20.00', '10.00', 100), net_revenue: compared('1480.00', '990.00', 49.5) },
  ],
  stores: [
    { id: 's1', name: 'Harbour', platform: 'shopify', status: 'active', group: '', logo_url: '', logo_path: null, active_orders: 3, connection_state: 'needs_reconnect', connection_reason: 'The token was revoked.', last_activity_at: null, last_order_at: null, sales: [{ currency: 'EUR', revenue: '1500.00', previous_revenue: '1000.00', orders: 10, last_7_days: ['1', '2'] }] },
  ],
  activity: [{ id: 'e1', kind: 'order', at: '2026-03-02T09:00:00Z', amount: '45.00', currency: 'EUR', entity_id: 'o9', store: 'Harbour', store_id: 's1', summary: 'Order #9 by Ada' }],
}

test('says what needs doing with links, the figures with what they were, and how each store fares', async () => {
  server.use(
    http.get('/api/v1/home', () => ok({ ...nothing, orders_to_ship: 2, alerts_open: 1 })),
    http.get('/api/v1/analytics/dashboard', () => ok(board)),
  )
  renderApp('/')
  expect(await screen.findByRole('link', { name: '2 orders to ship' })).toHaveAttribute('href', '/orders?view=to_ship')
  expect(screen.getByRole('link', { name: '1 alert' })).toHaveAttribute('href', '/inbox')
  expect(screen.queryByText(/on hold/)).not.toBeInTheDocument()
  const figures = await screen.findByRole('region', { name: 'Key figures' })
  expect(within(figures).getByText('€1,500.00')).toBeInTheDocument()
  expect(within(figures).getByText('+50%')).toBeInTheDocument()
  expect(screen.getByText('Needs reconnecting')).toBeInTheDocument()
  expect(screen.getByText('The token was revoked.')).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Order #9 by Ada' })).toHaveAttribute('href', '/orders/o9')
})

test('an empty account is led to its first store', async () => {
  server.use(http.get('/api/v1/home', () => ok(nothing)), http.get('/api/v1/analytics/dashboard', () => ok({ ...board, kpis: [], stores: [], activity: [] })))
  renderApp('/')
  expect(await screen.findByRole('link', { name: 'Connect a store' })).toHaveAttribute('href', '/stores/connect')
})

test('a failure says why, with the request id, and can be tried again', async () => {
  let calls = 0
  server.use(
    http.get('/api/v1/home', () => ok(nothing)),
    http.get('/api/v1/analytics/dashboard', () => ((calls += 1) === 1 ? failed(503, 'UNAVAILABLE', 'The server is busy. Try again shortly.') : ok(board))),
  )
  const { user } = renderApp('/')
  expect(await screen.findByText('The server is busy. Try again shortly.')).toBeInTheDocument()
  expect(screen.getByText('Request req-bad')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('region', { name: 'Key figures' })).toBeInTheDocument()
})
