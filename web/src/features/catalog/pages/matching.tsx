import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link2 } from 'lucide-react'
import { useState } from 'react'

import { type ListingOut, type ListingVariantOut, useGetProductQuery, useLinkListingVariantMutation, useListProductsQuery, useUnlinkListingVariantMutation } from '@/api/gen/catalog'
import { useListStockLevelsQuery } from '@/api/gen/inventory'
import { useMay } from '@/app/session'
import { money } from '@/lib/money'
import { useRows } from '@/lib/pages'
import { useDebounced } from '@/lib/use-debounced'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Back, Page, PageHead } from '@/ui/page'
import { Mark, Picture } from '@/ui/picture'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { useListingRowsInfiniteQuery } from '../api'
import { useStoreMap } from '../components/stores'

/** Listings of stores of which people have to say which product they are. */
export function Component() {
  const url = useUrlState()
  const state = url.get('state') === 'unlinked' ? 'unlinked' : 'suggested'
  const { currentData, error, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useListingRowsInfiniteQuery(state)
  const rows = useRows(currentData)
  return (
    <Page width="text">
      <PageHead
        title={t`Matching`}
        eyebrow={
          <Back to="/products">
            <Trans>Products</Trans>
          </Back>
        }
      />
      <div className="mb-4">
        <Segmented
          label={t`State`}
          value={state}
          onChange={(value) => url.set({ state: value === 'suggested' ? undefined : value })}
          options={[
            { value: 'suggested', text: t`To confirm` },
            { value: 'unlinked', text: t`Not linked` },
          ]}
        />
      </div>
      {error && !rows.length ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !currentData ? (
        <SkeletonRows rows={4} />
      ) : rows.length === 0 ? (
        <Empty icon={<Link2 />} title={state === 'suggested' ? <Trans>Nothing to confirm</Trans> : <Trans>Everything is linked</Trans>}>
          {state === 'suggested' ? <Trans>When a store's product may be one of yours and it is not certain, it waits here for you to say so.</Trans> : <Trans>Listings that stand for none of your products show here.</Trans>}
        </Empty>
      ) : (
        <ul className="space-y-3">
          {rows.map((listing) => (
            <li key={listing.id}>
              <Listing listing={listing} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button className="mt-4" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </Page>
  )
}

function Listing({ listing }: { listing: ListingOut }) {
  const store = useStoreMap().get(listing.store_id)
  return (
    <section className="rounded-lg border border-line bg-surface">
      <header className="flex items-center gap-3 border-b border-line px-4 py-2.5">
        <Mark name={store?.name ?? '·'} src={store?.logo_path} size={24} />
        <h2 className="min-w-0 flex-1 truncate text-14 font-semibold">{listing.title}</h2>
        <span className="truncate text-12 text-ink-2">{store?.name}</span>
      </header>
      <ul className="divide-y divide-line">
        {listing.variants
          .filter((variant) => !variant.gone)
          .map((variant) => (
            <li key={variant.id} className="px-4 py-2.5">
              <One variant={variant} currency={listing.currency} />
            </li>
          ))}
      </ul>
    </section>
  )
}

function One({ variant, currency }: { variant: ListingVariantOut; currency: string }) {
  const may = useMay('catalog.write')
  const mayStock = useMay('inventory.read')
  const [picking, setPicking] = useState(false)
  const [link, linking] = useLinkListingVariantMutation()
  const [part, parting] = useUnlinkListingVariantMutation()
  const suggested = variant.suggested_variant_id
  const { data } = useListStockLevelsQuery({ variantId: suggested ? [suggested] : [], limit: 1 }, { skip: !suggested || !mayStock })
  const found = data?.data[0]
  const connect = (id: string) => void link({ listingVariantId: variant.id, appCatalogBodiesLinkBody: { variant_id: id } })
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-13">
      <span className="min-w-0 flex-1 basis-40">
        <span className="block break-words">{variant.title}</span>
        <span className="block text-12 text-ink-2">{[variant.sku, variant.barcode, variant.price && money(variant.price, currency)].filter(Boolean).join(' · ')}</span>
      </span>
      {variant.variant_id ? (
        <Badge tone="ok">{t`Linked`}</Badge>
      ) : (
        may && (
          <span className="flex flex-wrap items-center gap-2">
            {suggested && (
              <>
                {found && (
                  <span className="flex items-center gap-2 text-12 text-ink-2">
                    <Picture src={found.image_path} alt="" size={24} />
                    {found.product} · {found.variant}
                  </span>
                )}
                <Button look="primary" busy={linking.isLoading} onClick={() => connect(suggested)}>
                  <Trans>Yes, the same</Trans>
                </Button>
                <Button busy={parting.isLoading} onClick={() => void part({ listingVariantId: variant.id })}>
                  <Trans>No</Trans>
                </Button>
              </>
            )}
            <Button look="quiet" aria-expanded={picking} onClick={() => setPicking(!picking)}>
              <Trans>Choose a variant</Trans>
            </Button>
          </span>
        )
      )}
      {picking && !variant.variant_id && <Picker initial={variant.sku || variant.title} busy={linking.isLoading} onPick={connect} />}
      {Boolean(linking.error ?? parting.error) && (
        <div className="w-full">
          <FormError error={linking.error ?? parting.error} />
        </div>
      )}
    </div>
  )
}

function Picker({ initial, busy, onPick }: { initial: string; busy: boolean; onPick: (id: string) => void }) {
  const [words, setWords] = useState(initial)
  const [product, setProduct] = useState('')
  const [variant, setVariant] = useState('')
  const q = useDebounced(words.trim().slice(0, 100))
  const { data } = useListProductsQuery({ q, limit: 20 }, { skip: !q })
  const { currentData: chosen } = useGetProductQuery({ productId: product }, { skip: !product })
  const variants = chosen?.data.variants ?? []
  const picked = variant || (variants.length === 1 ? (variants[0]?.id ?? '') : '')
  return (
    <div className="grid w-full items-end gap-2 sm:grid-cols-[1fr_1fr_1fr_auto]">
      <Input label={t`Look for`} value={words} maxLength={100} autoFocus onChange={(event) => setWords(event.target.value)} />
      <Select
        label={t`Product`}
        value={product}
        onChange={(event) => {
          setProduct(event.target.value)
          setVariant('')
        }}
      >
        <option value="">{data && !data.data.length ? t`Nothing found` : t`Choose…`}</option>
        {data?.data.map((row) => (
          <option key={row.id} value={row.id}>
            {row.title}
          </option>
        ))}
      </Select>
      <Select label={t`Variant`} value={picked} disabled={!chosen} onChange={(event) => setVariant(event.target.value)}>
        <option value="">{t`Choose…`}</option>
        {variants.map((each) => (
          <option key={each.id} value={each.id}>
            {each.title} {each.sku && `(${each.sku})`}
          </option>
        ))}
      </Select>
      <Button look="primary" disabled={!picked} busy={busy} onClick={() => onPick(picked)}>
        <Trans>Link</Trans>
      </Button>
    </div>
  )
}
