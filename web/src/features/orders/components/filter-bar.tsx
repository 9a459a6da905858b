import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Columns3, X } from 'lucide-react'

import { FULFILMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES, fulfilmentStatus, orderSource, orderStatus, paymentStatus } from '@/lib/orders'
import { cn } from '@/lib/cn'
import { countryName } from '@/lib/countries'
import type { UrlState } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from '@/ui/menu'
import { type Facet, FacetChip, SearchBox } from '@/ui/table/filters'

import type { FacetsOut } from '@/api/gen/orders'
import { cleared, narrowed } from '../filters'
import { DateChip } from './date-chip'

function facets(counts: FacetsOut | undefined): Facet[] {
  const count = (of: keyof FacetsOut, value: string) => (counts ? ((counts[of] as Record<string, number>)[value] ?? 0) : undefined)
  return [
    { name: 'fulfilment', label: t`Shipping`, options: FULFILMENT_STATUSES.map((value) => ({ value, text: fulfilmentStatus(value).text, count: count('fulfilment_status', value) })) },
    { name: 'payment', label: t`Payment`, options: PAYMENT_STATUSES.map((value) => ({ value, text: paymentStatus(value).text, count: count('payment_status', value) })) },
    { name: 'status', label: t`Status`, options: ORDER_STATUSES.map((value) => ({ value, text: orderStatus(value).text, count: count('status', value) })) },
  ]
}

export function FilterBar({ url, counts, timezone }: { url: UrlState; counts: FacetsOut | undefined; timezone: string }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchBox value={url.get('q')} minimum={3} label={t`Number, customer, SKU or title`} onChange={(q) => url.set({ q }, { replace: true })} />
      <div className="flex max-w-full items-center gap-2 max-sm:-mx-3 max-sm:w-screen max-sm:max-w-none max-sm:overflow-x-auto max-sm:px-3 max-sm:py-0.5 sm:flex-wrap [&>*]:shrink-0">
      {facets(counts).map((facet) => (
        <FacetChip key={facet.name} facet={facet} chosen={url.all(facet.name)} onChange={(values) => url.set({ [facet.name]: values })} />
      ))}
      <DateChip url={url} timezone={timezone} />
      <GivenChips url={url} />
      {narrowed(url) && (
        <Button look="quiet" onClick={() => url.set(cleared())}>
          <Trans>Clear filters</Trans>
        </Button>
      )}
      </div>
    </div>
  )
}

/** Filters that only a link sets, from a figure or a product: shown, and taken off one by one. */
function GivenChips({ url }: { url: UrlState }) {
  const given: [string, string][] = [
    ...url.all('country').map((value): [string, string] => ['country', t`Country: ${countryName(value)}`]),
    ...url.all('tag').map((value): [string, string] => ['tag', t`Tag: ${value}`]),
    ...(url.get('customer') ? [['customer', t`Customer: ${url.get('customer')}`] as [string, string]] : []),
    ...(url.get('currency') ? [['currency', t`Currency: ${url.get('currency')}`] as [string, string]] : []),
    ...(url.get('source') ? [['source', orderSource(url.get('source'))] as [string, string]] : []),
    ...(url.get('product') ? [['product', t`One product`] as [string, string]] : []),
    ...(url.get('variant') ? [['variant', t`One variant`] as [string, string]] : []),
    ...(url.get('counted') ? [['counted', t`Counted in sales`] as [string, string]] : []),
  ]
  return given.map(([name, text]) => (
    <span key={text} className="inline-flex h-8 items-center rounded-md border border-accent bg-accent-soft pl-2.5 text-13 font-medium text-accent pointer-coarse:h-11">
      <span className="max-w-48 truncate">{text}</span>
      <IconButton label={t`Remove filter ${text}`} onClick={() => url.set({ [name]: undefined })} className="size-7 text-accent">
        <X className="size-3.5" />
      </IconButton>
    </span>
  ))
}

interface ColumnMenuProps {
  all: { key: string; name: string }[]
  chosen: string[]
  onChange: (columns: string[]) => void
  onReset: () => void
  className?: string
}

export function ColumnMenu({ all, chosen, onChange, onReset, className }: ColumnMenuProps) {
  return (
    <span className={cn('inline-flex', className)}>
      <Menu
        trigger={
          <Button look="quiet" icon={<Columns3 className="size-4" />}>
            <Trans>Columns</Trans>
          </Button>
        }
      >
        <MenuLabel>
          <Trans>Columns, as far as they fit</Trans>
        </MenuLabel>
        {all.map((column) => (
          <MenuCheck
            key={column.key}
            checked={chosen.includes(column.key)}
            onSelect={() => onChange(all.map((each) => each.key).filter((key) => (key === column.key ? !chosen.includes(key) : chosen.includes(key))))}
          >
            {column.name}
          </MenuCheck>
        ))}
        <MenuLine />
        <MenuItem onSelect={onReset}>
          <Trans>Reset columns</Trans>
        </MenuItem>
      </Menu>
    </span>
  )
}
