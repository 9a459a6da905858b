import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { type FieldPath, useForm } from 'react-hook-form'

import { type AddressBody, useGetShipFromQuery, useSetShipFromMutation } from '@/api/gen/fulfilment'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'

import { Address } from './address'

/** Where parcels leave from: one address for the organisation. */
export function Origin() {
  const may = useMay('fulfilment.write')
  const { data, error, isLoading, refetch } = useGetShipFromQuery()
  const [editing, setEditing] = useState(false)
  const address = data?.data.address ?? null
  return (
    <Card
      title={<Trans>Ships from</Trans>}
      actions={
        may && address ? (
          <IconButton label={t`Change the address you ship from`} onClick={() => setEditing(true)} className="-mr-2">
            <Pencil className="size-4" />
          </IconButton>
        ) : undefined
      }
    >
      {isLoading ? (
        <Skeleton className="h-16 w-full" />
      ) : error ? (
        <Failure error={error} retry={() => void refetch()} className="flex gap-3" />
      ) : address ? (
        <div className="text-13">
          <Address address={address as unknown as Record<string, unknown>} />
        </div>
      ) : (
        <div className="space-y-2 text-13">
          <p className="text-ink-2">
            <Trans>Carriers need the address that your parcels leave from.</Trans>
          </p>
          {may && (
            <Button onClick={() => setEditing(true)}>
              <Trans>Enter the address</Trans>
            </Button>
          )}
        </div>
      )}
      {editing && <EditOrigin address={address} onClose={() => setEditing(false)} />}
    </Card>
  )
}

const empty: Required<AddressBody> = { name: '', company: '', line1: '', line2: '', postal_code: '', city: '', region: '', country: '', phone: '', email: '' }

function EditOrigin({ address, onClose }: { address: AddressBody | null; onClose: () => void }) {
  const [save, { isLoading, error }] = useSetShipFromMutation()
  const form = useForm({ defaultValues: { ...empty, ...address } })
  const errors = form.formState.errors
  const submit = form.handleSubmit(async (values) => {
    const answer = await save({ appFulfilmentBodiesAddressBody: { ...values, country: values.country.toUpperCase() } })
    if (!answer.error) return onClose()
    for (const [field, message] of Object.entries(problem(answer.error).fields)) if (field in values) form.setError(field as FieldPath<typeof values>, { message })
  })
  const field = (name: keyof typeof empty, label: string, options: { required?: string; autoComplete?: string; maxLength?: number; hint?: string } = {}) => (
    <Input
      label={label}
      hint={options.hint}
      maxLength={options.maxLength ?? 200}
      autoComplete={options.autoComplete}
      error={errors[name]?.message}
      {...form.register(name, options.required ? { required: options.required } : {})}
    />
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={<Trans>Address you ship from</Trans>}
      description={<Trans>It stands on every label and is where parcels that cannot be delivered come back to.</Trans>}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="origin" look="primary" busy={isLoading}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form id="origin" onSubmit={(event) => void submit(event)} noValidate className="grid gap-3 pb-2 sm:grid-cols-2">
        {field('name', t`Name`, { required: t`Who sends it?`, autoComplete: 'name' })}
        {field('company', t`Company`, { autoComplete: 'organization' })}
        {field('line1', t`Street and number`, { required: t`Enter the street.`, autoComplete: 'address-line1' })}
        {field('line2', t`Further line`, { autoComplete: 'address-line2' })}
        {field('postal_code', t`Postal code`, { required: t`Enter the postal code.`, autoComplete: 'postal-code', maxLength: 30 })}
        {field('city', t`City`, { required: t`Enter the city.`, autoComplete: 'address-level2' })}
        {field('region', t`State or province (code)`, { autoComplete: 'address-level1', maxLength: 50 })}
        {field('country', t`Country (two letters)`, { required: t`Enter the country, as DE or US.`, autoComplete: 'country', maxLength: 2 })}
        {field('phone', t`Phone`, { autoComplete: 'tel', maxLength: 50 })}
        {field('email', t`E-mail`, { autoComplete: 'email' })}
        <div className="sm:col-span-2">
          <FormError error={error && !Object.keys(problem(error).fields).length ? error : null} />
        </div>
      </form>
    </Dialog>
  )
}
