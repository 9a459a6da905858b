import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { MapPin, Plus } from 'lucide-react'
import { useState } from 'react'

import { type LocationOut, useCreateLocationMutation, useListLocationsQuery, useUpdateLocationMutation } from '@/api/gen/inventory'
import { useMay } from '@/app/session'
import { countryName } from '@/lib/countries'
import { problem } from '@/lib/errors'
import { Badge, Tag } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input, Select, Switch } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { countries } from '../components/choices'

const KEYS = { address1: ['address1', 'line1'], zip: ['zip', 'postal_code', 'postcode'], city: ['city'], countryCode: ['countryCode', 'country'] } as const

/** Addresses of locations come from platforms, each with its own names. */
const part = (address: Record<string, string>, key: keyof typeof KEYS): string => KEYS[key].map((name) => address[name]).find(Boolean) ?? ''

export function Component() {
  const may = useMay('inventory.manage')
  const { data, error, refetch } = useListLocationsQuery()
  const [edited, setEdited] = useState<LocationOut | 'new' | null>(null)
  const locations = data?.data ?? []
  return (
    <div className="max-w-3xl">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-prose text-13 text-ink-2">
          <Trans>Where your stock is. Each store's locations are matched to these.</Trans>
        </p>
        {may && (
          <Button look="primary" icon={<Plus className="size-4" />} onClick={() => setEdited('new')}>
            <Trans>New location</Trans>
          </Button>
        )}
      </div>
      <div className="rounded-lg border border-line bg-surface">
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <SkeletonRows rows={3} />
        ) : locations.length === 0 ? (
          <Empty icon={<MapPin />} title={<Trans>No locations yet</Trans>}>
            <Trans>The first store that you connect brings its own.</Trans>
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {locations.map((location) => (
              <li key={location.id} className="flex items-center gap-3 px-4 py-3">
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-13 font-medium">
                    {location.name}
                    {location.is_default && <Tag>{t`Default`}</Tag>}
                    {!location.active && <Badge>{t`Closed`}</Badge>}
                  </p>
                  <p className="truncate text-12 text-ink-2">{oneLine(location.address) || t`No address`}</p>
                </div>
                {may && (
                  <Button look="quiet" aria-label={t`Edit ${location.name}`} onClick={() => setEdited(location)}>
                    <Trans>Edit</Trans>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {edited && <Edit location={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </div>
  )
}

function oneLine(address: Record<string, string>): string {
  const country = part(address, 'countryCode')
  return [part(address, 'address1'), [part(address, 'zip'), part(address, 'city')].filter(Boolean).join(' '), country && countryName(country)].filter(Boolean).join(', ')
}

function Edit({ location, onClose }: { location: LocationOut | null; onClose: () => void }) {
  const tell = useToast()
  const before = location?.address ?? {}
  const [values, setValues] = useState({
    name: location?.name ?? '',
    address1: part(before, 'address1'),
    zip: part(before, 'zip'),
    city: part(before, 'city'),
    countryCode: part(before, 'countryCode'),
    active: location?.active ?? true,
    is_default: location?.is_default ?? false,
  })
  const [create, creating] = useCreateLocationMutation()
  const [update, updating] = useUpdateLocationMutation()
  const error = creating.error ?? updating.error
  const fields = error ? problem(error).fields : {}
  const set = (change: Partial<typeof values>) => setValues((old) => ({ ...old, ...change }))
  const save = async () => {
    const known = new Set<string>(Object.values(KEYS).flat())
    const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !known.has(name)))
    const typed = Object.fromEntries((['address1', 'zip', 'city', 'countryCode'] as const).map((name) => [name, values[name].trim()]).filter(([, value]) => value)) as Record<string, string>
    const address = { ...kept, ...typed }
    const name = values.name.trim()
    const answer = location
      ? await update({ locationId: location.id, locationPatch: { name, address, ...(values.active !== location.active ? { active: values.active } : {}), ...(values.is_default && !location.is_default ? { is_default: true } : {}) } })
      : await create({ locationBody: { name, address } })
    if (!answer.data) return
    tell(t`Saved`)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={location ? t`Edit ${location.name}` : t`New location`}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (values.name.trim()) void save()
        }}
      >
        <Input label={t`Name`} autoFocus maxLength={200} value={values.name} error={fields.name} onChange={(event) => set({ name: event.target.value })} />
        <Input label={t`Street and number`} maxLength={200} value={values.address1} onChange={(event) => set({ address1: event.target.value })} />
        <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <Input label={t`Postal code`} maxLength={20} value={values.zip} onChange={(event) => set({ zip: event.target.value })} />
          <Input label={t`City`} maxLength={200} value={values.city} onChange={(event) => set({ city: event.target.value })} />
        </div>
        <Select label={t`Country`} value={values.countryCode} onChange={(event) => set({ countryCode: event.target.value })}>
          <option value="">–</option>
          {countries().map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        {location && !location.is_default && (
          <>
            <Switch label={t`Default location`} hint={t`Where stock goes that names no other place.`} checked={values.is_default} onChange={(on) => set({ is_default: on, active: on || values.active })} />
            <Switch label={t`Open`} hint={t`A closed location offers no stock to the stores.`} checked={values.active} disabled={values.is_default} onChange={(on) => set({ active: on })} />
          </>
        )}
        <FormError error={fields.name ? null : error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary" busy={creating.isLoading || updating.isLoading} disabled={!values.name.trim()}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
