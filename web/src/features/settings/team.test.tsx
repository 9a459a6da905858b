import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, profile, server } from '@/test/server'

const stamp = '2026-03-01T12:00:00.000Z'
const store = (id: string, name: string) => ({ id, name, platform: 'shopify', status: 'active', logo_path: null })
const member = (user_id: string, store_ids: string[] | null) => ({
  user_id, store_ids, email: `${user_id}@shop.example`, first_name: user_id, last_name: '', role: 'store_manager', role_id: null, role_name: 'Store manager',
  status: 'active', is_verified: true, mfa: false, joined_at: stamp, last_login_at: null,
})
let asked: { path: string; body: Record<string, unknown> }[] = []

beforeEach(() => {
  asked = []
  const note = async (request: Request) => {
    const body = (await request.json()) as Record<string, unknown>
    asked.push({ path: new URL(request.url).pathname, body })
    return body
  }
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: [...profile.permissions, 'members.read', 'members.manage'] })),
    http.get('/api/v1/stores', () => list([store('s1', 'Quay'), store('s2', 'Mole')])),
    http.get('/api/v1/roles', () => ok([{ id: null, role: 'store_manager', name: 'Store manager', permissions: [], members: 1 }])),
    http.get('/api/v1/members', () => ok([member('bo', ['s2']), member('cy', []), member('di', null)])),
    http.get('/api/v1/members/invitations', () => ok([])),
    http.post('/api/v1/members/invitations', async ({ request }) => {
      const body = await note(request)
      return ok({ ...body, id: 'i1', role_name: 'Store manager', invited_by: 'ada', status: 'open', created_at: stamp, expires_at: stamp })
    }),
    http.put('/api/v1/members/:id', async ({ request }) => ok({ ...member('bo', null), ...(await note(request)) })),
  )
})

test('members show the stores that they are limited to, and nothing where they work on all', async () => {
  renderApp('/settings/team')
  const row = async (name: string) => {
    const found = (await screen.findByText(name)).closest('li')
    if (!found) throw new Error(`${name} is not listed`)
    return found
  }
  const [bo, cy, di] = [await row('bo'), await row('cy'), await row('di')]
  expect(await within(bo).findByText('Mole')).toBeInTheDocument()
  expect(within(cy).getByText('No store any more')).toBeInTheDocument()
  expect(within(di).queryByText(/Mole|Quay|No store/)).not.toBeInTheDocument()
})

test('an invitation is for all stores unless some are chosen; none chosen is told at the field', async () => {
  const { user } = renderApp('/settings/team')
  await user.click(await screen.findByRole('button', { name: 'Invite' }))
  await user.type(await screen.findByLabelText('E-mail'), 'new@shop.example')
  await user.selectOptions(screen.getByLabelText('Stores'), 'Some stores')
  await user.click(screen.getByRole('button', { name: 'Send the invitation' }))
  expect(screen.getByText('Choose at least one store.')).toBeInTheDocument()
  expect(asked).toEqual([])
  await user.click(screen.getByRole('checkbox', { name: 'Quay' }))
  await user.click(screen.getByRole('button', { name: 'Send the invitation' }))
  expect((await screen.findAllByText(/is invited/))[0]).toBeInTheDocument()
  expect(asked[0]?.body).toMatchObject({ email: 'new@shop.example', store_ids: ['s1'] })
})

test('a limit is lifted by choosing all stores; what the server says of stores stands at the field', async () => {
  const { user } = renderApp('/settings/team')
  await user.click(await screen.findByRole('button', { name: 'What to do with bo' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Change role and stores' }))
  const save = await screen.findByRole('button', { name: 'Save' })
  expect(save).toBeDisabled()
  expect(await screen.findByRole('checkbox', { name: 'Mole' })).toBeChecked()
  await user.selectOptions(screen.getByLabelText('Stores'), 'All stores')
  server.use(http.put('/api/v1/members/:id', () => failed(422, 'VALIDATION_ERROR', 'Gone.', { field: 'store_ids', reason: 'The organisation has no such store.' }), { once: true }))
  await user.click(save)
  expect(await screen.findByText('The organisation has no such store.')).toBeInTheDocument()
  await user.click(save)
  expect((await screen.findAllByText(/bo: /))[0]).toBeInTheDocument()
  expect(asked.at(-1)).toMatchObject({ path: '/api/v1/members/bo', body: { role: 'store_manager', store_ids: null } })
})

test('who is limited reads “Your stores” where others read “All stores”', async () => {
  server.use(http.get('/api/v1/users/profile', () => ok({ ...profile, store_ids: ['s1'] })))
  renderApp('/settings')
  expect((await screen.findAllByText('Stores shown: Your stores'))[0]).toBeInTheDocument()
})

test.each([
  ['not_set', true],
  ['connected', false],
])('without a mail server an invitation says where its link waits: %s', async (state, told) => {
  const open = { id: 'i1', email: 'eve@shop.example', role: 'store_manager', role_id: null, role_name: 'Store manager', store_ids: null, invited_by: 'ada', status: 'open', created_at: stamp, expires_at: stamp }
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: [...profile.permissions, 'members.read', 'members.manage', 'organisation.integrations', 'mail.outbox'] })),
    http.get('/api/v1/members/invitations', () => ok([open])),
    http.get('/api/v1/settings/integrations', () => list([{ id: 'mail', kind: 'mail', title: '', vendor: 'smtp', environment: 'live', connection_id: null, store_id: null, masks: {}, state, state_reason: '', age_days: null, due: null, due_at: null, tested_at: null, test_ok: null, used_at: null }])),
  )
  renderApp('/settings/team')
  expect(await screen.findByText('eve@shop.example')).toBeInTheDocument()
  if (told) expect(await screen.findByRole('link', { name: 'mail outbox' })).toHaveAttribute('href', '/settings/mail')
  else expect(screen.queryByRole('link', { name: 'mail outbox' })).not.toBeInTheDocument()
})
