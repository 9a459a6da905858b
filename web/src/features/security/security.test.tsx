import { configure, screen, waitFor, within } from '@testing-library/react'
import { http } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, profile, server } from '@/test/server'

// screens are loaded when they open, which takes a while on a busy machine
configure({ asyncUtilTimeout: 20_000 })
vi.setConfig({ testTimeout: 90_000 })

const stamp = '2026-03-01T12:00:00.000Z'

/** Who is signed in, and may do this besides what the shell needs. */
function signIn(...permissions: string[]) {
  server.use(http.get('/api/v1/users/profile', () => ok({ ...profile, role: 'custom', permissions })))
}

const catalogue = [
  { name: 'orders.read', meaning: 'See orders and customers', assignable: true },
  { name: 'orders.write', meaning: 'Enter orders', assignable: true },
  { name: 'members.read', meaning: 'See members', assignable: true },
  { name: 'members.manage', meaning: 'Manage members', assignable: true },
  { name: 'organisation.transfer', meaning: 'Hand over', assignable: false },
  { name: 'lanterns.light', meaning: 'Light the lanterns', assignable: true },
]
const role = (name: string, permissions: string[], extra: object = {}) => ({ id: `r-${name}`, role: 'custom', name, permissions, members: 0, ...extra })
const roles = [
  { id: null, role: 'owner', name: 'Owner', permissions: catalogue.map((each) => each.name), members: 1 },
  { id: null, role: 'viewer', name: 'Viewer', permissions: ['orders.read', 'members.read'], members: 2 },
  role('Packing', ['orders.read']),
  role('Used', ['orders.read'], { members: 3 }),
]
function playRoles() {
  server.use(http.get('/api/v1/roles', () => ok(roles)), http.get('/api/v1/roles/permissions', () => ok(catalogue)))
}

