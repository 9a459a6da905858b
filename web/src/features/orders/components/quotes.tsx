/** Prices of all connected carriers beside each other, and the purchase: once, whatever happens on the way. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { CircleAlert, Printer, RefreshCw } from 'lucide-react'
import { useRef, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { type QuoteOut, type ShipmentOut, useBuyLabelMutation, useCancelShipmentMutation } from '@/api/gen/fulfilment'
import type { OrderOut } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { day } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { money } from '@/lib/money'
import { useScoped } from '@/lib/url-state'
import { cn } from '@/lib/cn'
import { Tag } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { Money } from '@/ui/money'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { useShipmentQuotesQuery } from '../api'
import { PurchaseProblem } from './purchase-problem'

const keyOf = (quote: QuoteOut): string => `${quote.connection_id} ${quote.service}`
const days = (quote: QuoteOut): number => quote.days ?? Number.POSITIVE_INFINITY

export function Quotes({ shipment, order }: { shipment: ShipmentOut; order: OrderOut }) {
  const may = useMay('fulfilment.write')
  const asked = useShipmentQuotesQuery(shipment.id, { refetchOnMountOrArgChange: 60 })
  const [buy, purchase] = useBuyLabelMutation()
  const [sort, setSort] = useState<'price' | 'time'>('price')
  const [picked, setPicked] = useState('')
  const [ship, setShip] = useState(true)
  const pressed = useRef(false)
  const quotes = asked.currentData?.data.quotes ?? []
  const problems = asked.currentData?.data.problems ?? []
  const cheapest = quotes[0] && keyOf(quotes[0])
  const fastest = quotes.length > 1 ? quotes.reduce((best, each) => (days(each) < days(best) ? each : best)) : undefined
  const shown = sort === 'price' ? quotes : [...quotes].sort((a, b) => days(a) - days(b))
  const chosen = quotes.find((quote) => keyOf(quote) === picked) ?? quotes[0]

  const run = async () => {
    if (!chosen || pressed.current) return
    pressed.current = true // two presses in one moment are one purchase
    await buy({ shipmentId: shipment.id, buyBody: { carrier_connection_id: chosen.connection_id, service: chosen.service, ship } })
    pressed.current = false
  }
  const busy = purchase.isLoading || (shipment.state === 'buying' && !purchase.error)
  return (
    <>
      <Card
        flush
        title={<Trans>Prices</Trans>}
        actions={
          <>
            {quotes.length > 1 && (
              <Segmented
                label={t`Order of the prices`}
                value={sort}
                onChange={setSort}
                options={[
                  { value: 'price', text: t`Cheapest` },
                  { value: 'time', text: t`Fastest` },
                ]}
              />
            )}
            <Button look="quiet" busy={asked.isFetching} disabled={busy} icon={<RefreshCw className="size-4" />} onClick={() => void asked.refetch()}>
              <span className="max-sm:sr-only">
                <Trans>Refresh prices</Trans>
              </span>
            </Button>
          </>
        }
      >
        {asked.isFetching && !asked.currentData ? (
          <div role="status" aria-label={t`Asking the carriers`} className="space-y-2 p-4">
            <Skeleton className="h-12 w-full" />
            <Skeleton className="h-12 w-full" />
            <Skeleton className="h-12 w-full" />
          </div>
        ) : asked.error ? (
          <CannotAsk error={asked.error} shipment={shipment} orderId={order.id} retry={() => void asked.refetch()} />
        ) : (
          <>
            {!quotes.length && (
              <Empty title={<Trans>No carrier gave a price</Trans>}>
                <Trans>See below what they say, change the parcel, or ship with a tracking number of your own.</Trans>
              </Empty>
            )}
            <fieldset disabled={busy}>
              <legend className="sr-only">
                <Trans>Service</Trans>
              </legend>
              {shown.map((quote) => {
                const key = keyOf(quote)
                const on = chosen && keyOf(chosen) === key
                return (
                  <label key={key} className={cn('flex min-h-14 cursor-pointer items-center gap-3 border-t border-line px-4 py-2', on ? 'bg-accent-soft' : 'hover:bg-sunken')}>
                    <input type="radio" name="quote" value={key} checked={on} onChange={() => setPicked(key)} className="size-4 shrink-0 accent-[var(--accent)]" />
                    <span className="min-w-0 flex-1">
                      <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-14 font-medium">
                        {quote.title}
                        {key === cheapest && quotes.length > 1 && <Tag>{t`cheapest`}</Tag>}
                        {fastest && key === keyOf(fastest) && key !== cheapest && fastest.days !== null && <Tag>{t`fastest`}</Tag>}
                      </span>
                      <span className="block text-12 text-ink-2">
                        {quote.carrier}
                        {quote.days !== null && (
                          <>
                            {' · '}
                            <Plural value={quote.days} one="# working day" other="# working days" />
                          </>
                        )}
                        {quote.delivery_date && <> · {t`arrives ${day(quote.delivery_date, 'long')}`}</>}
                      </span>
                    </span>
                    <Money amount={quote.amount} currency={quote.currency} className="text-14 font-medium" />
                  </label>
                )
              })}
            </fieldset>
            {problems.length > 0 && (
              <ul aria-label={t`Carriers without a price`} className="space-y-2 border-t border-line px-4 py-3 text-13">
                {problems.map((each) => (
                  <li key={each.connection_id} className="flex gap-2">
                    <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
                    <span className="min-w-0 break-words">
                      <span className="font-medium">{each.carrier}:</span> {each.message}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Card>
      {shipment.error && !purchase.error && shipment.state === 'draft' && (
        <p className="rounded-md border border-line bg-sunken px-3 py-2 text-13">
          <Trans>The last attempt did not succeed. The carrier said:</Trans> <q className="break-words">{shipment.error}</q>
        </p>
      )}
      {purchase.error && <PurchaseProblem error={purchase.error} busy={purchase.isLoading} again={() => void run()} />}
      {shipment.state === 'buying' && !purchase.error && !purchase.isLoading && (
        <p role="status" className="rounded-md border border-line bg-sunken px-3 py-2 text-13">
          <Trans>This label is being bought. This page goes on by itself as soon as the carrier has answered.</Trans>
        </p>
      )}
      {may && chosen && (
        <Card>
          <div className="flex flex-wrap items-center justify-between gap-4">
            <Checkbox label={t`Mark as shipped at once`} hint={t`The store is told, with the tracking number.`} checked={ship} onChange={setShip} disabled={busy} />
            <Button look="primary" busy={busy} icon={<Printer className="size-4" />} onClick={() => void run()}>
              {busy ? <Trans>Buying the label</Trans> : <Trans>Buy label for {money(chosen.amount, chosen.currency)}</Trans>}
            </Button>
          </div>
        </Card>
      )}
      {shipment.state === 'draft' && !busy && may && <ChangeParcel shipment={shipment} orderId={order.id} />}
    </>
  )
}

/** An address or a weight is missing, or the server cannot be reached. */
function CannotAsk({ error, shipment, orderId, retry }: { error: unknown; shipment: ShipmentOut; orderId: string; retry: () => void }) {
  const found = problem(error)
  if (found.status !== 422) return <Failure error={error} retry={retry} />
  return (
    <div role="alert" className="space-y-3 px-4 pb-4 text-13">
      <p className="flex gap-2">
        <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
        {Object.keys(found.fields).includes('parcels') ? <Trans>The weight of the goods is not known: say what the parcel weighs.</Trans> : found.message}
      </p>
      <ChangeParcel shipment={shipment} orderId={orderId} primary />
    </div>
  )
}

/** Back to the first step: the parcel is dropped, what was filled in stays. */
function ChangeParcel({ shipment, orderId, primary = false }: { shipment: ShipmentOut; orderId: string; primary?: boolean }) {
  const [drop, { isLoading, error }] = useCancelShipmentMutation()
  const navigate = useNavigate()
  const location = useLocation()
  const scoped = useScoped()
  const back = async () => {
    const answer = await drop({ shipmentId: shipment.id })
    if (!answer.error) void navigate(scoped(`/orders/${orderId}/fulfil`), { state: location.state as unknown })
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button look={primary ? 'primary' : 'quiet'} busy={isLoading} onClick={() => void back()}>
        <Trans>Change items or parcel</Trans>
      </Button>
      <FormError error={error} />
    </div>
  )
}
