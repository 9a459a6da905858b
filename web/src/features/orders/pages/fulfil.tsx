/** Step one of shipping: what goes into the parcel, and how it travels. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'react-router'

import { type ShipmentOut, useCancelShipmentMutation, useOrderTrackingQuery } from '@/api/gen/fulfilment'
import { type OrderOut, useGetOrderQuery } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { useScoped } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Empty, Failure, FormError } from '@/ui/state'

import { Address } from '../components/address'
import { choosable } from '../components/choose-lines'
import { FulfilHead, FulfilShape } from '../components/fulfil-head'
import { Origin } from '../components/origin'
import { Pack } from '../components/pack'
import type { PackDraft } from '../components/pack-state'

const BEGUN = ['draft', 'buying', 'label_bought']

export function Component() {
  const { id = '' } = useParams()
  const order = useGetOrderQuery({ orderId: id })
  const tracking = useOrderTrackingQuery({ orderId: id })
  const failed = order.error ?? tracking.error
  if (failed && (!order.data || !tracking.data))
    return (
      <Failure
        error={failed}
        retry={() => {
          void order.refetch()
          void tracking.refetch()
        }}
      />
    )
  if (!order.currentData || !tracking.currentData) return <FulfilShape />
  return <Step order={order.currentData.data} shipments={tracking.currentData.data.shipments} />
}

function Step({ order, shipments }: { order: OrderOut; shipments: ShipmentOut[] }) {
  const may = useMay('fulfilment.write')
  const location = useLocation()
  const scoped = useScoped()
  const begun = shipments.filter((each) => BEGUN.includes(each.state))
  const planned = new Map<string, number>()
  for (const each of begun) for (const line of each.lines) planned.set(line.order_item_id, (planned.get(line.order_item_id) ?? 0) + line.quantity)
  const lines = choosable(order, planned)
  const left = lines.reduce((sum, line) => sum + line.left, 0)
  const legal = may && order.actions.fulfil
  return (
    <div className="mx-auto max-w-5xl">
      <FulfilHead order={order} step="pack" />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0 space-y-4">
          {begun.map((each) => (
            <Begun key={each.id} shipment={each} orderId={order.id} />
          ))}
          {legal && left > 0 ? (
            <Pack key={lines.map((line) => `${line.item.id}${line.left}`).join()} order={order} lines={lines} before={location.state as PackDraft | null} />
          ) : (
            !begun.length && (
              <Card>
                <Empty
                  title={<Trans>There is nothing to ship</Trans>}
                  action={
                    <ButtonLink to={scoped(`/orders/${order.id}`)}>
                      <Trans>Back to the order</Trans>
                    </ButtonLink>
                  }
                >
                  {order.status === 'open' || order.status === 'completed' ? (
                    <Trans>Every item has left or needs no shipping.</Trans>
                  ) : order.status === 'on_hold' ? (
                    <Trans>The order is on hold. Take it off hold first.</Trans>
                  ) : order.status === 'pending' ? (
                    <Trans>Confirm the order first.</Trans>
                  ) : (
                    <Trans>The order was cancelled.</Trans>
                  )}
                </Empty>
              </Card>
            )
          )}
        </div>
        <div className="min-w-0 space-y-4">
          <Card title={<Trans>Ships to</Trans>}>
            <div className="text-13">
              <Address address={order.shipping_address} fallback={order.customer_name} />
            </div>
          </Card>
          <Origin />
        </div>
      </div>
    </div>
  )
}

/** A parcel that was begun holds its items until it leaves or is dropped. */
function Begun({ shipment, orderId }: { shipment: ShipmentOut; orderId: string }) {
  const [drop, { isLoading, error }] = useCancelShipmentMutation()
  const scoped = useScoped()
  const [asked, setAsked] = useState(false)
  const units = shipment.lines.reduce((sum, line) => sum + line.quantity, 0)
  return (
    <section aria-label={t`Parcel already begun`} className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-13">
      <p className="min-w-48 flex-1">
        <span className="font-medium">
          {shipment.state === 'label_bought' ? (
            <Plural value={units} one="A label is bought for # item; it is not marked as shipped." other="A label is bought for # items; they are not marked as shipped." />
          ) : (
            <Plural value={units} one="A parcel with # item is begun." other="A parcel with # items is begun." />
          )}
        </span>
        {shipment.error && <span className="block break-words text-bad">{shipment.error}</span>}
      </p>
      {shipment.state === 'draft' && (
        <Button
          look="quiet"
          busy={isLoading}
          onClick={() => {
            setAsked(true)
            void drop({ shipmentId: shipment.id })
          }}
        >
          <Trans>Drop it</Trans>
        </Button>
      )}
      <Link to={scoped(`/orders/${orderId}/fulfil/${shipment.id}`)} className="inline-flex min-h-8 items-center pointer-coarse:min-h-11 font-medium text-accent hover:underline">
        <Trans>Continue</Trans>
      </Link>
      {asked && <FormError error={error} />}
    </section>
  )
}
