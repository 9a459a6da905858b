import { Plural, Trans } from '@lingui/react/macro'
import { Link } from 'react-router'

import type { OrderOut } from '@/api/gen/orders'
import { type ShipmentOut, useOrderTrackingQuery } from '@/api/gen/fulfilment'
import { useMay } from '@/app/session'
import { shipmentState } from '@/lib/orders'
import { useScoped } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/state'

import { labelAddress, usableLabel } from './shipment'

/** The parcels of an order, and those that the store itself told of. */
export function OrderShipments({ order }: { order: OrderOut }) {
  const may = useMay('fulfilment.read')
  const { data, error, refetch } = useOrderTrackingQuery({ orderId: order.id }, { skip: !may })
  const own = data?.data.shipments.filter((each) => each.state !== 'cancelled') ?? []
  const numbers = new Set(own.map((each) => each.tracking_number))
  // what we told the store comes back among its fulfilments, too
  const foreign = order.fulfilments.filter((each) => (numbersOf(each).length ? !numbersOf(each).some((number) => numbers.has(number)) : !own.length))
  if (error)
    return (
      <Card title={<Trans>Shipments</Trans>} flush>
        <Failure error={error} retry={() => void refetch()} />
      </Card>
    )
  if (!own.length && !foreign.length) return null
  return (
    <Card title={<Trans>Shipments</Trans>} flush>
      <ul className="divide-y divide-line">
        {own.map((shipment) => (
          <Row key={shipment.id} shipment={shipment} order={order} />
        ))}
        {foreign.map((each, at) => (
          <li key={at} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-13">
            <span className="font-medium">{textOf(each, 'company') || <Trans>Shipped at the store</Trans>}</span>
            <span className="tnum break-all text-ink-2">{numbersOf(each).join(', ')}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

const textOf = (facts: Record<string, unknown>, name: string): string => (typeof facts[name] === 'string' ? facts[name] : '')
const numbersOf = (facts: Record<string, unknown>): string[] => (Array.isArray(facts.numbers) ? facts.numbers.filter((each): each is string => typeof each === 'string') : [])

function Row({ shipment, order }: { shipment: ShipmentOut; order: OrderOut }) {
  const scoped = useScoped()
  const word = shipmentState(shipment.state)
  const units = shipment.lines.reduce((sum, line) => sum + line.quantity, 0)
  const begun = shipment.state === 'draft' || shipment.state === 'buying'
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-13">
      <Link to={scoped(begun ? `/orders/${order.id}/fulfil/${shipment.id}` : `/shipments/${shipment.id}`)} className="inline-flex min-h-6 items-center font-medium hover:underline pointer-coarse:-my-2">
        {shipment.carrier || <Plural value={units} one="Parcel with # item" other="Parcel with # items" />}
      </Link>
      <span className="tnum break-all text-ink-2">{shipment.tracking_number}</span>
      <span className="ml-auto flex items-center gap-4">
        {usableLabel(shipment) && (
          <a href={labelAddress(shipment.id)} target="_blank" rel="noopener" className="inline-flex min-h-6 items-center pointer-coarse:min-h-11 text-accent hover:underline">
            <Trans>Label</Trans>
          </a>
        )}
        <Badge tone={word.tone}>{word.text}</Badge>
      </span>
      {shipment.error && <p className="w-full break-words text-12 text-bad">{shipment.error}</p>}
    </li>
  )
}
