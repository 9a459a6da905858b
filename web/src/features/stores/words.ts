import { t } from '@lingui/core/macro'

import type { Tone } from '@/ui/badge'

export const STATUSES = ['active', 'inactive', 'suspended'] as const

export function storeStatus(status: string): { text: string; tone: Tone; meaning: string } {
  const words: Record<string, { text: string; tone: Tone; meaning: string }> = {
    active: { text: t`Active`, tone: 'ok', meaning: t`In use.` },
    inactive: { text: t`Inactive`, tone: 'neutral', meaning: t`A mark for stores that rest; they are still kept up to date.` },
    suspended: { text: t`Suspended`, tone: 'warn', meaning: t`Read-only: nothing is synchronised or changed until it is active again.` },
  }
  return words[status] ?? { text: status, tone: 'neutral', meaning: '' }
}

export const CONNECTION_STATES = ['connected', 'paused', 'unreachable', 'needs_reconnect', 'disconnected'] as const
