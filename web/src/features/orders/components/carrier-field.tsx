import { useId } from 'react'

import { useKnownCarriersQuery } from '@/api/gen/fulfilment'
import { Input } from '@/ui/field'

/** A carrier's name: known ones are offered, any other may be typed. */
export function CarrierField({ label, hint, value, onChange, error }: { label: string; hint?: string; value: string; onChange: (value: string) => void; error?: string }) {
  const id = useId()
  const { data } = useKnownCarriersQuery()
  return (
    <>
      <Input label={label} hint={hint} value={value} list={id} maxLength={200} autoComplete="off" error={error} onChange={(event) => onChange(event.target.value)} />
      <datalist id={id}>
        {data?.data.map((carrier) => (
          <option key={carrier.slug} value={carrier.title} />
        ))}
      </datalist>
    </>
  )
}
