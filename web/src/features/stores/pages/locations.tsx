import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Navigate, useNavigate } from 'react-router'

import { type LocationOut, useCreateLocationMutation, useListLocationsQuery } from '@/api/gen/inventory'
import type { DraftOut, PlatformOut } from '@/api/gen/stores'
import { type LocationPreview, useLinkStoreLocationMutation, usePreviewImportQuery } from '@/api/gen/sync'
import { problem } from '@/lib/errors'
import { Button, ButtonLink } from '@/ui/button'
import { Select } from '@/ui/field'
import { Failure, FormError } from '@/ui/state'
import { SkeletonRows } from '@/ui/skeleton'

import { StepButtons, WizardPage, useWizard } from '../components/wizard'

const NEW = ''

export function Component() {
  const { draft, platform, instead } = useWizard('locations')
  if (!draft || !platform) return instead
  if (draft.step !== 'finished' || !draft.store_id) return <Navigate to={`/stores/connect/${draft.id}/test`} replace />
  return <Mapping draft={draft} platform={platform} storeId={draft.store_id} />
}

function Mapping({ draft, platform, storeId }: { draft: DraftOut; platform: PlatformOut; storeId: string }) {
  const preview = usePreviewImportQuery({ storeId })
  const ours = useListLocationsQuery()
  const places = preview.data?.data.locations
  const error = preview.error ?? ours.error
  return (
    <WizardPage
      at="locations"
      title={t`Match locations`}
      draft={draft}
      platform={platform}
      intro={<Trans>Stock is counted by location. Say which of your locations each one in the shop is, so that a unit sold here is gone there, too.</Trans>}
    >
      {places && ours.data ? (
        <Form key={storeId} draft={draft} storeId={storeId} places={[...places]} ours={ours.data.data} />
      ) : error ? (
        <Failure
          error={error}
          className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4"
          retry={() => {
            if (preview.error) void preview.refetch()
            if (ours.error) void ours.refetch()
          }}
        />
      ) : (
        <div className="rounded-lg border border-line bg-surface">
          <SkeletonRows rows={3} />
        </div>
      )}
    </WizardPage>
  )
}

function Form({ draft, storeId, places, ours }: { draft: DraftOut; storeId: string; places: LocationPreview[]; ours: LocationOut[] }) {
  const navigate = useNavigate()
  const active = useMemo(() => ours.filter((each) => each.active), [ours])
  const [choice, setChoice] = useState<Record<string, string>>(() => Object.fromEntries(places.map((each) => [each.remote_location_id, each.location_id ?? NEW])))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<unknown>(null)
  const [link] = useLinkStoreLocationMutation()
  const [create] = useCreateLocationMutation()

  const save = async (place: LocationPreview): Promise<boolean> => {
    let chosen = choice[place.remote_location_id] ?? NEW
    if (chosen === (place.location_id ?? NEW) && (place.linked || chosen === NEW)) return true // as it is, or as the import does it
    if (chosen === NEW) {
      const made = await create({ locationBody: { name: place.remote_name } })
      if (!made.data) return fail(place, made.error)
      chosen = made.data.data.id
      setChoice((before) => ({ ...before, [place.remote_location_id]: chosen }))
    }
    const linked = await link({ storeId, appSyncRoutesStoresLinkBody: { remote_location_id: place.remote_location_id, location_id: chosen } })
    return linked.data ? true : fail(place, linked.error)
  }
  const fail = (place: LocationPreview, error: unknown): boolean => {
    const found = problem(error)
    if (typeof found.status === 'number' && found.status < 500) setErrors((before) => ({ ...before, [place.remote_location_id]: found.message }))
    else setFailed(error)
    return false
  }
  const submit = async () => {
    setErrors({})
    setFailed(null)
    const twice = places.filter((place) => choice[place.remote_location_id] && places.some((other) => other !== place && choice[other.remote_location_id] === choice[place.remote_location_id]))
    if (twice.length) {
      setErrors(Object.fromEntries(twice.map((place) => [place.remote_location_id, t`One location here can be one location there only.`])))
      return
    }
    setBusy(true)
    let good = true
    for (const place of places) good = (await save(place)) && good
    setBusy(false)
    if (good) void navigate(`/stores/connect/${draft.id}/preview`)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {places.length === 0 ? (
        <p className="rounded-lg border border-line bg-surface p-4 text-13 text-ink-2">
          <Trans>This shop keeps its stock in one place, without locations. It is counted at your default location.</Trans>
        </p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {places.map((place) => (
            <li key={place.remote_location_id} className="grid items-center gap-x-4 gap-y-2 p-4 sm:grid-cols-[minmax(0,1fr)_1rem_minmax(0,1fr)]">
              <div className="min-w-0">
                <p className="text-12 text-ink-2">
                  <Trans>In the shop</Trans>
                </p>
                <p className="truncate text-13 font-medium">{place.remote_name}</p>
              </div>
              <ArrowRight aria-hidden="true" className="hidden size-4 text-ink-3 sm:block" />
              <Select
                label={t`Here: location for ${place.remote_name}`}
                hideLabel
                error={errors[place.remote_location_id]}
                value={choice[place.remote_location_id] ?? NEW}
                onChange={(event) => setChoice((before) => ({ ...before, [place.remote_location_id]: event.target.value }))}
              >
                {active.map((location) => (
                  <option key={location.id} value={location.id}>
                    {location.is_default ? t`${location.name} (default)` : location.name}
                  </option>
                ))}
                <option value={NEW}>{t`New location "${place.remote_name}"`}</option>
              </Select>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4">
        <FormError error={failed} />
      </div>
      <StepButtons back={<ButtonLink look="quiet" to={`/stores/${storeId}`}>{t`Later`}</ButtonLink>}>
        <Button type="submit" look="primary" busy={busy}>
          <Trans>Continue</Trans>
        </Button>
      </StepButtons>
    </form>
  )
}
