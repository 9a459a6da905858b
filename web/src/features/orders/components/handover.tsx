/** The label is there, or the parcel left with its own number: print, hand over, go on. */
import { Plural, Trans } from '@lingui/react/macro'
import { ArrowRight, CircleCheck, Printer, ScrollText, Truck } from 'lucide-react'

import { type ShipmentOut, useShipShipmentMutation } from '@/api/gen/fulfilment'
import type { OrderOut } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { useScoped } from '@/lib/url-state'
import { Button, ButtonLink, buttonClass } from '@/ui/button'
import { Card } from '@/ui/card'
import { FormError } from '@/ui/state'

import { slipsAddress } from '../slips'
import { LabelView } from './label-view'
import { usableLabel } from './shipment'
import { Tracking } from './tracking'
import { VoidButton } from './void-button'

export function Handover({ shipment, order }: { shipment: ShipmentOut; order: OrderOut }) {
  const may = useMay('fulfilment.write')
  const scoped = useScoped()
  const [ship, shipping] = useShipShipmentMutation()
  const waits = shipment.state === 'label_bought'
  const open = order.actions.fulfil ? order.items.reduce((sum, item) => sum + (item.requires_shipping ? item.open : 0), 0) : 0
  const label = usableLabel(shipment)
  return (
    <>
      <Card>
        <div role="status" className="flex items-start gap-3">
          <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-ok" />
          <div className="min-w-0 space-y-1">
            <h2 className="text-16 font-semibold">{waits ? <Trans>The label is bought</Trans> : <Trans>Shipped</Trans>}</h2>
            <p className="text-13 text-ink-2">
              {waits ? (
                <Trans>Mark the parcel as shipped when it leaves; then the store is told.</Trans>
              ) : shipment.notify_customer ? (
                <Trans>The store is told, and it writes to the customer.</Trans>
              ) : (
                <Trans>The store is told. The customer gets no message from it.</Trans>
              )}
            </p>
          </div>
        </div>
        {shipment.error && <p className="mt-3 rounded-md border border-bad/40 px-3 py-2 text-13 break-words text-bad">{shipment.error}</p>}
        <Tracking shipment={shipment} />
        <div className="mt-4 flex flex-wrap gap-2">
          {label && (
            <a href={`/shipments/labels?id=${shipment.id}`} target="_blank" rel="noopener" className={buttonClass('primary')}>
              <Printer aria-hidden="true" className="size-4" />
              <Trans>Print label</Trans>
            </a>
          )}
          {waits && may && (
            <Button look={label ? 'secondary' : 'primary'} busy={shipping.isLoading} icon={<Truck className="size-4" />} onClick={() => void ship({ shipmentId: shipment.id, trackingBody: {} })}>
              <Trans>Mark as shipped</Trans>
            </Button>
          )}
          <a href={slipsAddress([order.id])} target="_blank" rel="noopener" className={buttonClass('secondary')}>
            <ScrollText aria-hidden="true" className="size-4" />
            <Trans>Packing slip</Trans>
          </a>
        </div>
        <FormError error={shipping.error} />
      </Card>
      {label && <LabelView shipment={shipment} />}
      <div className="flex flex-wrap items-center gap-2">
        {open > 0 && !waits && (
          <ButtonLink to={scoped(`/orders/${order.id}/fulfil`)} icon={<Truck className="size-4" />}>
            <Plural value={open} one="Ship the # item that is left" other="Ship the # items that are left" />
          </ButtonLink>
        )}
        <ButtonLink to={scoped(`/orders/${order.id}`)}>
          <Trans>Back to the order</Trans>
        </ButtonLink>
        <ButtonLink look="quiet" to={scoped('/orders?view=to_ship')} icon={<ArrowRight className="size-4" />}>
          <Trans>Next orders to ship</Trans>
        </ButtonLink>
        {may && <VoidButton shipment={shipment} />}
      </div>
    </>
  )
}
