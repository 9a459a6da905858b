import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { useGetShipFromQuery, useSetShipFromMutation } from '@/api/gen/fulfilment'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { type Address, AddressFields, blankAddress } from '../components/address-fields'
import { SaveBar } from '../components/save'
import { Section } from '../components/section'

export function Component() {
  const { data, error, refetch } = useGetShipFromQuery()
  if (data) return <Form saved={{ ...blankAddress, ...clean(data.data.address) }} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Skeleton className="h-72 w-full max-w-3xl rounded-lg" />
}

const clean = (address: object | null): Partial<Address> => Object.fromEntries(Object.entries(address ?? {}).filter(([name, value]) => name in blankAddress && typeof value === 'string'))

const NEEDED = ['name', 'line1', 'postal_code', 'city', 'country'] as const

function Form({ saved }: { saved: Address }) {
  const may = useMay('fulfilment.write')
  const tell = useToast()
  const [changes, setChanges] = useState<Partial<Address>>({})
  const [missing, setMissing] = useState<Record<string, string>>({})
  const [save, { error, isLoading }] = useSetShipFromMutation()
  const values = { ...saved, ...changes }
  const dirty = (Object.keys(changes) as (keyof Address)[]).some((name) => changes[name] !== saved[name])
  const fields = error ? problem(error).fields : {}
  const submit = async () => {
    const wrong = Object.fromEntries(NEEDED.filter((name) => !values[name].trim()).map((name) => [name, t`Fill this in.`]))
    setMissing(wrong)
    if (Object.keys(wrong).length) return
    const body = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()])) as Address
    const answer = await save({ appFulfilmentBodiesAddressBody: body })
    if (!answer.data) return
    setChanges({})
    tell(t`Saved`)
  }
  return (
    <Section title={<Trans>Where parcels leave from</Trans>} text={<Trans>Carriers quote their rates for this address, and labels show it as the sender.</Trans>}>
      <form
        className="space-y-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <AddressFields
          values={values}
          errors={{ ...fields, ...missing }}
          disabled={!may}
          onChange={(change) => {
            setChanges((before) => ({ ...before, ...change }))
            setMissing((before) => Object.fromEntries(Object.entries(before).filter(([name]) => !(name in change))))
          }}
        />
        <FormError error={Object.keys(fields).some((name) => name in values) ? null : error} />
        {may && <SaveBar dirty={dirty} busy={isLoading} onDiscard={() => setChanges({})} />}
      </form>
    </Section>
  )
}
