import { http } from 'msw'
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, server } from '@/test/server'

test('a sign-in that was begun is finished, with the code of the second factor where there is one', async () => {
  const bodies: unknown[] = []
  server.use(
    http.post('/api/v1/auth/oidc/finish', async ({ request }) => {
      bodies.push(await request.json())
      return failed(401, 'MFA_REQUIRED', 'Give the code.', { mfa_token: 'm1' })
    }),
    http.post('/api/v1/auth/mfa', async ({ request }) => {
      bodies.push(await request.json())
      return failed(422, 'CODE_WRONG', 'This code is wrong.')
    }),
  )
  const { user } = renderApp('/oidc/callback?state=enter.abc&code=c1&iss=https%3A%2F%2Fid.example')
  await user.type(await screen.findByLabelText('Code'), '123456')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText('This code is wrong.')).toBeInTheDocument()
  expect(bodies).toEqual([
    { state: 'enter.abc', code: 'c1', iss: 'https://id.example' },
    { mfa_token: 'm1', code: '123456', remember: false },
  ])
})

test('linking goes to the call for linking, and says why it was refused', async () => {
  server.use(http.post('/api/v1/users/identities/finish', () => failed(409, 'CONFLICT', 'Another address.')))
  renderApp('/oidc/callback?state=link.abc&code=c1')
  expect(await screen.findByText('Another address.')).toBeInTheDocument()
  expect(screen.getByRole('heading', { name: 'The account was not linked' })).toBeInTheDocument()
})

test('a provider that vouches for nobody leads back to the form', async () => {
  server.use(http.post('/api/v1/auth/oidc/finish', () => ok({})))
  renderApp('/oidc/callback?state=enter.abc&error=access_denied')
  expect(await screen.findByText('The provider did not vouch for you.')).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', '/login')
})
