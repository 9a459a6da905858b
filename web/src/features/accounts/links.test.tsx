import { http } from 'msw'
import { screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, profile, server } from '@/test/server'

afterEach(() => window.history.replaceState(null, '', '/'))

test('a second factor asks for its code, and a wrong one may be typed again', async () => {
  let signedIn = false
  server.use(
    http.get('/api/v1/users/profile', () => (signedIn ? ok(profile) : failed(401, 'UNAUTHENTICATED', 'Sign in first.'))),
    http.post('/api/v1/auth/refresh', () => failed(401, 'SESSION_ENDED', 'Sign in again.')),
    http.post('/api/v1/auth/login', () => failed(401, 'MFA_REQUIRED', 'Give the code.', { mfa_token: 'challenge-1', expires_in: 300, methods: ['totp'] })),
    http.post('/api/v1/auth/mfa', async ({ request }) => {
      const body = (await request.json()) as { mfa_token: string; code: string }
      expect(body.mfa_token).toBe('challenge-1')
      if (body.code !== '123456') return failed(422, 'CODE_WRONG', 'This code is wrong.', { field: 'code', reason: 'This code is wrong.' })
      signedIn = true
      return ok({ expires_in: 900, org_id: 'o1', user_id: 'u1', role: 'owner' })
    }),
  )
  const { user } = renderApp('/login?next=/nowhere-yet')
  await user.type(await screen.findByLabelText('E-mail'), 'owner@shop.example')
  await user.type(screen.getByLabelText('Password'), 'a long phrase of mine')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  await user.type(await screen.findByLabelText('Code'), '000000')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText('This code is wrong.')).toBeInTheDocument()
  await user.clear(screen.getByLabelText('Code'))
  await user.type(screen.getByLabelText('Code'), '123456')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText('Nothing is at this address')).toBeInTheDocument()
})

test('the token of a mailed link leaves the address and sets the new password', async () => {
  window.history.replaceState(null, '', '/reset-password#token=once-only')
  server.use(
    http.post('/api/v1/auth/password/reset', async ({ request }) => {
      expect(await request.json()).toEqual({ token: 'once-only', new_password: 'a new long phrase' })
      return ok(null)
    }),
  )
  const { user } = renderApp('/reset-password')
  await user.type(await screen.findByLabelText('New password'), 'a new long phrase')
  expect(window.location.hash).toBe('')
  await user.click(screen.getByRole('button', { name: 'Change the password' }))
  expect(await screen.findByText('Password changed')).toBeInTheDocument()
})

test('an invitation says who invites, and a refused password stays on the page', async () => {
  window.history.replaceState(null, '', '/invitation#token=join')
  server.use(
    http.post('/api/v1/auth/invitations/look', () => ok({ email: 'new@shop.example', has_account: true, invited_by: 'Ada Owner', organisation: 'Harbour Goods', role_name: 'Viewer' })),
    http.post('/api/v1/auth/invitations/accept', () => failed(401, 'BAD_CREDENTIALS', 'E-mail or password is wrong.')),
  )
  const { user } = renderApp('/invitation')
  expect(await screen.findByRole('heading', { name: 'Join Harbour Goods' })).toBeInTheDocument()
  expect(screen.getByText('Ada Owner invites you as Viewer.')).toBeInTheDocument()
  await user.type(screen.getByLabelText('Password'), 'not the one')
  await user.click(screen.getByRole('button', { name: 'Join' }))
  expect(await screen.findByText(/E-mail or password is wrong/)).toBeInTheDocument()
  expect(screen.getByLabelText('Password')).toHaveValue('not the one')
})

test('the link to a new address makes the change, and says when somebody else has it', async () => {
  window.history.replaceState(null, '', '/change-email#token=once-only')
  server.use(http.post('/api/v1/auth/email/change/confirm', () => failed(409, 'EMAIL_TAKEN', 'Another account has this address.')))
  renderApp('/change-email')
  expect(await screen.findByText('Another account has this address.')).toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument()
  expect(window.location.hash).toBe('')
})

test('taking a change of address back asks first', async () => {
  let sent: unknown
  window.history.replaceState(null, '', '/undo-email#token=take-back')
  server.use(
    http.post('/api/v1/auth/email/change/undo', async ({ request }) => {
      sent = await request.json()
      return ok({ email: 'ada@old.example' })
    }),
  )
  const { user } = renderApp('/undo-email')
  const button = await screen.findByRole('button', { name: /This was not me/ })
  expect(sent).toBeUndefined()
  await user.click(button)
  expect(await screen.findByText(/Your account is yours again, by ada@old.example/)).toBeInTheDocument()
  expect(sent).toEqual({ token: 'take-back' })
})
