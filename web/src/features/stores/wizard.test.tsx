import { http } from 'msw'
import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, server } from '@/test/server'

import { forgetTyped } from './drafts'

afterEach(() => forgetTyped('d1'))

const stamp = '2026-03-01T12:00:00.000Z'
const field = (name: string, kind: string, label: string, help: string, more: object = {}) => ({ name, kind, label, help, placeholder: '', pattern: '', required: true, options: [], ...more })

const shopify = {
  slug: 'shopify',
  title: 'Shopify',
  kind: 'store',
  summary: 'Products, stock and orders.',
  logo: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  docs_url: '',
  callback_url: 'http://localhost/api/v1/connect/callback/shopify',
  scopes: ['read_products'],
  auth: [
    { slug: 'oauth', title: 'Install your app', kind: 'oauth', summary: 'Shopify asks you.', recommended: false, fields: [field('shop', 'text', 'Shop address', 'Settings, Domains')] },
    {
      slug: 'client_credentials',
      title: "Your own app's credentials",
      kind: 'client_credentials',
      summary: 'For an app of your own.',
      recommended: true,
      fields: [
        field('shop', 'text', 'Shop address', 'Settings, then Domains', { pattern: '[a-z0-9-]+', placeholder: 'my-store' }),
        field('client_secret', 'secret', 'Client secret', 'Beside the Client ID.'),
      ],
    },
  ],
}

const draft = {
  id: 'd1',
  vendor: 'shopify',
  environment: 'sandbox',
  auth: 'client_credentials',
  store_name: '',
  public: {} as Record<string, string>,
  masks: {} as Record<string, string>,
  step: 'platform',
  granted: false,
  report: null as object | null,
  error: '',
  reconnects: null,
  store_id: null,
  created_at: stamp,
  updated_at: stamp,
  expires_at: stamp,
}

const line = (name: string, good: boolean | null, message: string, remedy = '') => ({ name, ok: good, ms: 12.3, message, remedy })

/** Plays the server's side of one draft. The right secret is "right". */
function playDraft(start: Partial<typeof draft> = {}) {
  const state = { ...draft, ...start, secret: '' }
  const sent: { fields: Record<string, string> }[] = []
  const told = () => ok({ ...state, secret: undefined })
  server.use(
    http.put('/api/v1/users/settings', () => ok({})),
    http.get('/api/v1/platforms', () => list([shopify])),
    http.get('/api/v1/connect/drafts/d1', told),
    http.put('/api/v1/connect/drafts/d1', async ({ request }) => {
      const body = (await request.json()) as { fields: Record<string, string> }
      sent.push(body)
      state.public = { shop: body.fields.shop ?? '' }
      state.secret = body.fields.client_secret ?? state.secret
      state.masks = { client_secret: '••••' }
      state.step = 'credentials'
      state.report = null
      return told()
    }),
    http.post('/api/v1/connect/drafts/d1/test', () => {
      const good = state.secret === 'right'
      const auth = good ? line('auth', true, 'Connected as Corner Shop.') : line('auth', false, 'Shopify says: Invalid client credentials.', 'Copy them again.')
      state.report = { ok: good, checks: [line('dns', true, 'Found.'), auth, line('read', good ? true : null, good ? 'Could read.' : 'Not tried.')], shop: good ? { name: 'Corner Shop', currency: 'EUR' } : {} }
      state.step = good ? 'tested' : 'credentials'
      return told()
    }),
  )
  return { state, sent }
}

