import { configure, screen, waitFor } from '@testing-library/react'
import { http } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { list, ok, profile, server } from '@/test/server'

configure({ asyncUtilTimeout: 20_000 })
vi.setConfig({ testTimeout: 90_000 })

const stamp = '2026-03-01T12:00:00.000Z'
const request = (extra: object) => ({
  id: 'q1', kind: 'erasure', subject_kind: 'buyer', subject: 'ben@example.com', regime: 'gdpr', state: 'scheduled', note: '', received_at: stamp, due_at: '2026-04-01T12:00:00Z', overdue: false,
  execute_at: '2026-03-31T12:00:00Z', finished_at: null, file_until: null, report: {}, created_by: 'owner@shop.example', ...extra,
})

function signIn() {
  server.use(http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: ['organisation.privacy'] })))
}

test('an erasure is asked for, planned, and can be called off', async () => {
  signIn()
  const sent: unknown[] = []
  let state = 'scheduled'
  server.use(
    http.post('/api/v1/privacy/requests', async ({ request: call }) => {
      sent.push(await call.json())
      return ok(request({}))
    }),
    http.get('/api/v1/privacy/requests/q1', () => ok(request({ state, finished_at: state === 'cancelled' ? stamp : null }))),
    http.post('/api/v1/privacy/requests/q1/cancel', () => {
      state = 'cancelled'
      return ok(request({ state }))
    }),
  )
  const { user } = renderApp('/settings/privacy/requests/new')
  await user.click(await screen.findByRole('radio', { name: 'Erasure' }))
  await user.click(screen.getByRole('button', { name: 'Enter the request' }))
  expect(await screen.findByText("Enter the person's e-mail address.")).toBeInTheDocument()
  await user.type(screen.getByLabelText('E-mail address'), 'ben@example.com')
  await user.click(screen.getByRole('button', { name: 'Enter the request' }))
  expect(await screen.findByText(/Orders and figures stay, without the person/)).toBeInTheDocument()
  expect(sent).toHaveLength(0)
  await user.click(screen.getByRole('button', { name: 'Plan the erasure' }))
  expect(await screen.findByText('Mar 31, 2026')).toBeInTheDocument()
  expect(sent).toEqual([{ kind: 'erasure', subject_kind: 'buyer', email: 'ben@example.com', regime: 'gdpr', note: '', received_at: null }])

  await user.click(screen.getByRole('button', { name: 'Call it off' }))
  await user.click((await screen.findAllByRole('button', { name: 'Call it off' })).at(-1) as HTMLElement)
  expect(await screen.findAllByText('Called off')).not.toHaveLength(0)
})

test('keeping shorter asks first, keeping longer does not', async () => {
  signIn()
  const sent: unknown[] = []
  const policy = { policy: 'mails', title: 'Mails', days: 30, usual_days: 30, least: 1, enabled: true }
  server.use(
    http.get('/api/v1/privacy/retention', () => ok([policy])),
    http.get('/api/v1/privacy/retention/reports', () => list([])),
    http.put('/api/v1/privacy/retention/mails', async ({ request: call }) => {
      const body = (await call.json()) as object
      sent.push(body)
      Object.assign(policy, body)
      return ok(policy)
    }),
  )
  const { user } = renderApp('/settings/privacy/retention')
  const days = async () => screen.findByRole('textbox', { name: 'Days: Mails in the outbox' })
  await user.clear(await days())
  await user.type(await days(), '60')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(sent).toEqual([{ days: 60, enabled: true }]))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument())
  await user.clear(await days())
  await user.type(await days(), '7')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/What is older goes for good/)).toBeInTheDocument()
  expect(sent).toHaveLength(1)
  await user.click(screen.getByRole('button', { name: 'Shorten' }))
  await waitFor(() => expect(sent).toEqual([{ days: 60, enabled: true }, { days: 7, enabled: true }]))
})
