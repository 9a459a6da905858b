import { act, screen } from '@testing-library/react'
import { http } from 'msw'
import { expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { list, server } from '@/test/server'

const run = {
  id: 'r1', store_id: 's1', kind: 'initial', state: 'running', trigger: 'user', started_by: '', job_id: null, phase: 'orders',
  counts: { orders: { read: 40 } }, error: '', created_at: '2026-03-01T12:00:00Z', started_at: '2026-03-01T12:00:00Z', finished_at: null,
}

test('running work shows how much of it is done once the platform has said how much there is', async () => {
  const heard = vi.spyOn(window.EventSource.prototype, 'addEventListener')
  server.use(http.get('/api/v1/sync/runs', ({ request }) => list(request.url.includes('state=running') ? [run] : [])))
  const { user } = renderApp('/settings/profile')
  await user.click(await screen.findByRole('button', { name: 'Running work: 1' }))
  const bar = await screen.findByRole('progressbar', { name: 'First import' })
  expect(bar).not.toHaveAttribute('aria-valuenow')
  const data = JSON.stringify({ id: 'r1', store_id: 's1', kind: 'initial', state: 'running', phase: 'orders', pages: 1, total: 160 })
  act(() => void (heard.mock.contexts[0] as EventTarget).dispatchEvent(new MessageEvent('run', { data })))
  expect(await screen.findByText('Orders: 40 of 160')).toBeInTheDocument()
  expect(screen.getByRole('progressbar', { name: 'First import' })).toHaveAttribute('aria-valuenow', '25')
  heard.mockRestore()
})
