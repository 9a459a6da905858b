import { t } from '@lingui/core/macro'

import { useViews } from '@/app/use-views'
import { ViewTabs } from '@/app/views'
import type { UrlState } from '@/lib/url-state'

import { presetOf, viewQuery } from '../filters'
import { productStatus } from '../words'

export function ProductViews({ url }: { url: UrlState }) {
  const state = useViews('products', url)
  const presets: [string, string][] = [
    ['', t`All`],
    ['active', productStatus('active').text],
    ['draft', t`Drafts`],
    ['archived', productStatus('archived').text],
    ['deleted', t`Deleted`],
  ]
  return <ViewTabs state={state} query={viewQuery(url)} presets={presets} preset={presetOf(url)} />
}
