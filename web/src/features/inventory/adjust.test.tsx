import { http } from 'msw'
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import type { LedgerRow } from '@/api/gen/inventory'
import { renderApp } from '@/test/render'
import { failed, list, ok, server } from '@/test/server'

import { steps } from './components/ledger'
import { whole } from './words'

const level = {
  variant_id: 'v1', location_id: 'l1', location: 'Main warehouse', product_id: 'p1', product: 'Teal mug', variant: 'Large', sku: 'MUG-L', barcode: '',
  image_url: null, image_path: null, on_hand: 12, reserved: 3, available: 9, incoming: 0, low_at: null, low: false, tracked: true, updated_at: '2026-03-01T12:00:00.000Z',
}

const play = () =>
  server.use(
    http.get('/api/v1/inventory/levels', () => list([level])),
    http.get('/api/v1/inventory/ledger', () => list([])),
    http.get('/api/v1/inventory/settings', () => ok({ low_at: 5 })),
    http.get('/api/v1/inventory/locations', () => ok([{ id: 'l1', name: 'Main warehouse', is_default: true, active: true, address: {} }])),
  )

test('a refused adjustment says why and keeps what was typed; the next try is another call', async () => {
  play()
  const sent: { key: string | null; body: unknown }[] = []
  server.use(
    http.post('/api/v1/inventory/adjustments', async ({ request }) => {
      sent.push({ key: request.headers.get('idempotency-key'), body: await request.json() })
      if (sent.length > 1) return ok([{ ...level, on_hand: 10, available: 7 }])
      const why = 'Only 12 are on hand; 20 cannot be taken away.'
      return failed(422, 'VALIDATION_ERROR', why, { field: 'delta', reason: why, on_hand: 12 })
    }),
  )
  const { user } = renderApp('/inventory/v1')
  await user.click(await screen.findByRole('button', { name: 'Adjust at Main warehouse' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Adjust stock' }))
  await user.click(dialog.getByRole('button', { name: 'Adjust' }))
  expect(dialog.getByText('Type a whole number like 5 or -2.')).toBeInTheDocument()
  expect(dialog.getByText('Say why: the ledger keeps it.')).toBeInTheDocument()
  await user.type(dialog.getByLabelText('Change by'), '-20')
  await user.type(dialog.getByLabelText('Reason'), 'Damaged')
  await user.click(dialog.getByRole('button', { name: 'Adjust' }))
  expect(await dialog.findByText(/Only 12 are on hand/)).toBeInTheDocument()
  expect(dialog.getByLabelText('Change by')).toHaveValue('-20')
  expect(dialog.getByLabelText('Change by')).toHaveAccessibleDescription(/Only 12 are on hand/)
  expect(dialog.getByLabelText('Reason')).toHaveValue('Damaged')

  await user.clear(dialog.getByLabelText('Change by'))
  await user.type(dialog.getByLabelText('Change by'), '-2')
  expect(dialog.queryByText(/Only 12 are on hand/)).not.toBeInTheDocument()
  await user.click(dialog.getByRole('button', { name: 'Adjust' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(sent[1]?.body).toEqual({ reason: 'Damaged', changes: [{ variant_id: 'v1', location_id: 'l1', delta: -2 }] })
  expect(sent[0]?.key).toBeTruthy()
  expect(sent[1]?.key).not.toBe(sent[0]?.key)
})

test('a count is sent as the new quantity', async () => {
  play()
  let body: unknown
  server.use(
    http.post('/api/v1/inventory/adjustments', async ({ request }) => {
      body = await request.json()
      return ok([{ ...level, on_hand: 7 }])
    }),
  )
  const { user } = renderApp('/inventory/v1')
  await user.click(await screen.findByRole('button', { name: 'Adjust at Main warehouse' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Adjust stock' }))
  await user.click(dialog.getByRole('button', { name: 'Counted' }))
  await user.type(dialog.getByLabelText('On hand'), '7')
  await user.type(dialog.getByLabelText('Reason'), 'Stock count')
  await user.click(dialog.getByRole('button', { name: 'Adjust' }))
  await waitFor(() => expect(body).toEqual({ reason: 'Stock count', changes: [{ variant_id: 'v1', location_id: 'l1', absolute: 7 }] }))
})

test('before and after are counted back from the present level, location by location', () => {
  const row = (id: string, location_id: string, on_hand_delta: number, reserved_delta = 0) => ({ id, location_id, on_hand_delta, reserved_delta }) as LedgerRow
  const found = steps([row('c', 'l1', -2, -2), row('b', 'l2', 5), row('a', 'l1', 10), row('x', 'gone', 1)], [
    { location_id: 'l1', on_hand: 8, reserved: 0 },
    { location_id: 'l2', on_hand: 5, reserved: 1 },
  ])
  expect(found.map((step) => step.onHand)).toEqual([[10, 8], [0, 5], [0, 10], null])
  expect(found[0]?.reserved).toEqual([2, 0])
})

test('whole numbers as people type them', () => {
  expect([' 5 ', '+3', '-2', '−4', '1.5', '', 'x'].map(whole)).toEqual([5, 3, -2, -4, undefined, undefined, undefined])
})
