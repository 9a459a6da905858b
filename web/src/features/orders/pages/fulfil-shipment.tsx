/** Steps two and three of shipping: a price and its label, then print and hand over. */
import { Trans } from '@lingui/react/macro'
import { useParams } from 'react-router'

import { useGetShipmentQuery } from '@/api/gen/fulfilment'
import { useGetOrderQuery } from '@/api/gen/orders'
import { useScoped } from '@/lib/url-state'
import { ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Empty, Failure } from '@/ui/state'

import { Address } from '../components/address'
import { FulfilHead, FulfilShape } from '../components/fulfil-head'
import { Handover } from '../components/handover'
import { ParcelFacts } from '../components/parcel-facts'
import { Quotes } from '../components/quotes'

export function Component() {
  const { id = '', shipmentId = '' } = useParams()
  const scoped = useScoped()
  const order = useGetOrderQuery({ orderId: id })
  const found = useGetShipmentQuery({ shipmentId })
  const buying = found.currentData?.data.state === 'buying'
  // somebody's purchase is under way: look until its outcome is known
  useGetShipmentQuery({ shipmentId }, { pollingInterval: buying ? 3000 : 0, skip: !buying })
  const failed = order.error ?? found.error
  if (failed && (!order.data || !found.data))
    return (
      <Failure
        error={failed}
        retry={() => {
          void order.refetch()
          void found.refetch()
        }}
      />
    )
  if (!order.currentData || !found.currentData) return <FulfilShape />
  const shipment = found.currentData.data
  const open = shipment.state === 'draft' || shipment.state === 'buying'
  const gone = shipment.state === 'cancelled' || shipment.state === 'voided'
  return (
    <div className="mx-auto max-w-5xl">
      <FulfilHead order={order.currentData.data} step={open || gone ? 'rates' : 'done'} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0 space-y-4">
          {gone ? (
            <Card>
              <Empty
                title={shipment.state === 'voided' ? <Trans>This label was given back</Trans> : <Trans>This parcel was dropped</Trans>}
                action={
                  <ButtonLink to={scoped(`/orders/${id}/fulfil`)}>
                    <Trans>Ship again</Trans>
                  </ButtonLink>
                }
              >
                <Trans>Its items can be shipped again.</Trans>
              </Empty>
            </Card>
          ) : open ? (
            <Quotes shipment={shipment} order={order.currentData.data} />
          ) : (
            <Handover shipment={shipment} order={order.currentData.data} />
          )}
        </div>
        <div className="min-w-0 space-y-4">
          <ParcelFacts shipment={shipment} />
          <Card title={<Trans>Ships to</Trans>}>
            <div className="text-13">
              <Address address={shipment.ship_to} />
            </div>
          </Card>
        </div>
      </div>
    </div>
  )
}
