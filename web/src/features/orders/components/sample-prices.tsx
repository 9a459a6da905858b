import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type QuoteOut, type QuoteProblemOut, useCancelShipmentMutation } from '@/api/gen/fulfilment'
import { useAppDispatch } from '@/app/store'
import { newKey } from '@/lib/id'
import { money } from '@/lib/money'
import { Button } from '@/ui/button'
import { Select } from '@/ui/field'
import { FormError } from '@/ui/state'

import { orderListApi, usePlanShipmentMutation } from '../api'
import { type ParcelText, type Units, parcelBody } from '../parcels'
import { ParcelFields } from './parcel-fields'

interface SamplePricesProps {
  orderId: string
  number: string
  parcel: ParcelText
  onParcel: (parcel: ParcelText) => void
  units: Units
  onUnits: (units: Units) => void
  wrong?: keyof ParcelText
  onWrong: (wrong: keyof ParcelText | undefined) => void
  chosen: QuoteOut | null
  onChoose: (quote: QuoteOut | null) => void
  missing: boolean
}

/** Which service all parcels take: the carriers are asked with the first order as the example, in a draft that is dropped again. */
export function SamplePrices({ orderId, number, parcel, onParcel, units, onUnits, wrong, onWrong, chosen, onChoose, missing }: SamplePricesProps) {
  const dispatch = useAppDispatch()
  const [plan] = usePlanShipmentMutation()
  const [drop] = useCancelShipmentMutation()
  const [quotes, setQuotes] = useState<QuoteOut[] | null>(null)
  const [problems, setProblems] = useState<QuoteProblemOut[]>([])
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const ask = async () => {
    const box = parcelBody(parcel, units)
    onWrong(box && 'wrong' in box ? box.wrong : undefined)
    if (box && 'wrong' in box) return
    setBusy(true)
    setFailure(null)
    onChoose(null)
    const draft = await plan({ orderId, key: newKey(), body: { parcels: box ? [box] : [] } })
    if ('error' in draft) setFailure(draft.error)
    else {
      const id = draft.data.data.id
      const asked = await dispatch(orderListApi.endpoints.shipmentQuotes.initiate(id, { subscribe: false, forceRefetch: true }))
      await drop({ shipmentId: id })
      if (asked.error) setFailure(asked.error)
      setQuotes(asked.data?.data.quotes ?? null)
      setProblems(asked.data?.data.problems ?? [])
    }
    setBusy(false)
  }
  const key = (quote: QuoteOut) => `${quote.connection_id} ${quote.service}`
  return (
    <div className="space-y-3">
      <ParcelFields value={parcel} onChange={onParcel} units={units} onUnits={onUnits} wrong={wrong} />
      <Button busy={busy} onClick={() => void ask()}>
        <Trans>Show prices</Trans>
      </Button>
      <FormError error={failure} />
      {quotes && quotes.length > 0 && (
        <Select
          label={t`Service for all`}
          hint={t`The prices are for ${number}; others differ with weight and destination. Each label is charged by the carrier.`}
          value={chosen ? key(chosen) : ''}
          error={missing ? t`Choose a service.` : undefined}
          onChange={(event) => onChoose(quotes.find((each) => key(each) === event.target.value) ?? null)}
        >
          <option value="">{t`Choose`}</option>
          {quotes.map((quote) => (
            <option key={key(quote)} value={key(quote)}>
              {`${quote.title}, ${quote.carrier}: ${money(quote.amount, quote.currency)}`}
            </option>
          ))}
        </Select>
      )}
      {quotes?.length === 0 && (
        <p className="text-13 text-ink-2">
          <Trans>No carrier gave a price.</Trans>
        </p>
      )}
      {missing && !quotes && (
        <p role="alert" className="text-13 text-bad">
          <Trans>Let the prices be shown, then choose a service.</Trans>
        </p>
      )}
      {problems.map((each) => (
        <p key={each.connection_id} className="text-13 break-words text-ink-2">
          <span className="font-medium">{each.carrier}:</span> {each.message}
        </p>
      ))}
    </div>
  )
}
