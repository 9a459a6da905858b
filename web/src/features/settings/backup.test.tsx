import { http } from 'msw'
import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'

import { renderApp } from '@/test/render'
import { failed, ok, profile, server } from '@/test/server'

const owner = () => server.use(http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: ['organisation.backup', 'organisation.settings'] })))

test('a backup asks for the passphrase twice and hands over a file', async () => {
  owner()
  const sent: unknown[] = []
  const made = vi.fn(() => 'blob:backup')
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: made, revokeObjectURL: vi.fn() }))
  server.use(
    http.post('/api/v1/settings/backup/export', async ({ request }) => {
      sent.push(await request.json())
      return new Response('sealed', { headers: { 'Content-Type': 'application/octet-stream' } })
    }),
  )
  const { user } = renderApp('/settings/backup')
  await user.click(await screen.findByLabelText('Passphrase'))
  await user.paste('nine green bottles')
  await user.click(screen.getByLabelText('Passphrase, once more'))
  await user.paste('nine green')
  await user.click(screen.getByRole('button', { name: 'Download the backup' }))
  expect(screen.getByText('This is not the same.')).toBeInTheDocument()
  expect(sent).toEqual([])
  await user.click(screen.getByLabelText('Passphrase, once more'))
  await user.paste(' bottles')
  await user.click(screen.getByRole('button', { name: 'Download the backup' }))
  expect(await screen.findByText('The backup is saved. Keep the passphrase elsewhere.')).toBeInTheDocument()
  expect(sent).toEqual([{ passphrase: 'nine green bottles' }])
  expect(made).toHaveBeenCalledOnce()
})

test('a restore shows what would change before anything does', async () => {
  owner()
  const dry: boolean[] = []
  server.use(
    http.post('/api/v1/settings/backup/restore', async ({ request }) => {
      const body = (await request.json()) as { passphrase: string; dry_run: boolean; file: string }
      if (body.passphrase !== 'right') return failed(422, 'BACKUP_UNREADABLE', 'The passphrase is not the one of this file.', { field: 'passphrase', reason: 'The passphrase is not the one of this file.' })
      dry.push(body.dry_run)
      return ok({ dry_run: body.dry_run, made_at: '2026-03-01T12:00:00Z', absent: [], changes: [{ part: 'stores', outcome: 'created', what: 'Corner', note: '' }] })
    }),
  )
  const { user } = renderApp('/settings/backup')
  await user.upload(await screen.findByLabelText('Backup file'), new File(['sealed'], 'x.ksapbackup'))
  await user.click(screen.getByLabelText('Its passphrase'))
  await user.paste('wrong')
  await user.click(screen.getByRole('button', { name: 'See what would change' }))
  expect(await screen.findByText('The passphrase is not the one of this file.')).toBeInTheDocument()
  await user.clear(screen.getByLabelText('Its passphrase'))
  await user.click(screen.getByLabelText('Its passphrase'))
  await user.paste('right')
  await user.click(screen.getByRole('button', { name: 'See what would change' }))
  expect(await screen.findByText('Corner')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Restore 1 thing' }))
  await user.click(await screen.findByRole('button', { name: 'Restore' }))
  expect(await screen.findByText(/It is restored/)).toBeInTheDocument()
  expect(dry).toEqual([true, false])
})