test("a wrong key shows the vendor's reason and keeps what was typed", async () => {
  const { sent } = playDraft()
  const { user } = renderApp('/stores/connect/d1/credentials')
  await user.type(await screen.findByLabelText('Shop address'), 'corner')
  await user.type(screen.getByLabelText('Client secret'), 'wrong')
  expect(screen.getByText('Settings, then Domains')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))

  expect(await screen.findByText('Shopify says: Invalid client credentials.')).toBeInTheDocument()
  expect(screen.getByText('Copy them again.')).toBeInTheDocument()
  expect(screen.getAllByText('12 ms')).toHaveLength(2)
  await user.click(screen.getByRole('link', { name: 'Change the details' }))

  expect(await screen.findByLabelText('Shop address')).toHaveValue('corner')
  expect(screen.getByLabelText('Client secret')).toHaveValue('wrong')
  expect(screen.getByRole('alert')).toHaveTextContent('Invalid client credentials')

  await user.clear(screen.getByLabelText('Client secret'))
  await user.type(screen.getByLabelText('Client secret'), 'right')
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))
  expect(await screen.findByRole('button', { name: 'Connect Corner Shop' })).toBeInTheDocument()
  expect(sent.map((body) => body.fields)).toEqual([
    { shop: 'corner', client_secret: 'wrong' },
    { shop: 'corner', client_secret: 'right' },
  ])
})

test('what is missing or misshapen is told at its field, and nothing is sent', async () => {
  const { sent } = playDraft()
  const { user } = renderApp('/stores/connect/d1/credentials')
  await user.type(await screen.findByLabelText('Shop address'), '<script>')
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))
  expect(screen.getByText('This does not look right. Example: my-store')).toBeInTheDocument()
  expect(screen.getByText('Fill this in.')).toBeInTheDocument()
  expect(screen.getByLabelText('Shop address')).toHaveFocus()
  expect(sent).toEqual([])
})

test('a refusal of the server stands at its field', async () => {
  playDraft()
  server.use(http.put('/api/v1/connect/drafts/d1', () => failed(422, 'VALIDATION_ERROR', 'Shop address is unknown.', { field: 'shop', reason: 'Shop address is unknown.' })))
  const { user } = renderApp('/stores/connect/d1/credentials')
  await user.type(await screen.findByLabelText('Shop address'), 'corner')
  await user.type(screen.getByLabelText('Client secret'), 'x')
  await user.click(screen.getByRole('button', { name: 'Test the connection' }))
  expect(await screen.findByText('Shop address is unknown.')).toBeInTheDocument()
  expect(screen.getByLabelText('Client secret')).toHaveValue('x')
})

test('a draft that was begun is offered and goes on where it was left', async () => {
  playDraft({ step: 'credentials', public: { shop: 'corner' }, masks: { client_secret: '••••c2d9' } })
  server.use(http.get('/api/v1/users/settings', () => ok({ 'connect.drafts': [{ id: 'd1', vendor: 'shopify', at: stamp }] })))
  const { user } = renderApp('/stores/connect')
  await user.click(await screen.findByRole('link', { name: 'corner' }))
  expect(await screen.findByLabelText('Shop address')).toHaveValue('corner')
  expect(screen.getByLabelText('Client secret')).toHaveAttribute('placeholder', 'Kept: ••••c2d9')
  // the server forgets a secret when the address that it was typed for changes
  await user.type(screen.getByLabelText('Shop address'), '-2')
  expect(screen.getByLabelText('Client secret')).toHaveAttribute('placeholder', '')
})

test('a draft that is gone leaves the list by itself', async () => {
  let kept: unknown
  server.use(
    http.get('/api/v1/platforms', () => list([shopify])),
    http.get('/api/v1/users/settings', () => ok({ 'connect.drafts': [{ id: 'd1', vendor: 'shopify', at: stamp }] })),
    http.get('/api/v1/connect/drafts/d1', () => failed(404, 'NOT_FOUND', 'There is no such draft.')),
    http.put('/api/v1/users/settings', async ({ request }) => {
      kept = await request.json()
      return ok(kept)
    }),
  )
  renderApp('/stores/connect')
  await waitFor(() => expect(kept).toEqual({ 'connect.drafts': [] }))
  expect(screen.queryByText('New Shopify shop')).not.toBeInTheDocument()
})

test('after the approval at the vendor the test runs by itself', async () => {
  playDraft({ auth: 'oauth', granted: true, step: 'credentials', public: { shop: 'corner' } })
  renderApp('/stores/connect/d1/test?returned=ok')
  expect(await screen.findByText('Shopify says: Invalid client credentials.')).toBeInTheDocument()
})
