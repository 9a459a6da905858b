/** A new key: what it may do and for how long; then the key itself, this once. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'react-router'

import { type NewApiKeyOut, useCreateApiKeyMutation } from '@/api/gen/apiKeys'
import { useListPermissionsQuery } from '@/api/gen/members'
import { useScopeChoice } from '@/app/scope-button'
import { useMay, useOrganisation, useProfile } from '@/app/session'
import { date } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { Button, ButtonLink } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { StoreLimit } from '@/ui/store-limit'

import { Picker } from '../components/picker'
import { Secret } from '../components/secret'
import { lifetimes } from '../keys'
import { byArea, whyNot } from '../permissions'

const DAY = 86_400_000

export function Component() {
  const [made, setMade] = useState<NewApiKeyOut | null>(null)
  return (
    <div className="max-w-3xl">
      <Link to="/settings/api-keys" className="mb-3 inline-flex min-h-8 items-center gap-1.5 text-13 text-ink-2 hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4" />
        <Trans>API keys</Trans>
      </Link>
      {made ? <Made made={made} /> : <Form onMade={setMade} />}
    </div>
  )
}

function Form({ onMade }: { onMade: (made: NewApiKeyOut) => void }) {
  const { permissions: mine } = useProfile()
  const { timezone } = useOrganisation()
  const reads = useMay('members.read')
  const catalogue = useListPermissionsQuery(undefined, { skip: !reads })
  // without leave to see the catalogue one may still give what one has
  const known = useMemo(() => catalogue.data?.data ?? (reads ? undefined : mine.map((name) => ({ name, meaning: '', assignable: true }))), [catalogue.data, reads, mine])
  const areas = useMemo(() => byArea(known ?? []), [known])
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const { stores } = useScopeChoice()
  const [limit, setLimit] = useState<string[] | null>(null)
  const [missing, setMissing] = useState<{ name?: string; permissions?: string; stores?: string }>({})
  useUnsaved(name !== '' || chosen.size > 0)
  const [create, { error, isLoading }] = useCreateApiKeyMutation()
  const found = error ? problem(error) : null
  const submit = async () => {
    const wrong = { ...(name.trim() ? {} : { name: t`Give the key a name.` }), ...(chosen.size ? {} : { permissions: t`Choose at least one permission.` }), ...(limit?.length === 0 ? { stores: t`Choose at least one store.` } : {}) }
    setMissing(wrong)
    if (Object.keys(wrong).length) return
    const answer = await create({ apiKeyBody: { name: name.trim(), permissions: [...chosen], expires_in_days: days ? Number(days) : null, store_ids: limit } })
    if (answer.data) onMade(answer.data.data)
  }
  if (catalogue.error && !known) return <Failure error={catalogue.error} retry={() => void catalogue.refetch()} />
  if (!known) return <Skeleton className="h-[32rem] w-full rounded-lg" />
  const free = known.filter((each) => !whyNot(each, mine)).map((each) => each.name)
  const lack = missing.permissions ?? found?.fields.permissions
  return (
    <form
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <h2 className="text-16">
        <Trans>New API key</Trans>
      </h2>
      <div className="grid gap-4 sm:grid-cols-2">
        <Input
          label={t`Name`}
          autoFocus
          maxLength={100}
          placeholder={t`Accounting export`}
          hint={t`What uses it, so that you know later whether it is still needed.`}
          value={name}
          error={missing.name ?? found?.fields.name}
          onChange={(event) => {
            setName(event.target.value)
            setMissing((before) => ({ ...before, name: undefined }))
          }}
        />
        <Select label={t`Expires`} value={days} hint={days ? t`On ${date(new Date(Date.now() + Number(days) * DAY), timezone)}.` : t`A key that never expires is found by others sooner or later. Prefer a year.`} onChange={(event) => setDays(event.target.value)}>
          {lifetimes().map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      </div>
      <div className="sm:max-w-md">
        <StoreLimit
          stores={stores}
          value={limit}
          error={missing.stores ?? found?.fields.store_ids}
          words={{
            label: t`Which stores`,
            all: t`All stores`,
            some: t`Some stores`,
            hint: limit ? t`The key sees and changes only what belongs to these stores, and reads the catalogue and stock.` : t`Of the whole organisation, including stores added later.`,
            find: t`Find a store`,
          }}
          onChange={(next) => {
            setLimit(next)
            setMissing((before) => ({ ...before, stores: undefined }))
          }}
        />
      </div>
      <div>
        <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
          <h3 className="text-14 font-semibold">
            <Trans>What it may do</Trans>
          </h3>
          <div className="flex gap-2">
            <Button look="quiet" onClick={() => setChosen(new Set(free.filter((each) => each.endsWith('.read'))))}>
              <Trans>Only read</Trans>
            </Button>
            <Button look="quiet" disabled={!chosen.size} onClick={() => setChosen(new Set())}>
              <Trans>Clear</Trans>
            </Button>
          </div>
        </div>
        <Picker
          areas={areas}
          chosen={chosen}
          onChange={(next) => {
            setChosen(next)
            setMissing((before) => ({ ...before, permissions: undefined }))
          }}
        />
        {lack && (
          <p role="alert" className="mt-1 text-13 text-bad">
            {lack}
          </p>
        )}
      </div>
      <FormError error={found && !Object.keys(found.fields).length ? error : null} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={isLoading}>
          <Trans>Make the key</Trans>
        </Button>
        <ButtonLink look="quiet" to="/settings/api-keys">
          <Trans>Cancel</Trans>
        </ButtonLink>
      </div>
    </form>
  )
}

function Made({ made }: { made: NewApiKeyOut }) {
  const { timezone } = useOrganisation()
  return (
    <div className="space-y-5 rounded-lg border border-line bg-surface p-5">
      <div>
        <h2 className="text-16">
          <Trans>Keep the key “{made.name}” now</Trans>
        </h2>
        <p className="mt-1 text-13 text-ink-2">
          <Trans>It is shown this once: KSAP keeps only its fingerprint. Put it into the program or a password manager, never into code that others read.</Trans>{' '}
          {made.expires_at ? <Trans>It works until {date(made.expires_at, timezone)}.</Trans> : <Trans>It does not expire.</Trans>}
        </p>
      </div>
      <Secret label={t`API key`} value={made.key} />
      <div>
        <p className="text-13 font-medium">
          <Trans>How to send it</Trans>
        </p>
        <pre className="mt-1 overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-12">{`curl -H "Authorization: Bearer $KSAP_KEY" ${window.location.origin}/api/v1/${made.permissions.includes('orders.read') ? 'orders' : 'stores'}`}</pre>
      </div>
      <ButtonLink to="/settings/api-keys">
        <Trans>I have kept it</Trans>
      </ButtonLink>
    </div>
  )
}
