import { http } from 'msw'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

import type { RuleOut } from '@/api/gen/security'
import { renderApp } from '@/test/render'
import { ok, profile, server } from '@/test/server'

const rule = (changes: Partial<RuleOut>): RuleOut => ({
  rule: 'failed_sign_ins', title: 'raw', meaning: 'raw', counts: 'times', single: false, enabled: true, threshold: 5, seconds: 900, severity: 'warning', usual_enabled: true, usual_threshold: 5,
  usual_seconds: 900, usual_severity: 'warning', updated_by: '', updated_at: null, ...changes,
})

test('a rule is set by number, time and gravity, and switched off', async () => {
  const sent: unknown[] = []
  let rules = [rule({}), rule({ rule: 'owner_changed', single: true, threshold: 1, seconds: 3600, severity: 'critical', usual_threshold: 1, usual_seconds: 3600, usual_severity: 'critical' })]
  server.use(
    http.get('/api/v1/users/profile', () => ok({ ...profile, permissions: [...profile.permissions, 'organisation.security'] })),
    http.get('/api/v1/security/rules', () => ok(rules)),
    http.put('/api/v1/security/rules/:rule', async ({ params, request }) => {
      const body = (await request.json()) as Partial<RuleOut>
      sent.push({ rule: params.rule, ...body })
      rules = rules.map((each) => (each.rule === params.rule ? { ...each, ...body, updated_by: 'ada@example.com' } : each))
      return ok(rules.find((each) => each.rule === params.rule))
    }),
  )
  const { user } = renderApp('/settings/alarms')
  const number = await screen.findByLabelText('How many: Many failed sign-ins to an account')
  expect(screen.queryByLabelText('How many: The organisation changed hands')).not.toBeInTheDocument()
  expect(screen.queryByText(/Default: 5 times/)).not.toBeInTheDocument() // it says what the fields say

  await user.clear(number)
  await user.type(number, '0')
  expect(screen.getByText('At least one.')).toBeInTheDocument()
  await user.clear(number)
  await user.type(number, '3')
  await user.selectOptions(screen.getByLabelText('Unit: Many failed sign-ins to an account'), '3600')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/Default: 5 times within 15 minutes. Set by ada@example.com/)).toBeInTheDocument()
  expect(sent).toEqual([{ rule: 'failed_sign_ins', enabled: true, threshold: 3, seconds: 54_000, severity: 'warning' }])

  const list = screen.getByRole('list', { name: 'Security rules' })
  await user.click(within(list).getByRole('switch', { name: 'The organisation changed hands' }))
  expect(sent[1]).toMatchObject({ rule: 'owner_changed', enabled: false })
})
