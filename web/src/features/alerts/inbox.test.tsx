import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import type { AlertOut } from '@/api/gen/alerts'
import { renderApp } from '@/test/render'
import { list, ok, server } from '@/test/server'

import { remedyOf, titleOf } from './words'

const alert = (changes: Partial<AlertOut>): AlertOut => ({
  id: 'a1', kind: 'low_stock', severity: 'warning', state: 'open', title: 'raw', detail: '2 available; the threshold is 3.', store_id: null, links: [{ kind: 'variant', id: 'v1' }],
  data: { product: 'Wing Tarp', variant: 'Sand', available: 2, location: '' }, lasting: true, times: 1, raised_at: '2026-03-01T10:00:00Z', changed_at: '2026-03-01T10:00:00Z',
  acknowledged_at: null, acknowledged_by: '', resolved_at: null, resolved_by: '', version: 1, ...changes,
})

test('an alert says what is the matter and leads to where it is put right', () => {
  expect(titleOf(alert({}))).toBe('Wing Tarp, Sand: 2 left')
  expect(remedyOf(alert({}))).toEqual({ text: 'See the stock', to: '/inventory/v1' })
  const failed = alert({ kind: 'sync_failed', store_id: 's1', links: [{ kind: 'run', id: 'r1' }], data: { store: 'Harbour', run_kind: 'poll', error: 'x' } })
  expect([titleOf(failed), remedyOf(failed)?.to]).toEqual(['Harbour: “Update” failed', '/sync/runs/r1'])
  const dead = alert({ kind: 'dead_letters', store_id: 's1', links: [], data: { store: 'Harbour', number: 3 } })
  expect([titleOf(dead), remedyOf(dead)?.to]).toEqual(['Harbour: 3 messages could not be delivered', '/sync/letters?store=s1'])
})

test('marking as seen can be undone', async () => {
  const calls: string[] = []
  server.use(
    http.get('/api/v1/alerts', () => list([alert({})])),
    http.post('/api/v1/alerts/a1/:what', ({ params }) => {
      calls.push(String(params.what))
      return ok(alert({ state: 'acknowledged' }))
    }),
  )
  const { user } = renderApp('/inbox')
  const item = await screen.findByRole('article', { name: 'Wing Tarp, Sand: 2 left' })
  expect(within(item).getByRole('link', { name: 'See the stock' })).toHaveAttribute('href', '/inventory/v1')
  await user.click(within(item).getByRole('button', { name: 'Mark as seen' }))
  await user.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(calls).toEqual(['acknowledge', 'reopen'])
})
