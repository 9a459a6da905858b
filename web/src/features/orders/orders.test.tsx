import { http } from 'msw'
import { configure, screen, waitFor, within } from '@testing-library/react'
import { beforeAll, expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, server } from '@/test/server'

import { order } from './played'

// screens are loaded when they open, which takes a while on a busy machine
configure({ asyncUtilTimeout: 8000 })
vi.setConfig({ testTimeout: 30_000 })
beforeAll(() => Promise.all([import('./pages/orders'), import('./pages/order')]).then(() => undefined), 60_000)

const counts = { total: 2, capped: false, status: { open: 2 }, payment_status: { paid: 1, pending: 1 }, fulfilment_status: { unfulfilled: 2 }, store_id: { s1: 2 } }

/** The list as the API plays it; answers every query string that was asked for. */
function playList(rows = [order('1001'), order('1002', { customer_name: 'Ben Buyer', payment_status: 'pending' })]) {
  const asked: URLSearchParams[] = []
  server.use(
    http.get('/api/v1/orders', ({ request }) => {
      const query = new URL(request.url).searchParams
      asked.push(query)
      return list(query.getAll('payment_status').includes('failed') ? [] : rows)
    }),
    http.get('/api/v1/orders/facets', () => ok(counts)),
  )
  return asked
}

test('a link narrows the list; chips show it and take it off', async () => {
  const asked = playList()
  const { user } = renderApp('/orders?view=to_ship&payment=paid&store=s1&from=2026-03-01&to=2026-03-07')
  expect(await screen.findByRole('link', { name: '#1001' })).toBeInTheDocument()
  const first = asked[0] as URLSearchParams
  expect(Object.fromEntries(first)).toMatchObject({ to_ship: 'true', payment_status: 'paid', store_id: 's1', sold_from: '2026-03-01', sold_to: '2026-03-07', sort: '-placed_at' })
  expect(screen.getByRole('link', { name: 'To ship' })).toHaveAttribute('aria-current', 'page')

  await user.click(screen.getByRole('button', { name: 'Remove filter Payment' }))
  await waitFor(() => expect(asked.at(-1)?.has('payment_status')).toBe(false))
  expect(asked.at(-1)?.get('to_ship')).toBe('true')
})

test('a facet counts what it would show, and no match offers to clear', async () => {
  const asked = playList()
  const { user } = renderApp('/orders')
  await screen.findByRole('link', { name: '#1001' })
  await user.click(screen.getByRole('button', { name: /^Payment/ }))
  expect(await screen.findByRole('menuitemcheckbox', { name: /^Paid\s*1$/ })).toBeInTheDocument()
  await user.click(screen.getByRole('menuitemcheckbox', { name: /Payment failed/ }))
  await waitFor(() => expect(asked.at(-1)?.getAll('payment_status')).toEqual(['failed']))
  expect(await screen.findByText('No order matches')).toBeInTheDocument()
})

test('the search waits for three letters and asks for what was typed', async () => {
  const asked = playList()
  const { user } = renderApp('/orders')
  await screen.findByRole('link', { name: '#1001' })
  const box = screen.getByRole('searchbox')
  await user.type(box, 'ad')
  await new Promise((done) => setTimeout(done, 350))
  expect(asked.some((query) => query.has('q'))).toBe(false)
  await user.type(box, 'a')
  await waitFor(() => expect(asked.at(-1)?.get('q')).toBe('ada'))
})

test('filters are kept as a view of one’s own', async () => {
  playList()
  const saved: Record<string, unknown>[] = []
  server.use(
    http.get('/api/v1/users/settings', () => ok(Object.assign({}, ...saved))),
    http.put('/api/v1/users/settings', async ({ request }) => {
      saved.push((await request.json()) as Record<string, unknown>)
      return ok(Object.assign({}, ...saved))
    }),
  )
  const { user } = renderApp('/orders?payment=pending')
  await screen.findByRole('link', { name: '#1001' })
  await user.click(screen.getByRole('button', { name: 'Save view' }))
  await user.type(await screen.findByLabelText('Name'), 'Chase payment')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(saved).toHaveLength(1))
  expect(saved[0]).toMatchObject({ 'orders.views': [{ name: 'Chase payment', query: 'payment=pending' }] })
  await waitFor(() => expect(screen.getByRole('link', { name: 'Chase payment' })).toHaveAttribute('aria-current', 'page'))
})

