import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeftRight } from 'lucide-react'
import { useMemo, useState } from 'react'

import { useListStoresQuery } from '@/api/gen/stores'
import type { ExchangeOut } from '@/api/gen/sync'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { number } from '@/lib/money'
import { resourceName } from '@/lib/runs'
import { useRows } from '@/lib/pages'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Card, Facts } from '@/ui/card'
import { Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Empty, Failure } from '@/ui/state'
import { type Column, Table } from '@/ui/table/table'

import { useExchangePagesInfiniteQuery } from '../api'
import { SyncFrame, useOneStore } from '../components/frame'
import { pretty } from '../components/json'

const tone = (status: number | null) => (status === null ? 'bad' : status < 300 ? 'ok' : status < 500 ? 'warn' : 'bad')

/** `/admin/api/2026-07/graphql.json?…`: what tells calls to one shop apart. */
function pathOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed ? parsed.pathname + parsed.search : url
}

/** What a call was about, from the connector's name for it: `orders.by_id`, `inventory_items`. */
function callArea(purpose: string): string {
  const area = purpose.split(/[._]/)[0] ?? ''
  const words: Record<string, string> = {
    product: t`Products`,
    variant: t`Products`,
    listing: t`Products`,
    order: t`Orders`,
    inventory: t`Stock`,
    location: t`Locations`,
    fulfil: t`Shipments`,
    fulfillment: t`Shipments`,
    webhook: t`Webhooks`,
    shop: t`Store details`,
    account: t`Store details`,
    auth: t`Sign-in`,
    token: t`Sign-in`,
  }
  const known = words[area] ?? words[area.replace(/s$/, '')] ?? resourceName(area)
  return known === area ? '' : known
}

/** Each call to a store's vendor, with secrets and people's data masked before they were kept. */
export function Component() {
  const url = useUrlState()
  const scoped = useOneStore()
  const { timezone } = useOrganisation()
  const { data: stores } = useListStoresQuery({ limit: 250 })
  const storeId = scoped ?? stores?.data[0]?.id ?? ''
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useExchangePagesInfiniteQuery({ storeId }, { skip: !storeId })
  const rows = useRows<ExchangeOut>(data)
  const [shown, show] = useState<ExchangeOut | null>(null)
  const columns = useMemo<Column<ExchangeOut>[]>(
    () => [
      {
        key: 'what',
        head: t`Purpose`,
        width: 'minmax(14rem,1.4fr)',
        phone: 'title',
        cell: (call) => (
          <button type="button" className="min-h-6 max-w-full truncate text-left after:absolute after:inset-0" onClick={() => show(call)}>
            {callArea(call.purpose) || call.method} <span className="font-mono text-12 text-ink-2">{call.purpose}</span>
          </button>
        ),
      },
      { key: 'status', head: t`Answer`, width: '6rem', phone: 'end', cell: (call) => <Badge tone={tone(call.status)}>{call.status ?? t`none`}</Badge> },
      { key: 'url', head: t`Address`, width: 'minmax(12rem,2fr)', gives: 2, cell: (call) => <span title={`${call.method} ${call.url}`} className="font-mono text-12">{`${call.method} ${pathOf(call.url)}`}</span> },
      { key: 'ms', head: t`Took`, width: '5rem', gives: 1, align: 'end', phone: 'second', cell: (call) => `${number(call.ms)} ms` },
      { key: 'at', head: t`When`, width: '10.5rem', align: 'end', phone: 'second', cell: (call) => dateTime(call.at, timezone) },
    ],
    [timezone],
  )
  return (
    <SyncFrame>
      <div className="mb-3 w-full sm:w-64">
        <Select label={t`Store`} hideLabel value={storeId} onChange={(event) => url.set({ store: event.target.value })}>
          {(stores?.data ?? []).map((store) => (
            <option key={store.id} value={store.id}>
              {store.name}
            </option>
          ))}
        </Select>
      </div>
      <Card flush>
        {error && !rows.length ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Table
            label={t`Calls`}
            columns={columns}
            rows={rows}
            rowKey={(call) => call.id}
            loading={isLoading || (!storeId && !stores)}
            loadingMore={isFetchingNextPage}
            hasMore={hasNextPage}
            onMore={() => void fetchNextPage()}
            empty={
              <Empty icon={<ArrowLeftRight />} title={<Trans>No calls yet</Trans>}>
                <Trans>Every call to the store's platform is kept here for a while, with secrets and personal data masked.</Trans>
              </Empty>
            }
          />
        )}
      </Card>
      {shown && (
        <Dialog open onOpenChange={() => show(null)} width="wide" title={callArea(shown.purpose) || shown.purpose || shown.method} description={`${shown.method} ${shown.url}`}>
          <div className="space-y-4 pb-4">
            <Facts
              rows={[
                [t`Answer`, shown.status ?? shown.error],
                [t`Took`, `${number(shown.ms)} ms`],
                [t`Try`, shown.attempt],
                [t`When`, dateTime(shown.at, timezone)],
                [t`Correlation`, <span key="c" className="font-mono text-12">{shown.correlation_id}</span>],
              ]}
            />
            <Part title={t`Sent`} text={shown.request_body} />
            <Part title={t`Received`} text={shown.response_body} />
          </div>
        </Dialog>
      )}
    </SyncFrame>
  )
}

function Part({ title, text }: { title: string; text: string }) {
  if (!text) return null
  return (
    <section>
      <h3 className="mb-1 text-13">{title}</h3>
      {/* the scrolling region can be reached by keys */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} className="max-h-72 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-12 whitespace-pre-wrap">
        {pretty(text)}
      </pre>
    </section>
  )
}
