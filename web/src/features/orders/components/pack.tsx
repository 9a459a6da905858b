import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { ArrowRight, Plus, Truck, X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { type ParcelBody, type PlanBody, useFulfillOrderMutation } from '@/api/gen/fulfilment'
import type { OrderOut } from '@/api/gen/orders'
import { useListConnectionsQuery } from '@/api/gen/stores'
import { useSetting } from '@/app/session'
import { newKey } from '@/lib/id'
import { useScoped } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Checkbox } from '@/ui/field'
import { FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { usePlanShipmentMutation } from '../api'
import { METRIC, type ParcelText, type Units, noParcel, parcelBody } from '../parcels'
import { ChooseLines, type Choosable } from './choose-lines'
import { OwnTracking, type OwnTrackingText } from './own-tracking'
import type { PackDraft } from './pack-state'
import { ParcelFields } from './parcel-fields'

const MOST_PARCELS = 10
type Way = 'label' | 'own'

/** One key for one wish: the same parcel sent twice is one parcel, a changed one is another. */
function useKeyOf(): (wish: unknown) => string {
  const keys = useRef(new Map<string, string>())
  return (wish) => {
    const text = JSON.stringify(wish)
    const known = keys.current.get(text)
    if (known) return known
    const fresh = newKey()
    keys.current.set(text, fresh)
    return fresh
  }
}

export function Pack({ order, lines, before }: { order: OrderOut; lines: Choosable[]; before: PackDraft | null }) {
  const navigate = useNavigate()
  const scoped = useScoped()
  const keyOf = useKeyOf()
  const sending = useRef(false)
  const { data: connections, isSuccess } = useListConnectionsQuery({ kind: 'carrier' })
  const carriers = connections?.data.filter((each) => each.state !== 'disconnected').length ?? 0
  const [units, setUnits] = useSetting<Units>('orders.units', METRIC)
  const [usual, setUsual] = useSetting<boolean>('orders.notify', true)
  const [picked, setPicked] = useState<Way | null>(null)
  const way: Way = picked ?? (isSuccess && !carriers ? 'own' : 'label')
  const [chosen, setChosen] = useState<Record<string, number>>(() =>
    Object.fromEntries(lines.map((line) => [line.item.id, Math.min(line.left, before?.chosen[line.item.id] ?? line.left)])),
  )
  const [parcels, setParcels] = useState<ParcelText[]>(before?.parcels ?? [noParcel()])
  const [own, setOwn] = useState<OwnTrackingText>({ carrier: '', number: '', url: '' })
  const [wrong, setWrong] = useState<{ at: number; field: keyof ParcelText } | null>(null)
  const [none, setNone] = useState(false)
  const notify = before?.notify ?? usual
  const [told, setTold] = useState<boolean | null>(null)
  const [plan, planning] = usePlanShipmentMutation()
  const [fulfil, fulfilling] = useFulfillOrderMutation()
  const busy = planning.isLoading || fulfilling.isLoading
  const total = Object.values(chosen).reduce((sum, each) => sum + each, 0)

  const body = (): PlanBody | null => {
    setNone(total === 0)
    if (total === 0) return null
    const boxes: ParcelBody[] = []
    for (const [at, text] of way === 'label' ? parcels.entries() : []) {
      const read = parcelBody(text, units)
      if (read && 'wrong' in read) {
        setWrong({ at, field: read.wrong })
        return null
      }
      if (!read && parcels.length > 1) {
        setWrong({ at, field: 'weight' })
        return null
      }
      if (read) boxes.push(read)
    }
    setWrong(null)
    const items = Object.entries(chosen).filter(([, quantity]) => quantity > 0)
    return { lines: items.map(([order_item_id, quantity]) => ({ order_item_id, quantity })), parcels: boxes, notify_customer: told ?? notify }
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (sending.current) return
    const wanted = body()
    if (!wanted) return
    sending.current = true
    if (way === 'label') {
      const answer = await plan({ orderId: order.id, key: keyOf(wanted), body: wanted })
      const draft: PackDraft = { chosen, parcels, notify: told ?? notify }
      if ('data' in answer && answer.data) void navigate(scoped(`/orders/${order.id}/fulfil/${answer.data.data.id}`), { state: draft })
    } else {
      const whole = { ...wanted, tracking: { carrier: own.carrier.trim(), tracking_number: own.number.trim(), tracking_url: own.url.trim() } }
      const answer = await fulfil({ orderId: order.id, 'Idempotency-Key': keyOf(whole), fulfilBody: whole })
      if ('data' in answer && answer.data) void navigate(scoped(`/orders/${order.id}/fulfil/${answer.data.data.id}`))
    }
    sending.current = false
  }
  const error = way === 'label' ? planning.error : fulfilling.error
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
      <Card title={<Trans>Items</Trans>} flush>
        <ChooseLines lines={lines} chosen={chosen} onChange={setChosen} />
        {none && total === 0 && (
          <p role="alert" className="px-4 pb-3 text-13 text-bad">
            <Trans>Choose at least one item.</Trans>
          </p>
        )}
      </Card>
      <Card title={<Trans>How it travels</Trans>}>
        <div className="space-y-4">
          <Segmented<Way>
            label={t`How it travels`}
            value={way}
            onChange={setPicked}
            options={[
              { value: 'label', text: t`Buy a label` },
              { value: 'own', text: t`Own tracking number` },
            ]}
          />
          {way === 'label' && isSuccess && !carriers && (
            <p className="text-13 text-ink-2">
              <Trans>
                No carrier is connected, so there is nobody to sell a label.{' '}
                <Link to="/settings/integrations" className="font-medium text-accent hover:underline">
                  Connect a carrier
                </Link>
              </Trans>
            </p>
          )}
          {way === 'own' && <OwnTracking value={own} onChange={setOwn} error={fulfilling.error} />}
          {way === 'label' &&
            parcels.map((parcel, at) => (
              <fieldset key={at} className="min-w-0">
                <legend className="mb-2 flex w-full items-center justify-between text-13 font-medium">
                  {parcels.length > 1 ? <Trans>Parcel {at + 1}</Trans> : <Trans>Parcel</Trans>}
                  {parcels.length > 1 && (
                    <IconButton label={t`Remove parcel ${at + 1}`} onClick={() => setParcels(parcels.filter((_, other) => other !== at))}>
                      <X className="size-4" />
                    </IconButton>
                  )}
                </legend>
                <ParcelFields value={parcel} onChange={(next) => setParcels(parcels.map((each, other) => (other === at ? next : each)))} units={units} onUnits={setUnits} wrong={wrong?.at === at ? wrong.field : undefined} />
              </fieldset>
            ))}
          {way === 'label' && parcels.length < MOST_PARCELS && (
            <Button look="quiet" icon={<Plus className="size-4" />} onClick={() => setParcels([...parcels, noParcel()])} className="-ml-3">
              <Trans>Another parcel</Trans>
            </Button>
          )}
          <Checkbox
            label={t`The store writes to the customer`}
            hint={t`It sends its own shipping message, with the tracking number.`}
            checked={told ?? notify}
            onChange={(on) => {
              setTold(on)
              setUsual(on)
            }}
          />
        </div>
      </Card>
      <FormError error={error} />
      <div className="flex justify-end">
        <Button type="submit" look="primary" busy={busy} icon={way === 'own' ? <Truck className="size-4" /> : <ArrowRight className="size-4" />}>
          {way === 'own' ? <Plural value={total} one="Mark # item as shipped" other="Mark # items as shipped" /> : <Trans>Compare prices</Trans>}
        </Button>
      </div>
    </form>
  )
}