test('recovery codes are shown once and are gone after leaving', async () => {
  let on = false
  const proofs: unknown[] = []
  server.use(
    http.get('/api/v1/users/mfa', () => ok({ totp: on, since: on ? stamp : null, recovery_codes_left: on ? 10 : 0 })),
    http.get('/api/v1/users/passkeys', () => ok([])),
    http.post('/api/v1/users/mfa/totp', async ({ request }) => {
      proofs.push(await request.json())
      return proofs.length === 1
        ? failed(422, 'PASSWORD_WRONG', 'This is not your password.', { field: 'password', reason: 'This is not your password.' })
        : ok({ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/KSAP', qr: 'data:image/svg+xml,%3Csvg/%3E' })
    }),
    http.post('/api/v1/users/mfa/totp/confirm', async ({ request }) => {
      expect(await request.json()).toEqual({ code: '123456' })
      on = true
      return ok({ recovery_codes: ['aaaa-bbbb-cccc-dddd', 'eeee-ffff-gggg-hhhh'] })
    }),
  )
  const { user, store } = renderApp('/settings/security')
  await user.click(await screen.findByRole('button', { name: 'Set up' }))
  await user.type(await screen.findByLabelText('Your password'), 'wrong')
  await user.click(screen.getByRole('button', { name: 'Continue' }))
  expect(await screen.findByText('This is not your password.')).toBeInTheDocument()
  await user.clear(screen.getByLabelText('Your password'))
  await user.type(screen.getByLabelText('Your password'), 'a phrase of mine')
  await user.click(screen.getByRole('button', { name: 'Continue' }))

  expect(await screen.findByRole('img', { name: /QR code/ })).toBeInTheDocument()
  expect(screen.getByText('JBSW Y3DP EHPK 3PXP')).toBeInTheDocument()
  await user.type(screen.getByLabelText('Code'), '123 456')
  await user.click(screen.getByRole('button', { name: 'Switch on' }))
  const codes = await screen.findByRole('list', { name: 'Recovery codes' })
  expect(within(codes).getAllByRole('listitem').map((each) => each.textContent)).toEqual(['aaaa-bbbb-cccc-dddd', 'eeee-ffff-gggg-hhhh'])

  await user.click(screen.getByRole('button', { name: /^Settings.*passkeys$/ }))
  await user.click(screen.getByRole('menuitem', { name: 'Profile' }))
  await waitFor(() => expect(screen.queryByText('aaaa-bbbb-cccc-dddd')).not.toBeInTheDocument())
  await user.click(screen.getByRole('button', { name: /^Settings.*Profile$/ }))
  await user.click(screen.getByRole('menuitem', { name: /Two-factor/ }))
  expect(await screen.findByText('10 left')).toBeInTheDocument()
  expect(screen.queryByText('aaaa-bbbb-cccc-dddd')).not.toBeInTheDocument()
  expect(JSON.stringify(store.getState())).not.toMatch(/aaaa-bbbb|JBSWY3DP/)
})

test('without passkeys in the browser it says what to do', async () => {
  server.use(
    http.get('/api/v1/users/mfa', () => ok({ totp: false, since: null, recovery_codes_left: 0 })),
    http.get('/api/v1/users/passkeys', () => ok([{ id: 'p1', name: 'Office laptop', created_at: stamp, last_used_at: null }])),
  )
  renderApp('/settings/security')
  expect(await screen.findByText('Office laptop')).toBeInTheDocument()
  expect(screen.getByText(/https address/)).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Add a passkey' })).not.toBeInTheDocument()
})

test('the matrix says what each role may do; a role that people have is not deleted', async () => {
  signIn('members.read', 'members.manage', 'orders.read')
  playRoles()
  const { user } = renderApp('/settings/roles')
  const row = await screen.findByRole('row', { name: /^See orders and customers/ })
  expect(within(row).getAllByRole('cell').map((each) => each.textContent)).toEqual(['Yes', 'Yes', 'Yes', 'Yes'])
  expect(within(screen.getByRole('row', { name: /^Light the lanterns/ })).getAllByRole('cell').map((each) => each.textContent)).toEqual(['Yes', '–No', '–No', '–No'])

  await user.click(screen.getByRole('button', { name: 'Actions for Used' }))
  expect(await screen.findByRole('menuitem', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true')
  expect(screen.getByText(/3 people have it/)).toBeInTheDocument()
})

test('a permission beyond one’s own is locked, with the reason', async () => {
  signIn('members.read', 'members.manage', 'orders.read')
  playRoles()
  const made: unknown[] = []
  server.use(
    http.post('/api/v1/roles', async ({ request }) => {
      made.push(await request.json())
      return ok(role('Desk', ['orders.read']))
    }),
  )
  const { user } = renderApp('/settings/roles/new')
  const beyond = await screen.findByRole('checkbox', { name: /^Enter orders/ })
  expect(beyond).toBeDisabled()
  expect(beyond).toHaveAccessibleDescription('Your own role does not have it, so you cannot give it.')
  expect(screen.getByRole('checkbox', { name: 'Hand the organisation over' })).toHaveAccessibleDescription('Only for the owner.')

  await user.click(screen.getByRole('button', { name: 'Create the role' }))
  expect(await screen.findByText('Give the role a name.')).toBeInTheDocument()
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Desk')
  // beginning with the owner's role takes only what one may give
  await user.selectOptions(screen.getByRole('combobox'), 'owner')
  expect(beyond).not.toBeChecked()
  await user.click(screen.getByRole('button', { name: 'Create the role' }))
  await waitFor(() => expect(made).toEqual([{ name: 'Desk', permissions: ['orders.read', 'members.read', 'members.manage'] }]))
})

test('an API key is shown once', async () => {
  signIn('api_keys.manage', 'members.read', 'orders.read')
  playRoles()
  const key = { id: 'k1', name: 'Export', prefix: 'ksap_Zx81aB', permissions: ['orders.read'], store_ids: null, created_by: 'owner@shop.example', status: 'active', created_at: stamp, expires_at: null, last_used_at: null }
  const made: unknown[] = []
  server.use(
    http.get('/api/v1/api-keys', () => ok(made.length ? [key] : [])),
    http.post('/api/v1/api-keys', async ({ request }) => {
      made.push(await request.json())
      return ok({ ...key, key: 'ksap_Zx81aBsecretsecret' })
    }),
  )
  const { user, store } = renderApp('/settings/api-keys/new')
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Export')
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  expect(await screen.findByText('Choose at least one permission.')).toBeInTheDocument()
  await user.click(screen.getByRole('checkbox', { name: 'See orders and customers' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Expires' }), 'Never')
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  expect(await screen.findByText('ksap_Zx81aBsecretsecret')).toBeInTheDocument()
  expect(made).toEqual([{ name: 'Export', permissions: ['orders.read'], expires_in_days: null, store_ids: null }])

  await user.click(screen.getByRole('link', { name: 'I have kept it' }))
  expect(await screen.findByRole('link', { name: 'Export' })).toBeInTheDocument()
  expect(screen.queryByText(/secretsecret/)).not.toBeInTheDocument()
  await waitFor(() => expect(JSON.stringify(store.getState())).not.toContain('secretsecret'))
})

test('the audit log narrows by the address and tells what changed', async () => {
  signIn('organisation.audit', 'members.read')
  const asked: URLSearchParams[] = []
  const entry = {
    id: 'e1', seq: 7, at: stamp, actor_kind: 'user', actor_id: 'u1', actor_label: 'ada@shop.example', action: 'role.updated', target_kind: 'role', target_id: 'r1',
    details: { before: { name: 'Desk', permissions: ['orders.read'] }, after: { name: 'Front desk', permissions: ['orders.read'] } }, correlation_id: 'req-9', hash: 'ab12',
  }
  server.use(
    http.get('/api/v1/members', () => ok([])),
    http.get('/api/v1/audit/actions', () => ok(['login.failed', 'role.updated'])),
    http.get('/api/v1/audit', ({ request }) => {
      asked.push(new URL(request.url).searchParams)
      return list([entry])
    }),
  )
  const { user } = renderApp('/settings/audit?area=role.&from=2026-03-01&to=2026-03-01')
  await user.click(await screen.findByRole('link', { name: 'Role changed' }))
  // the day as the organisation's clock has it: Berlin is an hour ahead
  expect(Object.fromEntries(asked[0] as URLSearchParams)).toMatchObject({ action: 'role.', since: '2026-02-28T23:00:00.000Z', until: '2026-03-01T23:00:00.000Z' })
  const drawer = await screen.findByRole('dialog')
  expect(within(drawer).getByText('Front desk')).toBeInTheDocument()
  expect(within(drawer).queryByText('Permissions')).not.toBeInTheDocument()
  await user.click(within(drawer).getByRole('button', { name: 'All of the same call' }))
  await waitFor(() => expect(asked.at(-1)?.get('request_id')).toBe('req-9'))
  expect(asked.at(-1)?.has('action')).toBe(false)
})
