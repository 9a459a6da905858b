import { screen } from '@testing-library/react'
import { http } from 'msw'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { ok, server } from '@/test/server'

const order = (number: string) => ({ kind: 'order', id: number, title: number, subtitle: '', image_path: null })
const answers: Record<string, string[]> = { '10': ['1050', '1001'], '1001': ['1001', '1050'] }

async function open() {
  server.use(
    http.get('/api/v1/search', ({ request }) => {
      const q = new URL(request.url).searchParams.get('q') ?? ''
      return ok({ orders: (answers[q] ?? []).map(order), products: [], stores: [] })
    }),
  )
  const { user } = renderApp('/settings/profile')
  await screen.findByRole('heading', { level: 1 })
  await user.keyboard('{Control>}k{/Control}')
  await user.type(await screen.findByPlaceholderText(/Order, customer, product/), '10')
  return user
}

test('what the list marked for the first letters does not outlive the next ones', async () => {
  const user = await open()
  expect(await screen.findByRole('option', { name: '1050', selected: true })).toBeInTheDocument()
  await user.keyboard('01')
  expect(await screen.findByRole('option', { name: '1001', selected: true })).toBeInTheDocument()
})

test('arrows move the mark', async () => {
  const user = await open()
  await screen.findByRole('option', { name: '1050', selected: true })
  await user.keyboard('{ArrowDown}')
  expect(await screen.findByRole('option', { name: '1001', selected: true })).toBeInTheDocument()
})

test('what is called as was typed comes before what only holds it', async () => {
  server.use(
    http.get('/api/v1/search', () =>
      ok({
        orders: [{ ...order('#1050'), subtitle: 'Ada Berg · Harbour' }],
        products: [{ kind: 'product', id: 'p1', title: 'Enamel Camp Mug', subtitle: 'MUG-1', image_path: null }],
        stores: [],
      }),
    ),
  )
  const { user } = renderApp('/settings/profile')
  await screen.findByRole('heading', { level: 1 })
  await user.keyboard('{Control>}k{/Control}')
  await user.type(await screen.findByPlaceholderText(/Order, customer, product/), 'mug')
  expect(await screen.findByRole('option', { name: /Enamel Camp Mug/, selected: true })).toBeInTheDocument()
  const groups = screen.getAllByRole('group').map((group) => group.getAttribute('aria-labelledby') ?? '')
  expect(groups.map((id) => document.getElementById(id)?.textContent)).toEqual(['Products', 'Orders'])
})
