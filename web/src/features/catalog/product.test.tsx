import { http, HttpResponse } from 'msw'
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, list, ok, server } from '@/test/server'

import { draftOf, emptyDraft, merged, patchOf, withOptions } from './draft'

const at = '2026-03-01T12:00:00.000Z'
const variant = {
  id: 'v1', sku: 'MUG-1', barcode: '', title: 'Default', options: [], price: '12.50', compare_at_price: null, cost: null, weight_grams: null,
  track_inventory: true, position: 0, image_id: null, available: 4,
}
const product = {
  id: 'p1', title: 'Teal mug', description_html: '<p>Holds tea.</p><script>alert(1)</script>', vendor: 'Harbour', product_type: 'Mugs', tags: ['tea'], status: 'active', handle: 'teal-mug',
  currency: 'EUR', options: [], version: 1, deleted_at: null, created_at: at, updated_at: at, variants: [variant], images: [],
}

const tagged = (data: typeof product) =>
  HttpResponse.json({ success: true, data, message: '', timestamp: at, request_id: 'r' }, { headers: { ETag: `"${data.version}"` } })

test('somebody saved first: both values show, the typed text stays, and the choice is saved on their state', async () => {
  let state = product
  const sent: { match: string | null; body: unknown }[] = []
  server.use(
    http.get('/api/v1/products/facets', () => ok({ vendor: [], type: [], tag: [] })),
    http.get('/api/v1/products/p1', () => tagged(state)),
    http.get('/api/v1/products/p1/listings', () => ok([])),
    http.get('/api/v1/products/p1/versions', () => ok([])),
    http.put('/api/v1/products/p1', async ({ request }) => {
      const match = request.headers.get('if-match')
      const body = (await request.json()) as object
      sent.push({ match, body })
      if (match !== `"${state.version}"`) return failed(412, 'PRECONDITION_FAILED', 'Somebody changed this meanwhile.', { current: `"${state.version}"` })
      state = { ...state, ...body, variants: state.variants, version: state.version + 1 }
      return tagged(state)
    }),
  )
  const { user } = renderApp('/products/p1')
  const title = await screen.findByLabelText('Title')
  expect(screen.getByText('Holds tea.')).toBeInTheDocument()
  expect(screen.queryByText(/alert/)).not.toBeInTheDocument()
  await user.clear(title)
  await user.type(title, 'Green mug')
  await user.clear(screen.getByLabelText('Price'))
  await user.type(screen.getByLabelText('Price'), '13,90')
  state = { ...product, title: 'Blue mug', vendor: 'Somebody else', version: 2 }
  await user.click(screen.getByRole('button', { name: 'Save' }))

  expect(await screen.findByText(/Somebody changed this product meanwhile/)).toBeInTheDocument()
  expect(screen.getByLabelText('Title')).toHaveValue('Green mug')
  await user.click(screen.getByRole('button', { name: 'Compare with what is there now' }))
  const choice = within(await screen.findByRole('group', { name: 'Title' }))
  expect(choice.getByText('Green mug')).toBeInTheDocument()
  expect(choice.getByText('Blue mug')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Go on with this' }))
  expect(screen.getByLabelText('Title')).toHaveValue('Green mug')
  expect(screen.getByLabelText('Brand')).toHaveValue('Somebody else') // what I had not touched is theirs
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument())
  expect(sent.map((each) => each.match)).toEqual(['"1"', '"2"'])
  expect(sent[1]?.body).toMatchObject({ title: 'Green mug', variants: [{ id: 'v1', price: '13.90' }] })
  expect(sent[1]?.body).not.toHaveProperty('vendor')
})

test('the list tells nothing yet from no match', async () => {
  server.use(
    http.get('/api/v1/products/facets', () => ok({ vendor: [], type: [], tag: [] })),
    http.get('/api/v1/products', () => list([])),
    http.get('/api/v1/listings', () => list([])),
  )
  const { user } = renderApp('/products?q=nowhere')
  expect(await screen.findByText('No product matches')).toBeInTheDocument()
  await user.click(screen.getAllByRole('button', { name: 'Clear filters' })[0] as HTMLElement)
  expect(await screen.findByText('No products yet')).toBeInTheDocument()
})

test('only what was changed is sent, and amounts with a comma are understood', () => {
  const base = draftOf(product)
  expect(patchOf(base, base)).toEqual({})
  expect(patchOf(base, { ...base, tags: ['tea', 'new'] })).toEqual({ tags: ['tea', 'new'] })
  const same = { ...base, variants: base.variants.map((each) => ({ ...each, price: '12,5' })) }
  expect(patchOf(base, same)).toEqual({})
})

test('options make the variants; those that are there keep what they have', () => {
  const first = withOptions({ ...emptyDraft(), variants: [{ ...draftOf(product).variants[0]! }] }, [{ name: 'Size', values: ['S', 'M'] }])
  expect(first.variants.map((each) => [each.id, each.title])).toEqual([['v1', 'S'], [undefined, 'M']])
  const second = withOptions(first, [{ name: 'Size', values: ['S', 'M'] }, { name: 'Colour', values: ['Red', 'Blue'] }])
  expect(second.variants.map((each) => each.title)).toEqual(['S / Red', 'S / Blue', 'M / Red', 'M / Blue'])
  expect(second.variants.map((each) => each.id)).toEqual(['v1', undefined, undefined, undefined])
  expect(second.variants[0]?.options).toEqual([['Size', 'S'], ['Colour', 'Red']])
})

test('a merge takes theirs where I changed nothing, and what was chosen where both did', () => {
  const base = draftOf(product)
  const mine = { ...base, title: 'Mine', status: 'draft' }
  const theirs = { ...base, title: 'Theirs', handle: 'other' }
  expect(merged(base, mine, theirs)).toMatchObject({ title: 'Mine', status: 'draft', handle: 'other' })
  expect(merged(base, mine, theirs, { title: 'theirs' })).toMatchObject({ title: 'Theirs', status: 'draft', handle: 'other' })
})
