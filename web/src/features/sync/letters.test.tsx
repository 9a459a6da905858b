import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, server } from '@/test/server'

const letter = {
  id: 'l1', direction: 'in', resource: 'orders', external_id: '4711', error: 'The order names no currency.', error_code: 'VALIDATION_ERROR', remedy: 'Put the currency in, then try again.',
  attempts: 5, state: 'open', store_id: 's1', decided_by: '', message_id: 'm1', created_at: '2026-03-01T10:00:00Z', updated_at: '2026-03-01T10:00:00Z',
}
const detail = { ...letter, body: '{"id":4711,"currency":""}', editable: true, payload: {}, topic: 'orders/create' }

test('an undelivered message is read, corrected and tried again', async () => {
  let sent: unknown
  server.use(
    http.get('/api/v1/sync/dead-letters', () => list([letter])),
    http.get('/api/v1/sync/dead-letters/l1', () => ok(detail)),
    http.post('/api/v1/sync/dead-letters/l1/replay', async ({ request }) => {
      sent = await request.json()
      return ok({ ...letter, state: 'replayed' })
    }),
  )
  const { user } = renderApp('/sync/letters')
  await user.click(await screen.findByRole('link', { name: 'Orders from the store' }))
  const dialog = await screen.findByRole('dialog')
  expect(await within(dialog).findByText('Put the currency in, then try again.')).toBeInTheDocument()
  const text = within(dialog).getByLabelText('Content')
  await user.clear(text)
  await user.type(text, '{{"id": 4711,')
  expect(within(dialog).getByText(/This is no JSON/)).toBeInTheDocument()
  expect(within(dialog).getByRole('button', { name: 'Try again with the changed text' })).toBeDisabled()
  await user.type(text, ' "currency": "EUR"}')
  await user.click(within(dialog).getByRole('button', { name: 'Try again with the changed text' }))
  expect(await screen.findByText('On its way again.')).toBeInTheDocument()
  expect(JSON.parse((sent as { body: string }).body)).toEqual({ id: 4711, currency: 'EUR' })
})

test('discarding asks first, and a refusal says why', async () => {
  server.use(
    http.get('/api/v1/sync/dead-letters', () => list([letter])),
    http.get('/api/v1/sync/dead-letters/l1', () => ok(detail)),
    http.post('/api/v1/sync/dead-letters/l1/discard', () => failed(409, 'CONFLICT', 'Somebody decided on this already.')),
  )
  const { user } = renderApp('/sync/letters?open=l1')
  await user.click(await screen.findByRole('button', { name: 'Discard' }))
  const question = await screen.findByRole('dialog', { name: 'Discard this?' })
  expect(within(question).getByText(/KSAP will not take it in/)).toBeInTheDocument()
  await user.click(within(question).getByRole('button', { name: 'Discard' }))
  expect(await within(question).findByText(/Somebody decided on this already/)).toBeInTheDocument()
})
