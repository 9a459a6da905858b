import { http } from 'msw'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, profile, server } from '@/test/server'

const CHANGE = '/api/v1/users/email-change'
const waiting = (email: string, more = {}) => ({ email, asked_at: '2026-03-01T12:00:00Z', expires_at: '2999-03-02T12:00:00Z', held_back: false, ...more })
let pending: ReturnType<typeof waiting> | null = null
let asked: string[] = []

beforeEach(() => {
  pending = null
  asked = []
  server.use(
    http.get(CHANGE, () => ok(pending)),
    http.post(CHANGE, async ({ request }) => {
      const { email } = (await request.json()) as { email: string }
      asked.push(email)
      pending = waiting(email)
      return ok(pending)
    }),
    http.delete(CHANGE, () => {
      pending = null
      return ok(null)
    }),
  )
})

test('another address is asked for, sent again, and called off', async () => {
  const { user } = renderApp('/settings/profile')
  await user.click(await screen.findByRole('button', { name: 'Change the address' }))
  const field = screen.getByLabelText('New address')
  expect(field).toHaveFocus()
  await user.type(field, 'not an address{Enter}')
  expect(screen.getByText('Enter an address like name@example.com.')).toBeInTheDocument()
  await user.clear(field)
  await user.type(field, `${profile.email}{Enter}`)
  expect(screen.getByText('This is the address that you have.')).toBeInTheDocument()
  expect(asked).toEqual([])

  await user.clear(field)
  await user.type(field, ' ada@new.example {Enter}')
  expect(await screen.findByText('Waits for its link')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Send it again' }))
  await waitFor(() => expect(asked).toEqual(['ada@new.example', 'ada@new.example']))
  await user.click(screen.getByRole('button', { name: 'Keep the present address' }))
  await waitFor(() => expect(screen.queryByText('Waits for its link')).not.toBeInTheDocument())
  expect(screen.getByText(profile.email)).toBeInTheDocument()
})

test('what the server refuses stands at the field, and what was typed stays', async () => {
  server.use(http.post(CHANGE, () => failed(422, 'VALIDATION_ERROR', 'Not valid.', { errors: [{ field: 'email', reason: 'The part after the @ is no host.' }] })))
  const { user } = renderApp('/settings/profile')
  await user.click(await screen.findByRole('button', { name: 'Change the address' }))
  await user.type(screen.getByLabelText('New address'), 'ada@a..b.example{Enter}')
  expect(await screen.findByText('The part after the @ is no host.')).toBeInTheDocument()
  expect(screen.getByLabelText('New address')).toHaveValue('ada@a..b.example')
})

test('a link that is too old, and an address that gets no mail, say what to do', async () => {
  pending = waiting('ada@new.example', { expires_at: '2026-03-02T12:00:00Z' })
  const { user } = renderApp('/settings/profile')
  expect(await screen.findByText('Link too old')).toBeInTheDocument()
  pending = waiting('ada@new.example', { held_back: true })
  fireEvent.focus(window) // back from another window
  expect(await screen.findByText('Not sent')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Keep the present address' }))
  expect(await screen.findByRole('button', { name: 'Change the address' })).toBeInTheDocument()
})
