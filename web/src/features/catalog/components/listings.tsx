/** Where the product is sold, whether each store has our latest, and which of its variants is which of ours. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { ChevronDown, ExternalLink, Plus } from 'lucide-react'
import { useState } from 'react'

import {
  type ListingOut,
  type ListingVariantOut,
  type ProductOut,
  useLinkListingVariantMutation,
  useListProductListingsQuery,
  useUnlinkListingVariantMutation,
} from '@/api/gen/catalog'
import { useMay, useOrganisation } from '@/app/session'
import { cn } from '@/lib/cn'
import { ago, dateTime } from '@/lib/dates'
import { money } from '@/lib/money'
import { useNow } from '@/lib/use-now'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { control } from '@/ui/field'
import { Mark } from '@/ui/picture'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { listingState, pushState } from '../words'
import { ListInStore } from './list-in-store'
import { type Stores, useStoreMap } from './stores'

/** A listing that its store has still to make bears this instead of the store's id. */
const notThere = (listing: ListingOut): boolean => !listing.url && listing.remote_updated_at === null && listing.variants.length === 0

export function Listings({ product }: { product: ProductOut }) {
  const { data, error, refetch } = useListProductListingsQuery({ productId: product.id })
  const stores = useStoreMap()
  const may = useMay('catalog.write')
  const [adding, setAdding] = useState(false)
  const listings = data?.data ?? []
  return (
    <Card
      flush
      title={<Trans>Listed in</Trans>}
      actions={
        may &&
        !product.deleted_at && (
          <Button look="quiet" icon={<Plus className="size-4" />} onClick={() => setAdding(true)}>
            <Trans>List in a store</Trans>
          </Button>
        )
      }
    >
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows rows={2} />
      ) : listings.length === 0 ? (
        <p className="px-4 pb-4 text-13 text-ink-2">
          <Trans>No store lists it yet.</Trans>
        </p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {listings.map((listing) => (
            <li key={listing.id}>
              <Listing listing={listing} product={product} stores={stores} may={may} />
            </li>
          ))}
        </ul>
      )}
      {adding && <ListInStore product={product} listings={listings} stores={stores} onClose={() => setAdding(false)} />}
    </Card>
  )
}

function Listing({ listing, product, stores, may }: { listing: ListingOut; product: ProductOut; stores: Stores; may: boolean }) {
  const [open, setOpen] = useState(false)
  const store = stores.get(listing.store_id)
  const now = useNow(30_000)
  const { timezone } = useOrganisation()
  const waiting = notThere(listing)
  const state = listing.state === 'linked' ? (waiting && listing.push_state === 'pending' ? { text: t`Being listed`, tone: 'info' as const } : pushState(listing.push_state)) : listingState(listing.state)
  const loose = listing.variants.filter((variant) => !variant.gone && !variant.variant_id).length
  return (
    <div className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Mark name={store?.name ?? '·'} src={store?.logo_path} size={24} />
        <span className="min-w-0 flex-1 truncate text-14 font-medium">{store?.name ?? t`A store`}</span>
        <Badge tone={state.tone}>{state.text}</Badge>
        {loose > 0 && (
          <Badge tone="warn">
            <Plural value={loose} one="# variant not linked" other="# variants not linked" />
          </Badge>
        )}
      </div>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 pl-9 text-12 text-ink-2">
        {listing.title !== product.title && listing.title && (
          <span className="min-w-0 break-words">
            <Trans>There called “{listing.title}”</Trans>
          </span>
        )}
        {listing.synced_at && (
          <span title={dateTime(listing.synced_at, timezone)}>
            <Trans>Compared {ago(listing.synced_at, now)}</Trans>
          </span>
        )}
        {/^https?:\/\//.test(listing.url) && (
          <a href={listing.url} target="_blank" rel="noreferrer" className="inline-flex min-h-6 items-center gap-1 text-accent hover:underline">
            <Trans>Open in the store</Trans>
            <ExternalLink aria-hidden="true" className="size-3" />
          </a>
        )}
        {listing.variants.length > 0 && (
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="inline-flex min-h-6 items-center gap-1 hover:text-ink pointer-coarse:min-h-11">
            <Plural value={listing.variants.length} one="# variant" other="# variants" />
            <ChevronDown aria-hidden="true" className={cn('size-3.5 transition-transform', open && 'rotate-180')} />
          </button>
        )}
      </p>
      {listing.push_error && <p className="mt-1 pl-9 text-13 break-words text-bad">{listing.push_error}</p>}
      {open && (
        <ul className="mt-2 divide-y divide-line rounded-md border border-line">
          {listing.variants.map((variant) => (
            <li key={variant.id}>
              <ListingVariant variant={variant} listing={listing} product={product} storeName={store?.name ?? t`the store`} may={may} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function ListingVariant({ variant, listing, product, storeName, may }: { variant: ListingVariantOut; listing: ListingOut; product: ProductOut; storeName: string; may: boolean }) {
  const [link, linking] = useLinkListingVariantMutation()
  const [unlink, unlinking] = useUnlinkListingVariantMutation()
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState(variant.suggested_variant_id ?? '')
  const tell = useToast()
  const ours = product.variants.find((each) => each.id === variant.variant_id)
  const name = variant.title || variant.sku
  const connect = (id: string) => void link({ listingVariantId: variant.id, appCatalogBodiesLinkBody: { variant_id: id } })
  const part = async () => {
    const before = variant.variant_id
    const answer = await unlink({ listingVariantId: variant.id })
    if ('error' in answer) return
    setAsking(false)
    tell(t`“${name}” is no longer linked`, before ? { label: t`Undo`, run: () => connect(before) } : undefined)
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-13">
      <span className="min-w-0 flex-1">
        <span className="block truncate">{name}</span>
        <span className="block truncate text-12 text-ink-2">{[variant.sku, variant.price && money(variant.price, listing.currency)].filter(Boolean).join(' · ')}</span>
      </span>
      {variant.gone ? (
        <Badge>{t`Gone from the store`}</Badge>
      ) : variant.variant_id ? (
        <>
          <span className="min-w-0 truncate text-12 text-ink-2">{ours ? <Trans>is {ours.title}</Trans> : <Trans>is a variant of another product</Trans>}</span>
          {may && (
            <Button look="quiet" onClick={() => setAsking(true)}>
              <Trans>Unlink</Trans>
            </Button>
          )}
        </>
      ) : may ? (
        <span className="flex items-center gap-2">
          <div className="w-44">
          <select aria-label={t`Which variant is “${name}”?`} value={chosen} onChange={(event) => setChosen(event.target.value)} className={cn(control, 'h-8 pointer-coarse:h-11')}>
            <option value="">{t`Choose a variant…`}</option>
            {product.variants.map((each) => (
              <option key={each.id} value={each.id}>
                {each.title} {each.sku && `(${each.sku})`}
              </option>
            ))}
          </select>
          </div>
          <Button disabled={!chosen} busy={linking.isLoading} onClick={() => connect(chosen)}>
            <Trans>Link</Trans>
          </Button>
        </span>
      ) : (
        <Badge tone="warn">{t`Not linked`}</Badge>
      )}
      {Boolean(linking.error) && (
        <div className="w-full">
          <FormError error={linking.error} />
        </div>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t`Unlink “${name}” in ${storeName}?`}
        consequence={t`The store keeps its listing, but its stock and prices are no longer kept in step, and its orders are no longer matched to this variant. You can link it again.`}
        action={t`Unlink`}
        busy={unlinking.isLoading}
        error={unlinking.error}
        onConfirm={() => void part()}
      />
    </div>
  )
}
