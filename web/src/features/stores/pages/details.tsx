import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type StoreOut, useListStoresQuery, useUpdateStoreMutation } from '@/api/gen/stores'
import { useMay, useOrganisation } from '@/app/session'
import { countryName } from '@/lib/countries'
import { date } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { Button } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Input, Textarea } from '@/ui/field'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Choice } from '../components/choice'
import { Notice } from '../components/notice'
import { useStore } from '../store-context'
import { STATUSES, storeStatus } from '../words'

export function Component() {
  const { store } = useStore()
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="space-y-5">
        <Words />
        <Status />
      </div>
      <Shop store={store} />
    </div>
  )
}

type Fields = Pick<StoreOut, 'name' | 'description' | 'group_name' | 'logo_url'>
const fieldsOf = (store: StoreOut): Fields => ({ name: store.name, description: store.description, group_name: store.group_name, logo_url: store.logo_url })

function Words() {
  const { store, etag } = useStore()
  const may = useMay('stores.write') && store.status !== 'suspended'
  const tell = useToast()
  const [based, setBased] = useState({ fields: fieldsOf(store), etag })
  const [values, setValues] = useState(based.fields)
  const [update, { error, isLoading, reset }] = useUpdateStoreMutation()
  const { data: stores } = useListStoresQuery({ limit: 250 })
  const groups = [...new Set(stores?.data.map((each) => each.group_name).filter(Boolean))]
  const found = error ? problem(error) : null
  const conflict = found?.status === 412 || found?.status === 409
  const changed = (Object.keys(values) as (keyof Fields)[]).filter((name) => values[name] !== based.fields[name])
  useUnsaved(changed.length > 0)
  const set = (change: Partial<Fields>) => setValues((before) => ({ ...before, ...change }))
  const save = async () => {
    const answer = await update({ storeId: store.id, 'If-Match': based.etag, storePatch: Object.fromEntries(changed.map((name) => [name, values[name].trim()])) })
    if (!answer.data) return
    const fresh = fieldsOf(answer.data.data)
    setBased({ fields: fresh, etag: (answer.data as { etag?: string }).etag })
    setValues(fresh)
    tell(t`Saved`)
  }
  // takes the store as it is now as the base; what was typed stays
  const rebase = () => {
    const fresh = fieldsOf(store)
    setValues((before) => ({ ...fresh, ...Object.fromEntries(changed.map((name) => [name, before[name]])) }))
    setBased({ fields: fresh, etag })
    reset()
  }
  return (
    <Card title={<Trans>Name and description</Trans>}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
        className="space-y-4"
      >
        <Input label={t`Name`} required maxLength={200} disabled={!may} value={values.name} error={found?.fields.name} onChange={(event) => set({ name: event.target.value })} />
        <Textarea label={t`Description`} hint={t`For you and your team.`} maxLength={2000} disabled={!may} value={values.description} error={found?.fields.description} onChange={(event) => set({ description: event.target.value })} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Input label={t`Group`} hint={t`Stores of a group stand together on Home.`} list="groups" maxLength={100} disabled={!may} value={values.group_name} error={found?.fields.group_name} onChange={(event) => set({ group_name: event.target.value })} />
          <datalist id="groups">
            {groups.map((group) => (
              <option key={group} value={group} />
            ))}
          </datalist>
          <Input label={t`Address of the logo`} type="url" placeholder="https://" maxLength={2000} disabled={!may} value={values.logo_url} error={found?.fields.logo_url} onChange={(event) => set({ logo_url: event.target.value })} />
        </div>
        {conflict ? (
          <Notice tone="warn" title={t`Somebody changed this store meanwhile.`} action={<Button onClick={rebase}>{t`Take over the newer state and keep what I typed`}</Button>} />
        ) : (
          <FormError error={found && Object.keys(found.fields).some((name) => name in values) ? null : error} />
        )}
        {may && (
          <div className="flex gap-2">
            <Button type="submit" look="primary" disabled={!changed.length || !values.name.trim()} busy={isLoading}>
              <Trans>Save</Trans>
            </Button>
            {changed.length > 0 && (
              <Button look="quiet" onClick={() => setValues(based.fields)}>
                <Trans>Discard changes</Trans>
              </Button>
            )}
          </div>
        )}
      </form>
    </Card>
  )
}

function Status() {
  const { store } = useStore()
  const may = useMay('stores.write')
  const tell = useToast()
  const [asked, setAsked] = useState(false)
  const [update, { error, isLoading, reset }] = useUpdateStoreMutation()
  const change = async (status: StoreOut['status']) => {
    const answer = await update({ storeId: store.id, storePatch: { status: status as 'active' | 'inactive' | 'suspended' } })
    if (!answer.data) return
    setAsked(false)
    tell(t`${store.name}: ${storeStatus(status).text}`)
  }
  const choose = (status: string) => {
    if (status === store.status) return
    reset()
    if (status === 'suspended') setAsked(true)
    else void change(status)
  }
  return (
    <Card title={<Trans>Status</Trans>} flush>
      <fieldset disabled={!may || isLoading} className="divide-y divide-line border-t border-line">
        <legend className="sr-only">
          <Trans>Status</Trans>
        </legend>
        {STATUSES.map((status) => {
          const word = storeStatus(status)
          return <Choice key={status} name="status" checked={store.status === status} onChoose={() => choose(status)} title={word.text} text={word.meaning} />
        })}
      </fieldset>
      {error && !asked && (
        <div className="px-4 py-3">
          <FormError error={error} />
        </div>
      )}
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t`Suspend ${store.name}?`}
        consequence={t`Nothing is synchronised any more, in either direction, and nothing of the store can be changed here until you activate it again. Orders that are placed meanwhile come in then.`}
        action={<Trans>Suspend</Trans>}
        busy={isLoading}
        error={error}
        onConfirm={() => void change('suspended')}
      >
        {null}
      </Confirm>
    </Card>
  )
}

function Shop({ store }: { store: StoreOut }) {
  const { timezone } = useOrganisation()
  const rows: [string, string][] = [
    [t`Address`, store.domain],
    [t`Currency`, store.currency],
    [t`Country`, store.country ? countryName(store.country) : ''],
    [t`Time zone`, store.timezone],
    [t`Here since`, date(store.created_at, timezone)],
  ]
  return (
    <Card title={<Trans>As the shop says</Trans>}>
      <Facts rows={rows.filter(([, value]) => value)} />
    </Card>
  )
}
