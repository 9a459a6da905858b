import { t } from '@lingui/core/macro'

import type { Views } from '@/app/use-views'
import { ViewTabs } from '@/app/views'
import type { UrlState } from '@/lib/url-state'

import { presetOf, viewQuery } from '../filters'

export function OrderViews({ url, state }: { url: UrlState; state: Views }) {
  const presets: [string, string][] = [
    ['', t`All`],
    ['open', t`Open`],
    ['to_ship', t`To ship`],
    ['on_hold', t`On hold`],
    ['unpaid', t`Not paid`],
  ]
  return <ViewTabs state={state} query={viewQuery(url)} presets={presets} preset={presetOf(url)} />
}
