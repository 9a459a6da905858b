import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type BusinessFields, type OrganisationOut, useCreateOrganisationMutation, useGetOrganisationQuery, useSwitchOrganisationMutation, useUpdateOrganisationMutation } from '@/api/gen/accounts'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { countries, currencies, timezones } from '../components/choices'
import { SaveBar } from '../components/save'
import { Section } from '../components/section'
import { SignInPolicy } from '../components/sign-in-policy'

export function Component() {
  const { data, error, refetch } = useGetOrganisationQuery()
  if (data) return <Form key={data.data.id} organisation={data.data} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Skeleton className="h-72 w-full max-w-3xl rounded-lg" />
}

type Values = Record<'name' | 'currency' | 'timezone' | keyof BusinessFields, string>

const valuesOf = ({ name, currency, timezone, business }: OrganisationOut): Values => ({
  name,
  currency,
  timezone,
  legal_name: business.legal_name ?? '',
  registration_number: business.registration_number ?? '',
  tax_number: business.tax_number ?? '',
  country: business.country ?? '',
  phone: business.phone ?? '',
  website: business.website ?? '',
})

const BUSINESS = ['legal_name', 'registration_number', 'tax_number', 'country', 'phone', 'website'] as const

function Form({ organisation }: { organisation: OrganisationOut }) {
  const may = useMay('organisation.update')
  const tell = useToast()
  const saved = valuesOf(organisation)
  const [changes, setChanges] = useState<Partial<Values>>({})
  const [update, { error, isLoading }] = useUpdateOrganisationMutation()
  const values = { ...saved, ...changes }
  const changed = (Object.keys(changes) as (keyof Values)[]).filter((name) => changes[name] !== saved[name])
  const fields = error ? problem(error).fields : {}
  const fault = (name: keyof Values) => fields[name] ?? fields[`business.${name}`]
  const shown = Object.keys(values).some((name) => fault(name as keyof Values))
  const set = (name: keyof Values) => (event: { target: { value: string } }) => setChanges((before) => ({ ...before, [name]: event.target.value }))
  const text = (name: keyof Values, label: string, more: object = {}) => <Input label={label} maxLength={200} disabled={!may} value={values[name]} error={fault(name)} onChange={set(name)} {...more} />
  const save = async () => {
    // only what was changed here is sent: what somebody else changed meanwhile stays
    const own = Object.fromEntries(changed.filter((name) => !BUSINESS.includes(name as keyof BusinessFields)).map((name) => [name, values[name].trim()]))
    const business = changed.some((name) => BUSINESS.includes(name as keyof BusinessFields)) ? Object.fromEntries(BUSINESS.map((name) => [name, values[name].trim()])) : undefined
    const answer = await update({ organisationBody: { ...own, ...(business ? { business } : {}) } })
    if (!answer.data) return
    setChanges({})
    tell(t`Saved`)
  }
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Section title={<Trans>Organisation</Trans>} text={<Trans>Totals are shown in its currency, days begin in its time zone. Orders keep their own currency.</Trans>}>
          <div className="space-y-4">
            {text('name', t`Name`)}
            <div className="grid gap-4 sm:grid-cols-2">
              <Select label={t`Currency`} disabled={!may} value={values.currency} error={fault('currency')} onChange={set('currency')}>
                {currencies(saved.currency).map(([code, words]) => (
                  <option key={code} value={code}>
                    {words}
                  </option>
                ))}
              </Select>
              <Select label={t`Time zone`} disabled={!may} value={values.timezone} error={fault('timezone')} onChange={set('timezone')}>
                {timezones(saved.timezone).map((zone) => (
                  <option key={zone} value={zone}>
                    {zone.replaceAll('_', ' ')}
                  </option>
                ))}
              </Select>
            </div>
          </div>
        </Section>
        <Section title={<Trans>Business</Trans>} text={<Trans>Printed on documents such as packing slips.</Trans>}>
          <div className="space-y-4">
            {text('legal_name', t`Registered name`, { autoComplete: 'organization' })}
            <div className="grid gap-4 sm:grid-cols-2">
              {text('registration_number', t`Registration number`)}
              {text('tax_number', t`Tax number`)}
              <Select label={t`Country`} disabled={!may} value={values.country} error={fault('country')} onChange={set('country')}>
                <option value="">–</option>
                {countries().map(([code, name]) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </Select>
              {text('phone', t`Phone`, { type: 'tel', autoComplete: 'tel' })}
            </div>
            {text('website', t`Website`, { type: 'url', placeholder: 'https://' })}
            <FormError error={shown ? null : error} />
            {may && <SaveBar dirty={changed.length > 0 && Boolean(values.name.trim())} busy={isLoading} onDiscard={() => setChanges({})} />}
          </div>
        </Section>
      </form>
      <SignInPolicy />
      <Section title={<Trans>Another organisation</Trans>} text={<Trans>With stores, orders and members of its own, kept apart from this one. You own it.</Trans>}>
        <Further />
      </Section>
    </>
  )
}

function Further() {
  const [name, setName] = useState('')
  const [create, creating] = useCreateOrganisationMutation()
  const [enter, entering] = useSwitchOrganisationMutation()
  const error = creating.error ?? entering.error
  const wrong = error ? problem(error).fields.name : undefined
  const go = async () => {
    const made = await create({ newOrganisationBody: { name: name.trim(), timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC' } })
    if (!made.data) return
    const entered = await enter({ switchBody: { org_id: made.data.data.id } })
    if (entered.data) window.location.assign('/')
  }
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) void go()
      }}
    >
      <div className="min-w-0 flex-1 basis-56">
        <Input label={t`Name`} maxLength={200} value={name} error={wrong} onChange={(event) => setName(event.target.value)} />
      </div>
      <Button type="submit" disabled={!name.trim()} busy={creating.isLoading || entering.isLoading}>
        <Trans>Create and enter</Trans>
      </Button>
      <FormError error={wrong ? null : error} />
    </form>
  )
}
