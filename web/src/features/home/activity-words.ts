/** The feed in the reader's language. Its lines are kept as English sentences of a few shapes; one of another shape stays. */
import { t } from '@lingui/core/macro'

import type { ActivityRow } from '@/api/gen/analytics'

const states = (): Record<string, string> => ({
  'The connection works again': t`The connection works again`,
  'The connection is paused': t`The connection is paused`,
  'The platform cannot be reached': t`The platform cannot be reached`,
  'The store needs to be reconnected': t`The store needs to be reconnected`,
  'The store is disconnected': t`The store is disconnected`,
  'Synchronisation failed': t`Synchronisation failed`,
  'The first import is complete': t`The first import is complete`,
})

export function activityText(row: Pick<ActivityRow, 'kind' | 'summary'>): string {
  const { summary } = row
  if (row.kind === 'order') {
    const [, number, who] = /^Order (.+?)(?: by (.+))?$/s.exec(summary) ?? []
    if (number) return who ? t`Order ${number} by ${who}` : t`Order ${number}`
  }
  if (row.kind === 'shipment') {
    const [, arrived] = /^Order (.+) was delivered$/s.exec(summary) ?? []
    if (arrived) return t`Order ${arrived} was delivered`
    const [, left, carrier] = /^Order (.+?) shipped(?: with (.+))?$/s.exec(summary) ?? []
    if (left) return carrier ? t`Order ${left} shipped with ${carrier}` : t`Order ${left} shipped`
  }
  const state = Object.entries(states()).find(([text]) => summary === text || summary.startsWith(`${text}: `))
  return state ? state[1] + summary.slice(state[0].length) : summary
}
