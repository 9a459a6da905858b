import { http } from 'msw'
import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, server } from '@/test/server'

import { leave } from './leave'

vi.mock('./leave', () => ({ leave: vi.fn<(address: string) => void>() }))

const asked = {
  client_id: '01900000-0000-7000-8000-000000000001',
  redirect_uri: 'https://books.example.com/done',
  response_type: 'code',
  scope: 'orders.read orders.write',
  state: 's t&te',
  code_challenge: 'c'.repeat(43),
  code_challenge_method: 'S256',
}
const address = `/oauth/consent?${new URLSearchParams(asked).toString()}`
const seen = {
  client_id: asked.client_id,
  client_name: 'Book-keeping',
  organisation: 'Harbour Goods',
  redirect_uri: asked.redirect_uri,
  scopes: [{ name: 'orders.read', meaning: 'See orders and customers' }],
  beyond: [{ name: 'some.new', meaning: 'A meaning of the API' }],
  redirect_to: null,
}

beforeEach(() => vi.mocked(leave).mockClear())

test('a yes sends what was asked and leaves with the code', async () => {
  const decided: unknown[] = []
  server.use(
    http.get('/api/v1/oauth/authorize', ({ request }) => {
      expect(Object.fromEntries(new URL(request.url).searchParams)).toEqual(asked)
      return ok(seen)
    }),
    http.post('/api/v1/oauth/authorize', async ({ request }) => {
      decided.push(await request.json())
      return ok({ redirect_to: 'https://books.example.com/done?code=x' })
    }),
  )
  const { user } = renderApp(address)
  expect(await screen.findByRole('heading', { name: 'Allow Book-keeping access?' })).toBeInTheDocument()
  expect(screen.getByText('See orders and customers')).toBeInTheDocument()
  expect(screen.getByText('A meaning of the API')).toBeInTheDocument()
  expect(screen.getByText('books.example.com')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Allow' }))
  await waitFor(() => expect(leave).toHaveBeenCalledWith('https://books.example.com/done?code=x'))
  expect(decided).toEqual([{ ...asked, approve: true }])
})

test('a request that is wrong goes back to the app undecided', async () => {
  server.use(http.get('/api/v1/oauth/authorize', () => ok({ ...seen, scopes: [], beyond: [], redirect_to: 'https://books.example.com/done?error=invalid_scope' })))
  renderApp(address)
  await waitFor(() => expect(leave).toHaveBeenCalledWith('https://books.example.com/done?error=invalid_scope'))
  expect(screen.queryByRole('button', { name: 'Allow' })).not.toBeInTheDocument()
})

test('an address that is not registered leads nowhere', async () => {
  server.use(http.get('/api/v1/oauth/authorize', () => failed(422, 'VALIDATION_ERROR', 'Not registered.', { field: 'redirect_uri' })))
  renderApp(address)
  expect(await screen.findByText('Not registered.')).toBeInTheDocument()
  expect(leave).not.toHaveBeenCalled()
})

test('who is not signed in signs in first, and comes back', async () => {
  server.use(
    http.get('/api/v1/users/profile', () => failed(401, 'UNAUTHENTICATED', 'Sign in first.')),
    http.post('/api/v1/auth/refresh', () => failed(401, 'SESSION_ENDED', 'Sign in again.')),
  )
  renderApp(address)
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeInTheDocument()
})

test('scripts are never gone to', async () => {
  const real = await vi.importActual<{ leave: typeof leave }>('./leave')
  expect(() => real.leave(' javascript:alert(1)')).toThrow()
})
