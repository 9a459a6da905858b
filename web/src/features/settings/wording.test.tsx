import { screen } from '@testing-library/react'
import { http, HttpResponse } from 'msw'
import { expect, test } from 'vitest'

import { renderApp } from '@/test/render'
import { list, ok, profile, server } from '@/test/server'

const words = { subject: 'Join {{ organisation }}', text: 'Hello,\n\n{{ link }}', button: 'Join' }
const invitation = { template: 'invitation', language: 'en', wording: words, default: words, placeholders: { organisation: 'Harbour Goods', link: 'https://x.example' }, changed_at: null }

function play() {
  const asked: { path: string; body: unknown }[] = []
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: [...profile.permissions, 'mail.manage'] })),
    http.get('/api/v1/mail/templates', () => list([invitation])),
    http.post('/api/v1/mail/templates/invitation/en/preview', () => ok({ subject: 'Join Harbour Goods', text: 'Hello,\n\nhttps://x.example\n', html: '' })),
    http.put('/api/v1/mail/templates/invitation/en', async ({ request }) => {
      const body = (await request.json()) as typeof words
      asked.push({ path: 'put', body })
      if (body.text.includes('{{ link }}')) return ok({ ...invitation, wording: body, changed_at: '2026-03-02T09:00:00Z' })
      const message = 'The mail needs its link once.'
      return HttpResponse.json({ success: false, error: { code: 'VALIDATION_ERROR', message, details: { field: 'text', reason: message } }, request_id: 'req_1' }, { status: 422 })
    }),
  )
  return asked
}

test('a value is inserted where the cursor stands, and the mail shows as its reader sees it', async () => {
  const asked = play()
  const { user } = renderApp('/settings/wording/invitation')
  expect(await screen.findByText('Join Harbour Goods')).toBeInTheDocument()
  const text = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Text' })
  await user.click(text)
  text.setSelectionRange(5, 5)
  await user.click(screen.getByRole('button', { name: '{{ organisation }}' }))
  expect(text).toHaveValue('Hello{{ organisation }},\n\n{{ link }}')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Saved: the next mail says it so')).toBeInTheDocument()
  expect(asked).toEqual([{ path: 'put', body: { ...words, text: 'Hello{{ organisation }},\n\n{{ link }}' } }])
})

test('what could not be sent is told at its field, and stays typed', async () => {
  play()
  const { user } = renderApp('/settings/wording/invitation')
  const text = await screen.findByRole('textbox', { name: 'Text' })
  await user.clear(text)
  await user.type(text, 'Hello')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('The mail needs its link once.')).toBeInTheDocument()
  expect(text).toHaveValue('Hello')
})
