import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type ListingOut, type ProductOut, useListProductInStoreMutation } from '@/api/gen/catalog'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/overlay'
import { Mark } from '@/ui/picture'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import type { Stores } from './stores'

/** Publishes to a real shop: asked for store by store, with the reason where it cannot be. */
export function ListInStore({ product, listings, stores, onClose }: { product: ProductOut; listings: ListingOut[]; stores: Stores; onClose: () => void }) {
  const [publish, { isLoading, error, originalArgs }] = useListProductInStoreMutation()
  const [sent, setSent] = useState('')
  const tell = useToast()
  const listed = new Set(listings.filter((listing) => listing.state !== 'deleted').map((listing) => listing.store_id))
  const send = async (id: string, name: string) => {
    setSent(id)
    const answer = await publish({ productId: product.id, listBody: { store_id: id } })
    if ('error' in answer) return
    tell(t`On its way to ${name}`)
    onClose()
  }
  const rows = [...stores.values()].sort((a, b) => Number(a.currency !== product.currency) - Number(b.currency !== product.currency) || a.name.localeCompare(b.name))
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`List in a store`} description={<Trans>The store makes a new listing with these details, prices and pictures.</Trans>}>
      <ul className="divide-y divide-line pb-4">
        {rows.map((store) => {
          const why = listed.has(store.id)
            ? t`Lists it already`
            : store.currency !== product.currency
              ? t`Sells in ${store.currency}, this product is priced in ${product.currency}`
              : store.connection_state !== 'connected'
                ? t`Not connected just now`
                : ''
          return (
            <li key={store.id} className="flex min-h-12 flex-wrap items-center gap-3 py-1.5">
              <Mark name={store.name} src={store.logo_path} size={24} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-14">{store.name}</span>
                {why && <span className="block text-12 text-ink-2">{why}</span>}
              </span>
              {!why && (
                <Button busy={isLoading && sent === store.id} disabled={isLoading} onClick={() => void send(store.id, store.name)} aria-label={t`List in ${store.name}`}>
                  <Trans>List</Trans>
                </Button>
              )}
              {Boolean(error) && originalArgs?.listBody.store_id === store.id && (
                <div className="w-full">
                  <FormError error={error} />
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </Dialog>
  )
}
