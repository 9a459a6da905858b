import { screen, waitFor, within } from '@testing-library/react'
import { http } from 'msw'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, profile, server } from '@/test/server'

const refusal = () => failed(403, 'REAUTHENTICATION_REQUIRED', 'Prove once more that it is you, then go on.', { minutes: 30 })
const may = { ...profile, permissions: [...profile.permissions, 'api_keys.manage'] }

function played() {
  const calls: string[] = []
  let proved = false
  server.use(
    http.get('/api/v1/users/profile', () => ok(may)),
    http.get('/api/v1/roles/permissions', () => ok([{ name: 'orders.read', meaning: 'See orders' }])),
    http.get('/api/v1/auth/reauthenticate', () => ok({ methods: ['password', 'totp'], proved_at: null, minutes: 30 })),
    http.post('/api/v1/auth/reauthenticate', async ({ request }) => {
      const body = (await request.json()) as Record<string, string>
      calls.push(`prove ${JSON.stringify(body)}`)
      if (body.password !== 'mine' && !body.code) return failed(422, 'VALIDATION_ERROR', 'This is not your current password.', { field: 'password', reason: 'This is not your current password.' })
      proved = true
      return ok({ proved_at: '2026-03-01T12:00:00Z', minutes: 30 })
    }),
    http.put('/api/v1/organisation', async ({ request }) => {
      const { name } = (await request.json()) as { name: string }
      calls.push(`save ${name}`)
      return proved ? ok({ id: 'o1', name, currency: 'EUR', timezone: 'Europe/Berlin', business: {} }) : refusal()
    }),
    http.get('/api/v1/organisation/sign-in-policy', () => ok({ second_factor: 'nobody', session_idle_minutes: null, session_hours: null })),
  )
  return calls
}

async function changed(user: ReturnType<typeof renderApp>['user']) {
  const name = (await screen.findAllByLabelText('Name'))[0]!
  await user.clear(name)
  await user.type(name, 'Harbour & Sons')
  await user.click(screen.getAllByRole('button', { name: 'Save' })[0]!)
  return within(await screen.findByRole('dialog', { name: 'Confirm that it is you' }, { timeout: 5000 }))
}

test('a refused call is repeated after a proof, and what was typed stays', async () => {
  const calls = played()
  const { user } = renderApp('/settings/organisation')
  const dialog = await changed(user)
  await user.type(dialog.getByLabelText('Your password'), 'wrong')
  await user.click(dialog.getByRole('button', { name: 'Confirm' }))
  expect(await dialog.findByText('This is not your current password.')).toBeInTheDocument()
  await user.click(dialog.getByRole('button', { name: 'Code of the app' }))
  await user.type(dialog.getByLabelText('Code'), '123456')
  await user.click(dialog.getByRole('button', { name: 'Confirm' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(await screen.findByText('Saved')).toBeInTheDocument()
  expect(calls).toEqual(['save Harbour & Sons', 'prove {"password":"wrong"}', 'prove {"code":"123456"}', 'save Harbour & Sons'])
})

test('who does not confirm is told what was asked, and loses nothing', async () => {
  const calls = played()
  const { user } = renderApp('/settings/organisation')
  const dialog = await changed(user)
  await user.click(dialog.getByRole('button', { name: 'Cancel' }))
  expect(await screen.findByText(/Prove once more that it is you/)).toBeInTheDocument()
  expect(screen.getAllByLabelText('Name')[0]).toHaveValue('Harbour & Sons')
  expect(calls).toEqual(['save Harbour & Sons'])
})
