import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Printer, RefreshCw, Truck } from 'lucide-react'
import { Link, useParams } from 'react-router'

import { type ShipmentDetailOut, useGetShipmentQuery, useRefreshTrackingMutation, useShipShipmentMutation } from '@/api/gen/fulfilment'
import { useMay, useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { shipmentState } from '@/lib/orders'
import { useScoped } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Back, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'

import { Address } from '../components/address'
import { LabelView } from '../components/label-view'
import { OrderRef } from '../components/order-ref'
import { ParcelFacts } from '../components/parcel-facts'
import { usableLabel } from '../components/shipment'
import { Tracking } from '../components/tracking'
import { TrackingEvents } from '../components/tracking-events'
import { VoidButton } from '../components/void-button'

const FOLLOWED = ['shipped', 'in_transit', 'out_for_delivery', 'exception', 'label_bought']

export function Component() {
  const { id = '' } = useParams()
  const { currentData, error, refetch } = useGetShipmentQuery({ shipmentId: id })
  if (error && !currentData) {
    const status = problem(error).status
    if (status !== 404 && status !== 422) return <Failure error={error} retry={() => void refetch()} />
    return (
      <Empty
        title={<Trans>There is no such shipment</Trans>}
        action={
          <ButtonLink to="/shipments">
            <Trans>All shipments</Trans>
          </ButtonLink>
        }
      >
        <Trans>The link may be old, or the purchase of its label was refused.</Trans>
      </Empty>
    )
  }
  return <div className="mx-auto max-w-6xl">{currentData ? <Whole shipment={currentData.data} /> : <Shape />}</div>
}

function Whole({ shipment }: { shipment: ShipmentDetailOut }) {
  const may = useMay('fulfilment.write')
  const scoped = useScoped()
  const { timezone } = useOrganisation()
  const [refresh, refreshing] = useRefreshTrackingMutation()
  const [ship, shipping] = useShipShipmentMutation()
  const word = shipmentState(shipment.state)
  const begun = shipment.state === 'draft' || shipment.state === 'buying'
  const label = usableLabel(shipment)
  const followed = shipment.carrier_connection_id !== null && shipment.tracking_number !== '' && FOLLOWED.includes(shipment.state)
  const moment = (at: string | null) => (at ? dateTime(at, timezone) : null)
  return (
    <>
      <PageHead
        documentTitle={t`Shipment ${shipment.tracking_number}`}
        eyebrow={
          <Back to="/shipments">
            <Trans>Shipments</Trans>
          </Back>
        }
        title={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span>
              <Trans>
                Shipment of <OrderRef id={shipment.order_id} />
              </Trans>
            </span>
            <Badge tone={word.tone}>{word.text}</Badge>
          </span>
        }
      >
        {may && <VoidButton shipment={shipment} />}
        {may && followed && (
          <Button busy={refreshing.isLoading} icon={<RefreshCw className="size-4" />} onClick={() => void refresh({ shipmentId: shipment.id })}>
            <Trans>Ask the carrier</Trans>
          </Button>
        )}
        {label && (
          <ButtonLink look={shipment.state === 'label_bought' ? 'secondary' : 'primary'} to={`/shipments/labels?id=${shipment.id}`} target="_blank" rel="noopener" icon={<Printer className="size-4" />}>
            <Trans>Print label</Trans>
          </ButtonLink>
        )}
        {may && shipment.state === 'label_bought' && (
          <Button look="primary" busy={shipping.isLoading} icon={<Truck className="size-4" />} onClick={() => void ship({ shipmentId: shipment.id, trackingBody: {} })}>
            <Trans>Mark as shipped</Trans>
          </Button>
        )}
        {may && begun && (
          <ButtonLink look="primary" to={scoped(`/orders/${shipment.order_id}/fulfil/${shipment.id}`)} icon={<Truck className="size-4" />}>
            <Trans>Continue</Trans>
          </ButtonLink>
        )}
      </PageHead>
      <FormError error={refreshing.error ?? shipping.error} />
      {shipment.error && (
        <p className="mb-4 rounded-md border border-bad/40 bg-surface px-3 py-2 text-13 break-words">
          <Trans>
            The carrier said: <q>{shipment.error}</q>
          </Trans>
        </p>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-4">
          <Card title={<Trans>Way of the parcel</Trans>}>
            <Tracking
              shipment={shipment}
              extra={[
                [
                  <Trans key="o">Order</Trans>,
                  <Link key="ol" to={scoped(`/orders/${shipment.order_id}`)} className="inline-flex min-h-6 items-center pointer-coarse:min-h-11 text-accent hover:underline">
                    <OrderRef id={shipment.order_id} />
                  </Link>,
                ],
                ...(shipment.shipped_at ? [[<Trans key="s">Left</Trans>, moment(shipment.shipped_at)] as [React.ReactNode, React.ReactNode]] : []),
                ...(shipment.delivered_at ? [[<Trans key="d">Arrived</Trans>, moment(shipment.delivered_at)] as [React.ReactNode, React.ReactNode]] : []),
                ...(shipment.tracked_at ? [[<Trans key="a">Carrier asked</Trans>, moment(shipment.tracked_at)] as [React.ReactNode, React.ReactNode]] : []),
              ]}
            />
            <TrackingEvents events={shipment.events} followed={followed} />
          </Card>
          {label && <LabelView shipment={shipment} />}
        </div>
        <div className="min-w-0 space-y-4">
          <ParcelFacts shipment={shipment} />
          <Card title={<Trans>Addresses</Trans>}>
            <div className="space-y-4 text-13">
              <div>
                <h3 className="text-12 font-medium text-ink-2">
                  <Trans>Ships to</Trans>
                </h3>
                <Address address={shipment.ship_to} />
              </div>
              {Object.keys(shipment.ship_from).length > 0 && (
                <div>
                  <h3 className="text-12 font-medium text-ink-2">
                    <Trans>Ships from</Trans>
                  </h3>
                  <Address address={shipment.ship_from} />
                </div>
              )}
            </div>
          </Card>
        </div>
      </div>
    </>
  )
}

function Shape() {
  return (
    <div role="status" aria-label={t`Loading`} className="space-y-4">
      <Skeleton className="h-7 w-64" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Skeleton className="h-72 w-full" />
        <Skeleton className="h-56 w-full" />
      </div>
    </div>
  )
}
