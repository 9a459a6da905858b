import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, profile, server } from '@/test/server'

const stamp = '2026-03-01T12:00:00.000Z'
const connection = {
  id: 'c1', store_id: null, vendor: 'ups', kind: 'carrier', title: 'UPS account', auth: 'keys', environment: 'sandbox', public: { account: 'A1' }, masks: { client_secret: '••••c2d9' },
  scopes: [], expires_at: null, rotated_at: stamp, credentials_at: stamp, tested_at: stamp, test_report: null, account_id: 'A1', state: 'connected', state_reason: '', state_since: stamp,
  failures: 0, health: {}, checked_at: stamp, webhooks: [], webhooks_checked_at: null, created_at: stamp,
}
const integration = {
  id: 'c1', kind: 'carrier', vendor: 'ups', title: 'UPS account', scope: 'organisation', state: 'connected', state_reason: '', masks: connection.masks, age_days: 200, replaced_at: stamp,
  due: 'due', due_at: stamp, expires_at: null, tested_at: stamp, test_ok: true, used_at: stamp, connection_id: 'c1', store_id: null, environment: 'sandbox',
}
const mail = { ...integration, id: 'mail', kind: 'mail', vendor: 'smtp', title: '', scope: 'installation', state: 'not_set', masks: {}, age_days: null, due: 'never', due_at: null, tested_at: null, test_ok: null, used_at: null, connection_id: null }
const field = (name: string, kind: string, label: string) => ({ name, kind, label, help: `Where ${label} is found.`, placeholder: '', pattern: '', required: true, options: [] })
const ups = {
  slug: 'ups', title: 'UPS', kind: 'carrier', summary: '', logo: '', docs_url: '', callback_url: '', scopes: [],
  auth: [{ slug: 'keys', title: 'Keys', kind: 'client_credentials', summary: '', recommended: true, fields: [field('account', 'text', 'Account'), field('client_secret', 'secret', 'Client secret')] }],
}

function play(permissions: string[]) {
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions })),
    http.get('/api/v1/settings/integrations', () => list([integration, mail])),
    http.get('/api/v1/settings/integrations/c1', () => ok({ ...integration, auth: 'keys', public: connection.public, scopes: [], test_report: null })),
    http.get('/api/v1/settings', () => list([{ name: 'credential_days', kind: 'number', value: 180 }, { name: 'credential_notice_days', kind: 'number', value: 14 }])),
    http.get('/api/v1/connections', () => list([connection])),
    http.get('/api/v1/platforms', () => list([ups])),
  )
}

const everything = ['organisation.integrations', 'organisation.settings', 'connections.manage', 'connections.read']

test('a credential shows its end, its age and that it is due', async () => {
  play(everything)
  renderApp('/settings/integrations')
  const row = (await screen.findByText('UPS account')).closest('li') as HTMLElement
  expect(within(row).getByText('••••c2d9')).toBeInTheDocument()
  expect(within(row).getByText('200 days old')).toBeInTheDocument()
  expect(within(row).getByText(/^Due since/)).toBeInTheDocument()
  expect(await screen.findByText('1 credential is due to be replaced')).toBeInTheDocument()
  expect(screen.getByText('Not set')).toBeInTheDocument()
})

test('a refused new credential shows the checks, and the old one stays', async () => {
  play(everything)
  const checks = [{ name: 'auth', ok: false, ms: 12, message: 'UPS says: Invalid.', remedy: 'Copy it again.' }]
  server.use(http.post('/api/v1/connections/c1/reconnect', () => failed(422, 'CONNECTION_TEST_FAILED', 'UPS says: Invalid.', { checks, check: 'auth' })))
  const { user } = renderApp('/settings/integrations')
  await user.click(await screen.findByRole('button', { name: 'Details of UPS account' }))
  await user.click(await screen.findByRole('button', { name: 'Replace credential' }))
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByLabelText('Account')).toHaveValue('A1')
  expect(within(dialog).getByText('Where Client secret is found.')).toBeInTheDocument()
  await user.type(within(dialog).getByLabelText('Client secret'), 'wrong')
  await user.click(within(dialog).getByRole('button', { name: 'Test and save' }))
  expect(await within(dialog).findByText('UPS says: Invalid.')).toBeInTheDocument()
  expect(screen.getAllByText('••••c2d9').length).toBeGreaterThan(0)
})

test('who may not see the settings area has no way to it', async () => {
  play(['connections.read', 'stores.read'])
  const { user } = renderApp('/settings/profile')
  await user.click(await screen.findByRole('button', { name: /^Settings.*Profile$/ }))
  expect(screen.getByRole('menuitem', { name: 'Password and sessions' })).toBeInTheDocument()
  expect(screen.queryByRole('menuitem', { name: 'Integrations' })).not.toBeInTheDocument()
  expect(screen.queryByRole('menuitem', { name: 'Backup' })).not.toBeInTheDocument()
})

test('the mail server and a provider are tested line by line', async () => {
  play(everything)
  const set = { ...mail, state: 'connected', title: 'mail.example' }
  const clerk = { ...mail, id: 'oidc:clerk', kind: 'identity', vendor: 'oidc', title: 'Clerk', state: 'connected' }
  const check = (name: string, ok: boolean | null, message: string, remedy = '') => ({ name, ok, ms: 12, message, remedy })
  server.use(
    http.get('/api/v1/settings/integrations', () => list([set, clerk])),
    http.post('/api/v1/settings/integrations/mail/test', () =>
      ok({ ok: false, shop: {}, checks: [check('dns', true, 'mail.example has an address.'), check('auth', false, 'The server answered 535: no', 'Check user name and password in KSAP_SMTP_URL.'), check('sender', null, 'Not tried: the step before failed.')] }),
    ),
    http.post('/api/v1/settings/integrations/identity/clerk/test', () => ok({ ok: true, shop: {}, checks: [check('client', true, 'Client id and secret are accepted.')] })),
  )
  const { user } = renderApp('/settings/integrations')
  await user.click(await screen.findByRole('button', { name: 'Details of Mail server' }))
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))
  const report = await screen.findByRole('list', { name: 'Test report' })
  expect(within(report).getByText('Check user name and password in KSAP_SMTP_URL.')).toBeInTheDocument()
  expect(within(report).getByText('Sender')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Details of Clerk' }))
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))
  expect(await screen.findByText('Client id and secret are accepted.')).toBeInTheDocument()
})
