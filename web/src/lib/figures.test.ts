import { i18n } from '@lingui/core'
import { afterEach, expect, test, vi } from 'vitest'

import { ticks } from '@/ui/charts/series'

import { dateTime } from './dates'
import { money } from './money'
import { leaveTrail, wayBack } from './trail'

afterEach(() => {
  vi.restoreAllMocks()
  i18n.activate('en')
})

test('large sums are short: in words where the language has one, else without cents', () => {
  expect(money('31228.90', 'USD', true)).toBe('$31.2K')
  i18n.loadAndActivate({ locale: 'de', messages: {} })
  expect(money('31228.90', 'EUR', true)).toBe('31.229\u00a0€')
  expect(money('312.90', 'EUR', true)).toBe('312,90\u00a0€')
  expect(money('1200000', 'EUR', true)).toBe('1,2\u00a0Mio.\u00a0€')
})

test('moments are written as in the reader’s country, in the language of the screen', () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr-FR', 'en-GB'])
  expect(dateTime('2026-11-21T14:05:00Z', 'UTC')).toBe('21 Nov 2026, 14:05')
})

test('axes have round figures', () => {
  expect(ticks([{ key: 'a', values: [2480, 10] }])).toEqual([0, 1000, 2000, 3000])
  expect(ticks([{ key: 'a', values: [3] }])).toEqual([0, 1, 2, 3])
  expect(ticks([])).toEqual([0, 1])
})

test('a list is found again with its last filters', () => {
  expect(wayBack('/orders')).toBeUndefined()
  leaveTrail('/orders', '?view=open', 800)
  expect(wayBack('/orders')).toBe('/orders?view=open')
})
