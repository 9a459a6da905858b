/** Words for how a store is connected. */
import { t } from '@lingui/core/macro'

import type { Tone } from '@/ui/badge'

export function connectionState(state: string): { text: string; tone: Tone } {
  const states: Record<string, { text: string; tone: Tone }> = {
    connected: { text: t`In sync`, tone: 'ok' },
    paused: { text: t`Paused`, tone: 'neutral' },
    unreachable: { text: t`Not reachable`, tone: 'warn' },
    needs_reconnect: { text: t`Needs reconnecting`, tone: 'bad' },
    disconnected: { text: t`Disconnected`, tone: 'neutral' },
    '': { text: t`Not connected`, tone: 'neutral' },
  }
  return states[state] ?? { text: state, tone: 'neutral' }
}

export function platformName(slug: string): string {
  const names: Record<string, string> = { shopify: 'Shopify', woocommerce: 'WooCommerce', ups: 'UPS', manual: t`Own tracking numbers`, own: 'KSAP' }
  return names[slug] ?? slug.charAt(0).toUpperCase() + slug.slice(1)
}
