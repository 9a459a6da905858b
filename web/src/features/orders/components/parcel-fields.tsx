import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

import { Input, Select } from '@/ui/field'

import type { LengthUnit, ParcelText, Units, WeightUnit } from '../parcels'

interface ParcelFieldsProps {
  value: ParcelText
  onChange: (value: ParcelText) => void
  units: Units
  onUnits: (units: Units) => void
  wrong?: keyof ParcelText
}

/** Weight and size of one parcel. */
export function ParcelFields({ value, onChange, units, onUnits, wrong }: ParcelFieldsProps) {
  const sides: [keyof ParcelText, string][] = [
    ['length', t`Length`],
    ['width', t`Width`],
    ['height', t`Height`],
  ]
  return (
    <div className="grid grid-cols-6 gap-3 sm:grid-cols-[repeat(6,minmax(0,1fr))]">
      <div className="col-span-4 sm:col-span-2">
        <Input
          label={t`Weight`}
          inputMode="decimal"
          value={value.weight}
          maxLength={10}
          onChange={(event) => onChange({ ...value, weight: event.target.value })}
          error={wrong === 'weight' ? t`Give the weight as a number, up to 1,000 kg.` : undefined}
        />
      </div>
      <div className="col-span-2 sm:col-span-1">
        <Select label={t`Unit`} value={units.weight} onChange={(event) => onUnits({ ...units, weight: event.target.value as WeightUnit })}>
          {(['g', 'kg', 'oz', 'lb'] as const).map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </Select>
      </div>
      <p className="col-span-6 text-12 text-ink-2 sm:col-span-3 sm:self-end sm:pb-2">
        <Trans>Left empty: the weight of the goods, where it is known.</Trans>
      </p>
      {sides.map(([name, label]) => (
        <div key={name} className="col-span-2 sm:col-span-1">
          <Input
            label={label}
            inputMode="decimal"
            value={value[name]}
            maxLength={8}
            onChange={(event) => onChange({ ...value, [name]: event.target.value })}
            error={wrong === name ? t`A number, please.` : undefined}
          />
        </div>
      ))}
      <div className="col-span-2 sm:col-span-1">
        <Select label={t`Size in`} value={units.length} onChange={(event) => onUnits({ ...units, length: event.target.value as LengthUnit })}>
          {(['cm', 'in'] as const).map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </Select>
      </div>
      <p className="col-span-4 self-end pb-2 text-12 text-ink-2 sm:col-span-2">
        <Trans>The size is optional; some prices depend on it.</Trans>
      </p>
    </div>
  )
}
