/** Words for products and for how channels list them: an enum never shows. */
import { t } from '@lingui/core/macro'

import type { Word } from '@/lib/orders'

export const PRODUCT_STATUSES = ['active', 'draft', 'archived'] as const
export type ProductStatus = (typeof PRODUCT_STATUSES)[number]

export function productStatus(status: string): Word {
  const words: Record<ProductStatus, Word> = {
    active: { text: t`Active`, tone: 'ok' },
    draft: { text: t`Draft`, tone: 'neutral' },
    archived: { text: t`Archived`, tone: 'neutral' },
  }
  return words[status as ProductStatus] ?? { text: status, tone: 'neutral' }
}

/** Whether a channel's listing stands for one of our products. */
export function listingState(state: string): Word {
  const words: Record<string, Word> = {
    linked: { text: t`Linked`, tone: 'ok' },
    suggested: { text: t`Match suggested`, tone: 'info' },
    unlinked: { text: t`Not linked`, tone: 'warn' },
    deleted: { text: t`Deleted in the store`, tone: 'neutral' },
  }
  return words[state] ?? { text: state, tone: 'neutral' }
}

/** Whether the channel has our latest. */
export function pushState(state: string): Word {
  const words: Record<string, Word> = {
    clean: { text: t`Up to date`, tone: 'ok' },
    published: { text: t`Up to date`, tone: 'ok' },
    pending: { text: t`Being sent`, tone: 'info' },
    unknown: { text: t`Sent, not confirmed`, tone: 'warn' },
    failed: { text: t`Refused`, tone: 'bad' },
  }
  return words[state] ?? { text: state, tone: 'neutral' }
}
