/** The API as the tests play it: answers in the house envelope. Each test adds what its screen asks for. */
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'

const stamp = '2026-03-01T12:00:00.000Z'

export const ok = <T>(data: T, extra: object = {}) =>
  HttpResponse.json({ success: true, data, message: '', timestamp: stamp, request_id: 'req-1', ...extra })

export const list = <T>(data: T[], next: string | null = null) => ok(data, { page: { next_cursor: next, limit: 50 } })

export const failed = (status: number, code: string, message: string, details: object = {}) =>
  HttpResponse.json({ success: false, error: { code, message, details }, timestamp: stamp, request_id: 'req-bad' }, { status })

export const profile = {
  id: 'u1',
  email: 'owner@shop.example',
  first_name: 'Ada',
  last_name: 'Owner',
  is_verified: true,
  created_at: stamp,
  last_login_at: stamp,
  org_id: 'o1',
  org_name: 'Harbour Goods',
  role: 'owner',
  store_ids: null,
  permissions: [
    'alerts.read', 'alerts.manage', 'analytics.read', 'catalog.read', 'catalog.write', 'connections.manage', 'connections.read',
    'fulfilment.read', 'fulfilment.write', 'inventory.adjust', 'inventory.manage', 'inventory.read', 'orders.read', 'orders.write',
    'organisation.update', 'stores.read', 'stores.write', 'sync.read', 'sync.run', 'views.share',
  ],
  organisations: [{ org_id: 'o1', org_name: 'Harbour Goods', role: 'owner' }],
}

/** What the shell asks for on every screen. */
export const shellHandlers = [
  http.get('/api/v1/users/profile', () => ok(profile)),
  http.get('/api/v1/users/settings', () => ok({})),
  http.get('/api/v1/users/email-change', () => ok(null)),
  http.get('/api/v1/auth/oidc', () => ok([])),
  http.get('/api/v1/users/identities', () => ok([])),
  http.get('/api/v1/organisation', () => ok({ id: 'o1', name: 'Harbour Goods', currency: 'EUR', timezone: 'Europe/Berlin', business: {} })),
  http.get('/api/v1/home/views', () => ok([])),
  http.get('/api/v1/stores', () => list([])),
  http.get('/api/v1/sync/runs', () => list([])),
  http.get('/api/v1/alerts/counts', () => ok({ open: 0, acknowledged: 0, by_kind: {}, by_severity: {} })),
]

export const server = setupServer(...shellHandlers)
