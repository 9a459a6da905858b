import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { type StoreCard, useReadDashboardQuery } from '@/api/gen/analytics'
import { useMay, useOrganisation } from '@/app/session'
import { ago, dateTime } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { rangeNames, readRange } from '@/lib/ranges'
import { counted, runState, runTitle, startedBy } from '@/lib/runs'
import { useNow } from '@/lib/use-now'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Change, Money } from '@/ui/money'
import { Skeleton, SkeletonRows } from '@/ui/skeleton'
import { Sparkline } from '@/ui/sparkline'
import { Failure } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { useStoreRunsInfiniteQuery } from '../api'
import { Notice } from '../components/notice'
import { useStore } from '../store-context'

export function Component() {
  const { store } = useStore()
  const mayFigures = useMay('analytics.read')
  const mayRuns = useMay('sync.read')
  return (
    <div className="space-y-5">
      <Trouble />
      {mayFigures && <Figures storeId={store.id} />}
      {mayRuns && <Runs storeId={store.id} />}
      {!mayFigures && !mayRuns && (
        <p className="text-13 text-ink-2">
          <Trans>Your role shows the details of the store only.</Trans>
        </p>
      )}
    </div>
  )
}

function Trouble() {
  const { store } = useStore()
  const mayMend = useMay('connections.manage')
  if (store.connection_id && store.connection_state === 'connected') return null
  const action = mayMend && <ButtonLink to={`/stores/${store.id}/connection`}>{t`Open the connection`}</ButtonLink>
  const titles: Record<string, string> = {
    paused: t`The connection is paused: nothing comes in and nothing goes out.`,
    unreachable: t`The store does not answer just now. It is asked again by itself.`,
    needs_reconnect: t`The store no longer accepts the credentials. Reconnect it.`,
    disconnected: t`The store is disconnected. What it brought is kept here.`,
  }
  return (
    <Notice tone={store.connection_state === 'needs_reconnect' ? 'bad' : 'warn'} title={titles[store.connection_state] ?? t`The store is not connected.`} action={action}>
      {store.connection_reason}
    </Notice>
  )
}

function Cell({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 flex-1 basis-40 bg-surface px-4 py-3">
      <p className="text-12 text-ink-2">{name}</p>
      <div className="mt-1">{children}</div>
    </div>
  )
}

function Figures({ storeId }: { storeId: string }) {
  const url = useUrlState()
  const { timezone } = useOrganisation()
  const range = readRange(url, timezone)
  const { data, error, refetch } = useReadDashboardQuery({ from: range.from, to: range.to, storeId: [storeId] })
  const card = data?.data.stores.find((each) => each.id === storeId)
  return (
    <section aria-label={t`Figures`}>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-14 font-semibold">
          <Trans>Sales</Trans>
        </h2>
        <Segmented label={t`Range`} value={range.name} onChange={(value) => url.set({ range: value, from: undefined, to: undefined })} options={rangeNames().filter((each) => each.value !== '365d')} />
      </div>
      {error && !card && <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />}
      {!card && !error && <Skeleton className="h-24 w-full rounded-lg" />}
      {card && <Strip card={card} from={range.from} to={range.to} />}
    </section>
  )
}

function Strip({ card, from, to }: { card: StoreCard; from: string; to: string }) {
  const now = useNow(60_000)
  const sales = card.sales[0]
  const more = card.sales.length - 1
  return (
    <div className="flex flex-wrap gap-px overflow-hidden rounded-lg border border-line bg-line">
      <Cell name={<Trans>Revenue</Trans>}>
        {sales ? (
          <div className="flex flex-wrap items-end justify-between gap-2">
            <div>
              <p className="flex flex-wrap items-baseline gap-x-2">
                <Money amount={sales.revenue} currency={sales.currency} className="text-20 font-semibold" />
                <Change now={Number(sales.revenue)} before={Number(sales.previous_revenue)} />
              </p>
              {more > 0 && (
                <p className="text-12 text-ink-2">
                  <Plural value={more} one="and # more currency" other="and # more currencies" />
                </p>
              )}
            </div>
            <Sparkline values={sales.last_7_days.map(Number)} />
          </div>
        ) : (
          <p className="text-13 text-ink-2">
            <Trans>No sales in this range</Trans>
          </p>
        )}
      </Cell>
      <Cell name={<Trans>Orders</Trans>}>
        <Link to={`/orders?store=${card.id}&from=${from}&to=${to}&counted=1`} className="tnum inline-block min-h-6 min-w-6 text-20 font-semibold hover:underline">
          {sales?.orders ?? 0}
        </Link>
      </Cell>
      <Cell name={<Trans>Active orders</Trans>}>
        <Link to={`/orders?store=${card.id}&view=open`} className="tnum inline-block min-h-6 min-w-6 text-20 font-semibold hover:underline">
          {card.active_orders}
        </Link>
      </Cell>
      <Cell name={<Trans>Last activity</Trans>}>
        <p className="text-16 font-medium">{card.last_activity_at ? ago(card.last_activity_at, now) : '–'}</p>
        {card.synced_at && (
          <p className="text-12 text-ink-2">
            <Trans>read in full {ago(card.synced_at, now)}</Trans>
          </p>
        )}
        {card.dead_letters > 0 && (
          <Link to={`/sync/letters?store=${card.id}`} className="inline-flex min-h-6 items-center text-12 text-bad hover:underline">
            <Plural value={card.dead_letters} one="# change undelivered" other="# changes undelivered" />
          </Link>
        )}
      </Cell>
    </div>
  )
}

function Runs({ storeId }: { storeId: string }) {
  const { timezone } = useOrganisation()
  const now = useNow(60_000)
  const { currentData, error, isFetching, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useStoreRunsInfiniteQuery({ store_id: storeId })
  const rows = useRows(currentData)
  return (
    <Card title={<Trans>What was synchronised</Trans>} flush>
      {error && !rows.length ? <Failure error={error} retry={() => void refetch()} /> : null}
      {!currentData && isFetching && <SkeletonRows rows={5} />}
      {currentData && !rows.length && (
        <p className="px-4 pb-4 text-13 text-ink-2">
          <Trans>Nothing yet.</Trans>
        </p>
      )}
      <ul className="divide-y divide-line border-t border-line">
        {rows.map((run) => {
          const state = runState(run.state)
          return (
            <li key={run.id} className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2 text-13 hover:bg-sunken sm:grid-cols-[10rem_minmax(0,1fr)_7rem_7rem]">
              <Link to={`/sync/runs/${run.id}`} className="truncate font-medium after:absolute after:inset-0">
                {runTitle(run.kind)}
              </Link>
              <span className="tnum col-span-2 row-start-2 min-w-0 truncate text-12 text-ink-2 sm:col-span-1 sm:row-start-auto sm:text-13">{run.error || counted(run.counts) || startedBy(run.trigger, run.started_by)}</span>
              <Badge tone={state.tone}>{state.text}</Badge>
              <time dateTime={String(run.created_at)} title={dateTime(String(run.created_at), timezone)} className="hidden text-right text-ink-2 sm:block">
                {ago(String(run.created_at), now)}
              </time>
            </li>
          )
        })}
      </ul>
      {hasNextPage && (
        <div className="border-t border-line p-2">
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Show earlier ones</Trans>
          </Button>
        </div>
      )}
    </Card>
  )
}
