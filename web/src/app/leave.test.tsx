import { http } from 'msw'
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'

import { wouldLose } from '@/lib/unsaved'
import { renderApp } from '@/test/render'
import { list, ok, profile, server } from '@/test/server'

const closing = () => {
  const event = new Event('beforeunload', { cancelable: true })
  window.dispatchEvent(event)
  return event.defaultPrevented
}
// as on a wide screen, where the parts of the settings stand beside the page
beforeEach(() => void vi.spyOn(window, 'matchMedia').mockImplementation((media) => Object.assign(new EventTarget(), { media, matches: media.includes('min-width'), onchange: null, addListener: vi.fn(), removeListener: vi.fn() })))

const elsewhere = () => screen.getAllByRole('link', { name: 'Password and sessions' })[0] as HTMLElement

test('a page with unsaved edits asks before it is left, and keeps them when one stays', async () => {
  server.use(http.get('/api/v1/users/sessions', () => ok([])))
  const { user } = renderApp('/settings/profile')
  const field = await screen.findByLabelText('First name')
  expect(closing()).toBe(false)
  await user.type(field, 'x')
  expect(closing()).toBe(true)
  elsewhere().focus()
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('dialog', { name: 'Leave without saving?' })).toBeInTheDocument()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(field).toHaveValue(`${profile.first_name}x`)

  await user.click(elsewhere())
  const leave = await screen.findByRole('button', { name: 'Leave' })
  leave.focus()
  await user.keyboard('{Enter}')
  expect(await screen.findByLabelText('Current password')).toBeInTheDocument()
  expect(closing()).toBe(false)
})

test('nobody is asked about what was discarded, nor kept from signing in again', async () => {
  server.use(http.get('/api/v1/users/sessions', () => ok([])))
  const { user } = renderApp('/settings/profile')
  await user.type(await screen.findByLabelText('First name'), 'x')
  const here = { pathname: '/settings/profile', search: '' }
  expect(wouldLose(here, { pathname: '/orders', search: '' })).toBe(true)
  expect(wouldLose(here, { pathname: '/settings/profile', search: '?scope=s1' })).toBe(false)
  expect(wouldLose(here, { pathname: '/login', search: '' })).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Discard changes' }))
  await user.click(elsewhere())
  expect(await screen.findByLabelText('Current password')).toBeInTheDocument()
})

test('a role that was saved leads on without asking', async () => {
  const permissions = ['members.manage', 'members.read', 'orders.read']
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions })),
    http.get('/api/v1/roles', () => list([])),
    http.get('/api/v1/roles/permissions', () => list([{ name: 'orders.read', meaning: 'See orders', assignable: true }])),
    http.post('/api/v1/roles', () => ok({ id: 'r1', role: 'custom', name: 'Packing', permissions: ['orders.read'], members: 0 })),
  )
  const { user } = renderApp('/settings/roles/new')
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Packing' } })
  await user.click(screen.getByRole('link', { name: 'Cancel' }))
  await user.click(await screen.findByRole('button', { name: 'Stay here' }))
  await user.click(screen.getByRole('button', { name: 'Create the role' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Create the role' })).not.toBeInTheDocument())
  expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
})
