/** Words for API keys: whether one works, and for how long. */
import { t } from '@lingui/core/macro'

import type { ApiKeyOut } from '@/api/gen/apiKeys'
import { date } from '@/lib/dates'
import type { Tone } from '@/ui/badge'

const SOON_DAYS = 14

export function keyState(key: ApiKeyOut, now: Date): { text: string; tone: Tone } {
  if (key.status === 'expired' || (key.expires_at && new Date(key.expires_at) <= now)) return { text: t`Expired`, tone: 'bad' }
  if (key.expires_at && new Date(key.expires_at).getTime() - now.getTime() < SOON_DAYS * 86_400_000) return { text: t`Expires soon`, tone: 'warn' }
  return { text: t`Active`, tone: 'ok' }
}

export const expiry = (key: ApiKeyOut, timezone: string): string => (key.expires_at ? date(key.expires_at, timezone) : t`Never`)

/** Days a key is good for; '' for ever. */
export const lifetimes = (): [string, string][] => [
  ['7', t`7 days`],
  ['30', t`30 days`],
  ['90', t`90 days`],
  ['180', t`180 days`],
  ['365', t`One year`],
  ['', t`Never`],
]
