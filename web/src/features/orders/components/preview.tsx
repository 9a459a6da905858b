import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowRight, X } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { useGetOrderQuery } from '@/api/gen/orders'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { useKeys } from '@/lib/keys'
import { ButtonLink, IconButton } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

import { Address } from './address'
import { StoreName, type Stores } from './columns'
import { Lines } from './lines'
import { MoneyTable } from './money-table'
import { NextAction } from './next-action'
import { StatusBadges } from './status-badges'

/** The chosen order beside the list, for a look or the next step. */
export function Preview({ id, stores, onClose, href }: { id: string; stores: Stores; onClose: () => void; href: string }) {
  const { currentData, data, error, refetch } = useGetOrderQuery({ orderId: id })
  const { timezone } = useOrganisation()
  const order = (currentData ?? data)?.data
  const box = useRef<HTMLElement>(null)
  useKeys({ Escape: onClose })
  useEffect(() => {
    if (box.current) box.current.scrollTop = 0
  }, [id])
  return (
    <aside ref={box} aria-label={t`Order preview`} className="sticky top-[4.5rem] max-h-[calc(100dvh-6rem)] overflow-y-auto rounded-lg border border-line bg-surface">
      {error && !order ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !order ? (
        <Shape />
      ) : (
        <div className="space-y-4 p-4" aria-busy={order.id !== id || undefined}>
          <header className="space-y-2">
            <div className="flex items-start justify-between gap-2">
              <div className="min-w-0">
                <h2 className="tnum text-16 font-semibold">{order.number}</h2>
                <p className="text-13 text-ink-2">{dateTime(order.placed_at, timezone)}</p>
              </div>
              <IconButton label={t`Close preview`} onClick={onClose} className="-mt-1 -mr-2">
                <X className="size-4" />
              </IconButton>
            </div>
            <div className="text-13">
              <StoreName store={stores.get(order.store_id)} />
            </div>
            <StatusBadges order={order} />
            <div className="flex flex-wrap gap-2 pt-1">
              <NextAction order={order} />
              <ButtonLink to={href} icon={<ArrowRight className="size-4" />}>
                <Trans>Open order</Trans>
              </ButtonLink>
            </div>
          </header>
          <Lines items={order.items} currency={order.currency} compact />
          <MoneyTable order={order} />
          <section className="border-t border-line pt-3 text-13">
            <h3 className="mb-1 text-12 font-medium text-ink-2">
              <Trans>Ships to</Trans>
            </h3>
            <Address address={order.shipping_address} fallback={order.customer_name} />
            {order.email && <p className="mt-1 break-words text-ink-2">{order.email}</p>}
          </section>
          {order.note && (
            <section className="border-t border-line pt-3 text-13">
              <h3 className="mb-1 text-12 font-medium text-ink-2">
                <Trans>The customer wrote</Trans>
              </h3>
              <p className="break-words whitespace-pre-line">{order.note}</p>
            </section>
          )}
        </div>
      )}
    </aside>
  )
}

function Shape() {
  return (
    <div role="status" aria-label={t`Loading`} className="space-y-4 p-4">
      <Skeleton className="h-6 w-24" />
      <Skeleton className="h-4 w-40" />
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-20 w-full" />
    </div>
  )
}
