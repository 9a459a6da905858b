import { t } from '@lingui/core/macro'

import { Input, Select } from '@/ui/field'

import { countries } from './choices'

export type Address = Record<'name' | 'company' | 'line1' | 'line2' | 'postal_code' | 'city' | 'region' | 'country' | 'phone' | 'email', string>

export const blankAddress: Address = { name: '', company: '', line1: '', line2: '', postal_code: '', city: '', region: '', country: '', phone: '', email: '' }

export function AddressFields({ values, errors, disabled, onChange }: { values: Address; errors: Record<string, string | undefined>; disabled: boolean; onChange: (change: Partial<Address>) => void }) {
  const text = (name: keyof Address, label: string, more: object = {}) => (
    <Input label={label} maxLength={200} disabled={disabled} value={values[name]} error={errors[name]} onChange={(event) => onChange({ [name]: event.target.value })} {...more} />
  )
  return (
    <div className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {text('name', t`Name`, { autoComplete: 'name', required: true })}
        {text('company', t`Company (optional)`, { autoComplete: 'organization' })}
      </div>
      {text('line1', t`Street and number`, { autoComplete: 'address-line1', required: true })}
      {text('line2', t`Further line (optional)`, { autoComplete: 'address-line2' })}
      <div className="grid gap-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
        {text('postal_code', t`Postal code`, { autoComplete: 'postal-code', maxLength: 20, required: true })}
        {text('city', t`City`, { autoComplete: 'address-level2', required: true })}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select label={t`Country`} required disabled={disabled} value={values.country} error={errors.country} onChange={(event) => onChange({ country: event.target.value })}>
          <option value="">{t`Choose`}</option>
          {countries().map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        {text('region', t`State or province (optional)`, { autoComplete: 'address-level1', maxLength: 100, hint: t`Its code, where there are such: NY, ON.` })}
        {text('phone', t`Phone (optional)`, { type: 'tel', autoComplete: 'tel', maxLength: 50 })}
        {text('email', t`E-mail (optional)`, { type: 'email', autoComplete: 'email' })}
      </div>
    </div>
  )
}
