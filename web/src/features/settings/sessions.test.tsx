import { http } from 'msw'
import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, server } from '@/test/server'

const stamp = '2026-03-01T12:00:00.000Z'
const session = (id: string, device: string, current = false) => ({
  id, device, current, browser: device.split(' on ')[0], os: device.split(' on ')[1], country: 'DE', is_new: false, address: '192.0.2.7', org_id: 'o1', org_name: 'Harbour Goods', created_at: stamp, last_seen_at: stamp, expires_at: stamp,
})
let sessions: ReturnType<typeof session>[] = []

beforeEach(() => {
  sessions = [session('s2', 'Safari on iPhone'), session('s1', 'Firefox on Linux', true), session('s3', 'Chrome on Windows')]
  server.use(
    http.get('/api/v1/users/sessions', () => ok(sessions)),
  )
})

test('a wrong current password is told at its field; the new one stays typed', async () => {
  let tries = 0
  server.use(
    http.put('/api/v1/users/password', async ({ request }) => {
      tries += 1
      const body = (await request.json()) as Record<string, string>
      if (body.current_password !== 'the old phrase')
        return failed(422, 'VALIDATION_ERROR', 'This is not your current password.', { field: 'current_password', reason: 'This is not your current password.' })
      return ok({ ended: 2 })
    }),
  )
  const { user } = renderApp('/settings/sessions')
  const current = await screen.findByLabelText('Current password')
  const fresh = screen.getByLabelText('New password')
  await user.type(current, 'not it')
  await user.type(fresh, 'short')
  await user.click(screen.getByRole('button', { name: 'Change the password' }))
  expect(screen.getByText('Use at least 10 characters.')).toBeInTheDocument()
  expect(tries).toBe(0)

  await user.type(fresh, ' but longer now')
  await user.click(screen.getByRole('button', { name: 'Change the password' }))
  expect(await screen.findByText('This is not your current password.')).toBeInTheDocument()
  expect(fresh).toHaveValue('short but longer now')

  await user.clear(current)
  await user.type(current, 'the old phrase')
  await user.click(screen.getByRole('button', { name: 'Change the password' }))
  expect((await screen.findAllByText(/2 other sessions were ended/))[0]).toBeInTheDocument()
  await waitFor(() => expect(current).toHaveValue(''))
})

test('this session stands first and cannot be ended; another one can', async () => {
  const ended: string[] = []
  server.use(
    http.delete('/api/v1/users/sessions/:id', ({ params }) => {
      ended.push(String(params.id))
      sessions = sessions.filter((each) => each.id !== params.id)
      return ok(null)
    }),
  )
  const { user } = renderApp('/settings/sessions')
  const rows = within(await screen.findByRole('list', { name: 'Sessions' })).getAllByRole('listitem')
  expect(rows[0]).toHaveTextContent('Firefox on Linux')
  expect(within(rows[0] as HTMLElement).queryByRole('button')).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'End the session of Safari on iPhone' }))
  await waitFor(() => expect(screen.queryByText('Safari on iPhone')).not.toBeInTheDocument())
  expect(ended).toEqual(['s2'])
})

test('ending all others asks first', async () => {
  let asked = 0
  server.use(
    http.delete('/api/v1/users/sessions', () => {
      asked += 1
      sessions = sessions.filter((each) => each.current)
      return ok({ ended: 2 })
    }),
  )
  const { user } = renderApp('/settings/sessions')
  await user.click(await screen.findByRole('button', { name: 'End all others' }))
  expect(await screen.findByText('2 sessions besides this one have to sign in again.')).toBeInTheDocument()
  expect(asked).toBe(0)
  await user.click(screen.getByRole('button', { name: 'End them' }))
  await waitFor(() => expect(screen.queryByText('Chrome on Windows')).not.toBeInTheDocument())
  expect(asked).toBe(1)
})
