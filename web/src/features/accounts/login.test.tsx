import { http } from 'msw'
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'

import { safeNext } from '@/app/session'
import { renderApp } from '@/test/render'
import { failed, ok, profile, server } from '@/test/server'

test('a deep link while signed out leads to the form and back to the page', async () => {
  let signedIn = false
  server.use(
    http.get('/api/v1/users/profile', () => (signedIn ? ok(profile) : failed(401, 'UNAUTHENTICATED', 'Sign in first.'))),
    http.post('/api/v1/auth/refresh', () => failed(401, 'SESSION_ENDED', 'Sign in again.')),
    http.post('/api/v1/auth/login', async ({ request }) => {
      expect(request.headers.get('x-ksap-session')).toBe('cookie')
      expect(await request.json()).toEqual({ email: 'owner@shop.example', password: 'a long phrase of mine', remember: false })
      signedIn = true
      return ok({ expires_in: 900, org_id: 'o1', user_id: 'u1', role: 'owner' })
    }),
  )
  const { user } = renderApp('/nowhere-yet?x=1')
  await user.type(await screen.findByLabelText('E-mail'), 'owner@shop.example')
  await user.type(screen.getByLabelText('Password'), 'a long phrase of mine')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText('Nothing is at this address')).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Home' })).toBeInTheDocument()
})

test('a refused sign-in says why and keeps what was typed', async () => {
  server.use(http.post('/api/v1/auth/login', () => failed(401, 'UNAUTHENTICATED', 'E-mail or password is wrong.')))
  const { user } = renderApp('/login')
  await user.type(await screen.findByLabelText('E-mail'), 'owner@shop.example')
  await user.type(screen.getByLabelText('Password'), 'wrong')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText(/E-mail or password is wrong/)).toBeInTheDocument()
  expect(screen.getByLabelText('E-mail')).toHaveValue('owner@shop.example')
})

test('the way back after signing in never leaves the dashboard', () => {
  expect(safeNext('/orders?x=1')).toBe('/orders?x=1')
  for (const evil of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', null]) expect(safeNext(evil)).toBe('/')
})
