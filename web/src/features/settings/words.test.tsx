import { expect, it } from 'vitest'

import { settingValue } from './words'

it.each([
  ['rate_read', '3000/60', '3,000 a minute'],
  ['rate_export', '60/3600', '60 an hour'],
  ['rate_sign_in', '5/30', '5 in 30 seconds'],
  ['session_idle_minutes', 720, '12 hours'],
  ['refresh_token_days', 30, '30 days'],
  ['poll_seconds', 300, '5 minutes'],
  ['health_seconds', 0, '0 seconds'],
  ['sign_up', 'open', 'Open'],
  ['smtp_url', null, 'Not set'],
  ['mail_from', 'KSAP <ksap@localhost>', 'KSAP <ksap@localhost>'],
])('says the setting %s = %s as %s', (name, value, words) => {
  expect(settingValue({ name, value })).toBe(words)
})
