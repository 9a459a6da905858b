import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import type { AlertOut } from '@/api/gen/alerts'
import { renderApp } from '@/test/render'
import { list, ok, profile, server } from '@/test/server'

import { detailOf, remedyOf, titleOf } from './words'

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

const guarded = alert({
  id: 'a2', kind: 'security', severity: 'critical', title: 'raw', detail: 'raw', links: [{ kind: 'audit_entry', id: 'e1' }, { kind: 'audit_entry', id: 'e2' }],
  data: {
    rule: 'impossible_travel', who: 'ada@example.com', subject_kind: 'actor', subject: 'u9', number: 1, seconds: 7200, counts: 'times', address: '203.0.113.9', country: 'JP', country_before: 'DE',
    deeds: [{ deed: 'end_session', id: 's9' }, { deed: 'lock_member', id: 'u9' }],
  },
})

test('a security alert says what, whom and where, and leads to its entries', () => {
  expect(titleOf(guarded)).toBe('Two countries within a short time: ada@example.com')
  expect(detailOf(guarded)).toBe('from Germany to Japan · network address 203.0.113.9')
  expect(remedyOf(guarded)?.to).toBe('/settings/audit?actor=u9&entry=e2')
  const many = alert({ kind: 'security', data: { rule: 'mass_export', who: 'Feed', subject_kind: 'actor', subject: 'k1', number: 60000, seconds: 3600, counts: 'rows' } })
  expect(detailOf(many)).toBe('60,000 rows within 1 hour')
})

test('what a security alert offers is asked for and done', async () => {
  const done: unknown[] = []
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: [...profile.permissions, 'organisation.security', 'members.manage'] })),
    http.get('/api/v1/alerts', () => list([guarded])),
    http.post('/api/v1/security/alerts/a2/respond', async ({ request }) => {
      done.push(await request.json())
      return ok({ alert_id: 'a2', state: 'resolved' })
    }),
  )
  const { user } = renderApp('/inbox')
  const item = await screen.findByRole('article', { name: /Two countries/ })
  await user.click(within(item).getByRole('button', { name: 'Lock the account out' }))
  const dialog = await screen.findByRole('dialog', { name: 'Lock this member out?' })
  await user.click(within(dialog).getByRole('button', { name: 'Lock the account out' }))
  expect((await screen.findAllByText('The member is locked out.'))[0]).toBeInTheDocument()
  expect(done).toEqual([{ deed: 'lock_member' }])
})
