import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type PreferencesOut, useGetSyncPreferencesQuery, useSetSyncPreferencesMutation } from '@/api/gen/sync'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input, Select, Switch } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { useStore } from '../store-context'

type Direction = PreferencesOut['products_direction']

export function Component() {
  const { store } = useStore()
  const { data, error, refetch } = useGetSyncPreferencesQuery({ storeId: store.id })
  if (data) return <Form key={store.id} storeId={store.id} name={store.name} saved={data.data} locked={store.status === 'suspended'} />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  return <Skeleton className="h-72 w-full rounded-lg" />
}

const intervals = (): [string, string][] => [
  ['', t`As often as any store`],
  ['30', t`Every 30 seconds`],
  ['60', t`Every minute`],
  ['300', t`Every 5 minutes`],
  ['900', t`Every 15 minutes`],
  ['3600', t`Every hour`],
  ['86400', t`Once a day`],
]

function Form({ storeId, name, saved, locked }: { storeId: string; name: string; saved: PreferencesOut; locked: boolean }) {
  const may = useMay('sync.run') && !locked
  const tell = useToast()
  const [changes, setChanges] = useState<Partial<PreferencesOut>>({})
  const [buffer, setBuffer] = useState(String(saved.stock_buffer))
  const [save, { error, isLoading }] = useSetSyncPreferencesMutation()
  const now = { ...saved, ...changes }
  const units = /^\d{1,7}$/.test(buffer.trim()) ? Number(buffer) : null
  const real = Object.fromEntries(Object.entries({ ...changes, ...(units !== null && units !== saved.stock_buffer ? { stock_buffer: units } : {}) }).filter(([key, value]) => saved[key as keyof PreferencesOut] !== value))
  const dirty = Object.keys(real).length > 0 || units === null
  useUnsaved(dirty)
  const set = (change: Partial<PreferencesOut>) => setChanges((before) => ({ ...before, ...change }))
  const found = error ? problem(error) : null
  const options = intervals()
  const poll = now.poll_seconds === null ? '' : String(now.poll_seconds)
  if (!options.some(([value]) => value === poll)) options.push([poll, t`Every ${poll} seconds`])
  const direction = (on: boolean, value: Direction, label: string, change: (value: Direction) => void) => (
    <div className="sm:w-64">
      <Select label={label} hideLabel disabled={!may || !on} value={value} onChange={(event) => change(event.target.value as Direction)}>
        <option value="both">{t`Both ways`}</option>
        <option value="from_store">{t`From the store to here`}</option>
        <option value="to_store">{t`From here to the store`}</option>
      </Select>
    </div>
  )
  const row = 'grid gap-3 px-4 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center sm:gap-8'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (units === null) return
        void save({ storeId, preferencesBody: real }).then((answer) => {
          if (!answer.data) return
          setChanges({})
          tell(t`Saved`)
        })
      }}
      className="max-w-3xl space-y-5"
    >
      {locked && (
        <p className="text-13 text-warn">
          <Trans>A suspended store is read-only. Activate it under Details first.</Trans>
        </p>
      )}
      <Card title={<Trans>What is kept alike</Trans>} flush>
        <div className="divide-y divide-line border-t border-line">
          <div className={row}>
            <Switch label={t`Products`} hint={t`Titles, descriptions, pictures and variants.`} checked={now.sync_products} disabled={!may} onChange={(on) => set({ sync_products: on })} />
            {direction(now.sync_products, now.products_direction, t`Direction of products`, (value) => set({ products_direction: value }))}
          </div>
          <div className={row}>
            <Switch label={t`Prices`} hint={t`Off, each side keeps its own prices.`} checked={now.sync_prices && now.sync_products} disabled={!may || !now.sync_products} onChange={(on) => set({ sync_prices: on })} />
            {direction(now.sync_prices && now.sync_products, now.prices_direction, t`Direction of prices`, (value) => set({ prices_direction: value }))}
          </div>
          <div className={row}>
            <Switch label={t`Stock`} hint={t`Units at the matched locations.`} checked={now.sync_stock} disabled={!may} onChange={(on) => set({ sync_stock: on })} />
            {direction(now.sync_stock, now.stock_direction, t`Direction of stock`, (value) => set({ stock_direction: value }))}
          </div>
          <div className={row}>
            <Switch label={t`Orders`} hint={t`They come from the store; what has shipped goes back to it.`} checked={now.sync_orders} disabled={!may} onChange={(on) => set({ sync_orders: on })} />
            <span className="hidden sm:block sm:w-64" />
          </div>
        </div>
      </Card>
      <Card title={<Trans>Rules</Trans>}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={t`When both sides changed a field`}
            hint={t`Decided at once; you can decide otherwise afterwards under Sync.`}
            disabled={!may}
            value={now.on_conflict}
            onChange={(event) => set({ on_conflict: event.target.value as PreferencesOut['on_conflict'] })}
          >
            <option value="newest">{t`The newest change wins`}</option>
            <option value="ours">{t`What is here wins`}</option>
            <option value="theirs">{t`What is in the store wins`}</option>
          </Select>
          <Select label={t`Ask the store for news`} hint={t`Besides what its webhooks bring at once.`} disabled={!may} value={poll} onChange={(event) => set({ poll_seconds: event.target.value ? Number(event.target.value) : null })}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </Select>
          <Input
            label={t`Stock buffer`}
            hint={t`Units that ${name} is never offered, as a reserve against overselling.`}
            inputMode="numeric"
            disabled={!may}
            value={buffer}
            maxLength={7}
            className="tnum text-right"
            error={units === null ? t`Give a whole number, 0 or more.` : found?.fields.stock_buffer}
            onChange={(event) => setBuffer(event.target.value)}
          />
        </div>
      </Card>
      <FormError error={error} />
      {may && (
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="primary" disabled={!dirty || units === null} busy={isLoading}>
            <Trans>Save</Trans>
          </Button>
          {dirty && (
            <Button
              look="quiet"
              onClick={() => {
                setChanges({})
                setBuffer(String(saved.stock_buffer))
              }}
            >
              <Trans>Discard changes</Trans>
            </Button>
          )}
          {dirty && (
            <span className="text-13 text-ink-2">
              <Trans>What may go to the store from now on goes at once.</Trans>
            </span>
          )}
        </div>
      )}
    </form>
  )
}
