import { t } from '@lingui/core/macro'

import { problem } from '@/lib/errors'
import { Input } from '@/ui/field'

import { CarrierField } from './carrier-field'

export interface OwnTrackingText {
  carrier: string
  number: string
  url: string
}

/** A label from elsewhere: its number, as far as there is one. */
export function OwnTracking({ value, onChange, error }: { value: OwnTrackingText; onChange: (value: OwnTrackingText) => void; error?: unknown }) {
  const fields = error ? problem(error).fields : {}
  const of = (name: string) => fields[`tracking.${name}`] ?? fields[name]
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Input
        label={t`Tracking number`}
        hint={t`Empty for what you hand over yourself.`}
        value={value.number}
        maxLength={100}
        autoComplete="off"
        error={of('tracking_number')}
        onChange={(event) => onChange({ ...value, number: event.target.value })}
      />
      <CarrierField label={t`Carrier`} hint={t`Left empty, it is read from the number where possible.`} value={value.carrier} error={of('carrier')} onChange={(carrier) => onChange({ ...value, carrier })} />
      <div className="sm:col-span-2">
        <Input
          label={t`Tracking page (optional)`}
          type="url"
          placeholder="https://"
          value={value.url}
          maxLength={2000}
          error={of('tracking_url')}
          onChange={(event) => onChange({ ...value, url: event.target.value })}
        />
      </div>
    </div>
  )
}
