import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { type FormEvent, useRef, useState } from 'react'

import { type FulfilOutcomeOut, type QuoteOut, useFulfillOrdersMutation } from '@/api/gen/fulfilment'
import { useSetting } from '@/app/session'
import { newKey } from '@/lib/id'
import { Button, ButtonLink } from '@/ui/button'
import { Checkbox } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Progress } from '@/ui/sparkline'
import { FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { METRIC, type ParcelText, type Units, noParcel, parcelBody } from '../parcels'
import { CarrierField } from './carrier-field'
import { Results } from './results'
import { SamplePrices } from './sample-prices'
import { usableLabel } from './shipment'

interface ShipDialogProps {
  ids: string[]
  numberOf: (id: string) => string | undefined
  onClose: () => void
  onDone: () => void
}

const CHUNK = 10 // orders a call: progress shows, and no call takes long

/** Everything that is open of each order leaves now, one shipment each. Asked twice it leaves once: the key stays the same. */
export function ShipDialog({ ids, numberOf, onClose, onDone }: ShipDialogProps) {
  const [way, setWay] = useState<'plain' | 'label'>('plain')
  const [carrier, setCarrier] = useState('')
  const [quote, setQuote] = useState<QuoteOut | null>(null)
  const [parcel, setParcel] = useState<ParcelText>(noParcel)
  const [wrong, setWrong] = useState<keyof ParcelText | undefined>()
  const [units, setUnits] = useSetting<Units>('orders.units', METRIC)
  const [notify, setNotify] = useSetting<boolean>('orders.notify', true)
  const [missing, setMissing] = useState(false)
  const [outcomes, setOutcomes] = useState<FulfilOutcomeOut[]>([])
  const [state, setState] = useState<'asking' | 'running' | 'done'>('asking')
  const [failure, setFailure] = useState<unknown>(null)
  const chosen = useRef(ids)
  const keys = useRef(new Map<string, string>())
  const stopped = useRef(false)
  const [ship] = useFulfillOrdersMutation()

  const box = parcelBody(parcel, units)
  const run = async (event: FormEvent) => {
    event.preventDefault()
    if (state !== 'asking') return
    if (way === 'label') {
      setMissing(!quote)
      setWrong(box && 'wrong' in box ? box.wrong : undefined)
      if (!quote || (box && 'wrong' in box)) return
    }
    const how = {
      notify_customer: notify,
      ...(way === 'label' && quote ? { carrier_connection_id: quote.connection_id, service: quote.service, parcel: box && !('wrong' in box) ? box : null } : { carrier: carrier.trim() }),
    }
    const wish = JSON.stringify(how)
    const key = keys.current.get(wish) ?? newKey()
    keys.current.set(wish, key)
    setState('running')
    setFailure(null)
    const told: FulfilOutcomeOut[] = []
    for (let at = 0; at < chosen.current.length && !stopped.current; at += CHUNK) {
      const answer = await ship({ 'Idempotency-Key': key, bulkFulfilBody: { ...how, ids: chosen.current.slice(at, at + CHUNK) } })
      if (answer.error || !answer.data) {
        setFailure(answer.error)
        setState('asking') // the same again is safe: what left has left
        return
      }
      told.push(...answer.data.data.results)
      setOutcomes([...told])
    }
    if (!stopped.current) setState('done')
  }
  const close = () => {
    stopped.current = true
    onClose()
    if (outcomes.length) onDone()
  }
  const count = chosen.current.length
  const labels = outcomes.flatMap((each) => (each.shipment && usableLabel(each.shipment) ? [each.shipment.id] : []))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={<Plural value={count} one="Ship # order" other="Ship # orders" />}
      description={state === 'done' ? undefined : <Trans>All open items of each order leave in one parcel, and the stores are told. A part of an order ships from its own page.</Trans>}
      footer={
        state === 'done' ? (
          <>
            {labels.length > 0 && (
              <ButtonLink to={`/shipments/labels?${labels.map((id) => `id=${id}`).join('&')}`} target="_blank" rel="noopener">
                <Plural value={labels.length} one="Print # label" other="Print # labels" />
              </ButtonLink>
            )}
            <Button look="primary" onClick={close}>
              <Trans>Done</Trans>
            </Button>
          </>
        ) : (
          <>
            <Button onClick={close}>{state === 'running' ? <Trans>Stop</Trans> : <Trans>Cancel</Trans>}</Button>
            <Button type="submit" form="bulk-ship" look="primary" busy={state === 'running'}>
              {way === 'label' ? <Plural value={count} one="Buy # label and ship" other="Buy # labels and ship" /> : <Trans>Mark as shipped</Trans>}
            </Button>
          </>
        )
      }
    >
      {state !== 'done' && (
        <form id="bulk-ship" onSubmit={(event) => void run(event)} noValidate className="space-y-4 pb-2">
          <Segmented
            label={t`How they travel`}
            value={way}
            onChange={setWay}
            options={[
              { value: 'plain', text: t`Without labels` },
              { value: 'label', text: t`Buy labels` },
            ]}
          />
          {way === 'plain' ? (
            <CarrierField label={t`Carrier (optional)`} value={carrier} onChange={setCarrier} />
          ) : (
            <SamplePrices orderId={chosen.current[0] ?? ''} number={numberOf(chosen.current[0] ?? '') ?? ''} parcel={parcel} onParcel={setParcel} units={units} onUnits={setUnits} wrong={wrong} onWrong={setWrong} chosen={quote} onChoose={setQuote} missing={missing && !quote} />
          )}
          <Checkbox label={t`The stores write to their customers`} hint={t`Each store sends its own shipping message.`} checked={notify} onChange={setNotify} />
          <FormError error={failure} />
        </form>
      )}
      {state === 'running' && <Progress done={outcomes.length} total={count} label={t`Shipping`} />}
      {outcomes.length > 0 && <Results outcomes={outcomes.map((each) => ({ ...each, changed: each.ok }))} numberOf={numberOf} />}
    </Dialog>
  )
}
