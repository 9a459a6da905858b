import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

import { useCountProductsQuery } from '@/api/gen/catalog'
import type { UrlState } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { type Facet, FacetChip, SearchBox } from '@/ui/table/filters'

import { cleared, narrowed } from '../filters'

export function FilterBar({ url }: { url: UrlState }) {
  const { data } = useCountProductsQuery()
  const chips: { name: 'vendor' | 'type' | 'tag'; label: string }[] = [
    { name: 'vendor', label: t`Brand` },
    { name: 'type', label: t`Type` },
    { name: 'tag', label: t`Tag` },
  ]
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchBox value={url.get('q')} label={t`Title, SKU, barcode or tag`} onChange={(q) => url.set({ q }, { replace: true })} />
      {chips.map(({ name, label }) => {
        const chosen = url.get(name)
        const options = (data?.data[name] ?? []).map(({ value, count }) => ({ value, text: value, count }))
        if (chosen && !options.some((option) => option.value === chosen)) options.unshift({ value: chosen, text: chosen, count: 0 })
        if (!options.length) return null
        const facet: Facet = { name, label, options }
        // the API narrows to one value of each
        return <FacetChip key={name} facet={facet} chosen={chosen ? [chosen] : []} onChange={(values) => url.set({ [name]: values.filter((value) => value !== chosen)[0] })} />
      })}
      {narrowed(url) && (
        <Button look="quiet" onClick={() => url.set(cleared())}>
          <Trans>Clear filters</Trans>
        </Button>
      )}
    </div>
  )
}