test('a view is shared with everybody, and a change of it is for everybody', async () => {
  playList()
  let shared: Record<string, unknown>[] = []
  server.use(
    http.get('/api/v1/home/views', () => ok(shared)),
    http.post('/api/v1/home/views', async ({ request }) => {
      shared = [{ id: 'v1', ...((await request.json()) as object) }]
      return ok(shared[0])
    }),
    http.put('/api/v1/home/views/v1', async ({ request }) => {
      shared = [{ ...shared[0], ...((await request.json()) as object) }]
      return ok(shared[0])
    }),
  )
  const { user } = renderApp('/orders?payment=pending')
  await screen.findByRole('link', { name: '#1001' })
  await user.click(screen.getByRole('button', { name: 'Save view' }))
  await user.type(await screen.findByLabelText('Name'), 'Chase payment')
  await user.click(screen.getByRole('checkbox', { name: 'Share with everybody in the organisation' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.getByRole('link', { name: 'Chase payment' })).toHaveAttribute('aria-current', 'page'))
  expect(shared[0]).toMatchObject({ area: 'orders', name: 'Chase payment', query: 'payment=pending' })
  await user.click(await screen.findByRole('button', { name: 'View “Chase payment”' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Rename' }))
  await user.type(await screen.findByLabelText('Name'), ' today')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('link', { name: 'Chase payment today' })).toBeInTheDocument()
})

test('a bulk action tells of every order what became of it', async () => {
  playList()
  const sent: unknown[] = []
  server.use(
    http.post('/api/v1/orders/bulk', async ({ request }) => {
      sent.push(await request.json())
      return ok({
        results: [
          { order_id: '1001', ok: true, changed: true, code: '', message: '' },
          { order_id: '1002', ok: false, changed: false, code: 'STORE_SUSPENDED', message: 'The store is suspended.' },
        ],
        succeeded: 1,
        failed: 1,
        next_cursor: null,
      })
    }),
  )
  const { user } = renderApp('/orders')
  await screen.findByRole('link', { name: '#1001' })
  await user.click(screen.getByRole('checkbox', { name: 'Select #1001' }))
  await user.click(screen.getByRole('checkbox', { name: 'Select #1002' }))
  await user.click(screen.getByRole('button', { name: 'Tag' }))
  await user.click(await screen.findByRole('button', { name: 'Add tags' }))
  expect(await screen.findByText('Type at least one tag.')).toBeInTheDocument()
  await user.type(screen.getByLabelText('Tags'), 'gift, vip')
  await user.click(screen.getByRole('button', { name: 'Add tags' }))

  const results = await screen.findByRole('region', { name: 'Results' })
  expect(sent).toEqual([{ action: 'tag', add: ['gift', 'vip'], ids: ['1001', '1002'] }])
  expect(within(results).getByText('1 done')).toBeInTheDocument()
  const lines = within(results).getAllByRole('listitem')
  expect(lines[0]).toHaveTextContent('#1002')
  expect(lines[0]).toHaveTextContent('The store is suspended.')
  expect(lines[1]).toHaveTextContent('#1001')
})

test('a call that fails in the middle keeps what was typed', async () => {
  playList()
  server.use(http.post('/api/v1/orders/bulk', () => failed(503, 'UNAVAILABLE', 'The database is away.')))
  const { user } = renderApp('/orders')
  await screen.findByRole('link', { name: '#1001' })
  await user.click(screen.getByRole('checkbox', { name: 'Select #1001' }))
  await user.click(screen.getByRole('button', { name: 'Note' }))
  await user.type(await screen.findByLabelText('Note'), 'Call before delivery')
  await user.click(screen.getByRole('button', { name: 'Add a note' }))
  expect(await screen.findByText(/The database is away/)).toBeInTheDocument()
  expect(screen.getByLabelText('Note')).toHaveValue('Call before delivery')
})

test('an edit of the note that lost a race keeps the text and shows the other', async () => {
  let version = 3
  let note = 'old'
  const based: (string | null)[] = []
  server.use(
    http.get('/api/v1/orders/o1', () => {
      const answer = ok(order('o1', { version, internal_note: note }))
      answer.headers.set('ETag', `"${version}"`)
      return answer
    }),
    http.get('/api/v1/orders/o1/timeline', () => list([])),
    http.get('/api/v1/orders/o1/tracking', () => ok({ order_id: 'o1', shipments: [], events: [] })),
    http.put('/api/v1/orders/o1/notes', ({ request }) => {
      based.push(request.headers.get('If-Match'))
      if (request.headers.get('If-Match') === '"4"') return ok(order('o1', { version: 5, internal_note: 'mine' }))
      version = 4
      note = 'theirs'
      return failed(412, 'PRECONDITION_FAILED', 'It was changed meanwhile.')
    }),
  )
  const { user } = renderApp('/orders/o1')
  await user.click(await screen.findByRole('button', { name: 'Edit the internal note' }))
  const box = screen.getByLabelText('Internal note')
  await user.clear(box)
  await user.type(box, 'mine')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/Somebody changed this order meanwhile/)).toBeInTheDocument()
  expect(box).toHaveValue('mine')
  await user.click(screen.getByRole('button', { name: 'Go on with my text' }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeEnabled())
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(based).toEqual(['"3"', '"4"']))
})
