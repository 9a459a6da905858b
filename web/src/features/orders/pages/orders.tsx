import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { RefreshCw, ShoppingBag } from 'lucide-react'
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from 'react'

import type { OrderRow } from '@/api/gen/orders'
import { useListStoresQuery } from '@/api/gen/stores'
import { onLive } from '@/app/live'
import { useMay, useOrganisation } from '@/app/session'
import { useViews } from '@/app/use-views'
import { number } from '@/lib/money'
import { useRows } from '@/lib/pages'
import { useMedia, usePhone } from '@/lib/use-media'
import { useWidth } from '@/lib/use-width'
import { useScoped, useStoreScope, useUrlState } from '@/lib/url-state'
import { cn } from '@/lib/cn'
import { Button, ButtonLink } from '@/ui/button'
import { PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'
import { useSelection } from '@/ui/table/selection'
import { Table } from '@/ui/table/table'

import { LIVE_PAGES, useOrderCountsQuery, useOrderRowsInfiniteQuery } from '../api'
import { Bulk } from '../components/bulk'
import { DEFAULT_COLUMNS, StoreMark, allColumns, columnsFor } from '../components/columns'
import { daysOf } from '../components/date-chip'
import { ColumnMenu, FilterBar } from '../components/filter-bar'
import { useStoreMap } from '../components/stores'
import { OrderViews } from '../components/views'
import { DEFAULT_SORT, cleared, filterOf, narrowed, presetOf } from '../filters'

const Preview = lazy(() => import('../components/preview').then((module) => ({ default: module.Preview })))

const rowKey = (row: OrderRow) => row.id

export function Component() {
  const url = useUrlState()
  const scope = useStoreScope()
  const scoped = useScoped()
  const { timezone } = useOrganisation()
  const phone = usePhone()
  const roomy = useMedia('(min-width: 1280px)')
  const stores = useStoreMap()
  const views = useViews('orders', url, DEFAULT_COLUMNS)
  const selection = useSelection()

  const days = daysOf(url, timezone)
  const sort = url.get('sort') || DEFAULT_SORT
  const filterKey = JSON.stringify(filterOf(url, scope, days))
  const filter = useMemo(() => JSON.parse(filterKey) as ReturnType<typeof filterOf>, [filterKey])
  const list = useOrderRowsInfiniteQuery({ ...filter, sort })
  const { currentData: counted } = useOrderCountsQuery(filter)
  const counts = counted?.data
  const rows = useRows(list.currentData)
  const { fetchNextPage } = list
  const numbers = useRef(new Map<string, string>()) // an order may leave the list while its result still shows
  for (const row of rows) numbers.current.set(row.id, row.number)
  const numberOf = useCallback((id: string) => numbers.current.get(id), [])
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])

  const { clear } = selection
  useEffect(clear, [filterKey, clear]) // what is chosen is always of the list that shows

  const open = roomy ? url.get('open') : ''
  const close = useCallback(() => url.set({ open: undefined }, { replace: true }), [url])
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const every = useMemo(() => allColumns(stores, timezone), [stores, timezone])
  const columns = useMemo(() => columnsFor(every, views.columns, stores, width, phone), [every, views.columns, stores, width, phone])
  const picture = useCallback((row: OrderRow) => <StoreMark store={stores.get(row.store_id)} />, [stores])
  const href = (row: OrderRow) => {
    if (!roomy) return scoped(`/orders/${row.id}`)
    const params = new URLSearchParams(window.location.search)
    params.set('open', row.id)
    return `/orders?${params}`
  }
  const filtered = narrowed(url) || presetOf(url) !== ''
  return (
    <div className="mx-auto max-w-[100rem]">
      <PageHead
        documentTitle={t`Orders`}
        title={
          <>
            <Trans>Orders</Trans> {counts && <Total total={counts.total} capped={counts.capped} />}
          </>
        }
      >
        <Fresh pages={list.currentData?.pages.length ?? 0} refresh={() => void list.refetch()} />
        {!phone && <ColumnMenu all={every} chosen={views.columns} onChange={views.setColumns} onReset={() => views.setColumns(DEFAULT_COLUMNS)} />}
      </PageHead>
      <div className="space-y-3">
        <OrderViews url={url} state={views} />
        <FilterBar url={url} counts={counts} timezone={timezone} />
        <div className={cn(open && 'grid grid-cols-[minmax(0,1fr)_25rem] items-start gap-4')}>
          <div ref={box} className="min-w-0 rounded-lg border border-line bg-surface">
            {list.isError && !rows.length ? (
              <Failure error={list.error} retry={() => void list.refetch()} />
            ) : (
              <Table
                label={t`Orders`}
                columns={columns}
                rows={rows}
                rowKey={rowKey}
                rowHref={href}
                rowLabel={(row) => row.number}
                picture={picture}
                selection={selection}
                activeKey={open || undefined}
                loading={list.isFetching && !list.currentData}
                loadingMore={list.isFetchingNextPage}
                hasMore={list.hasNextPage}
                onMore={more}
                sort={{ key: sort.replace(/^-/, ''), down: sort.startsWith('-'), onChange: (key, down) => url.set({ sort: `${down ? '-' : ''}${key}` === DEFAULT_SORT ? undefined : `${down ? '-' : ''}${key}` }) }}
                empty={<Nothing filtered={filtered} scoped={scope.length > 0} clear={() => url.set({ ...cleared(), view: undefined, saved: undefined })} />}
              />
            )}
            {list.isError && rows.length > 0 && <Failure error={list.error} retry={() => void list.refetch()} />}
          </div>
          {open && (
            <Suspense fallback={<Skeleton className="h-96 w-full rounded-lg" />}>
              <Preview id={open} stores={stores} onClose={close} href={scoped(`/orders/${open}`)} />
            </Suspense>
          )}
        </div>
      </div>
      <Bulk selection={selection} numberOf={numberOf} loaded={rows.map(rowKey)} filter={filter} total={counts?.capped ? undefined : counts?.total} />
    </div>
  )
}

function Total({ total, capped }: { total: number; capped: boolean }) {
  return <span className="tnum ml-1 text-14 font-normal text-ink-2">{capped ? <Trans>more than {number(100_000)}</Trans> : number(total)}</span>
}

/** A long list stays as it is under the eyes; what came in is one press away. */
function Fresh({ pages, refresh }: { pages: number; refresh: () => void }) {
  const [news, setNews] = useState(false)
  const long = pages > LIVE_PAGES
  useEffect(() => onLive((kind) => kind.startsWith('order') && setNews(true)), [])
  useEffect(() => setNews(false), [pages])
  if (!long || !news) return null
  return (
    <Button
      look="quiet"
      icon={<RefreshCw className="size-4" />}
      onClick={() => {
        setNews(false)
        window.scrollTo(0, 0)
        refresh()
      }}
    >
      <Trans>Orders changed: show them</Trans>
    </Button>
  )
}

function Nothing({ filtered, scoped, clear }: { filtered: boolean; scoped: boolean; clear: () => void }) {
  const mayConnect = useMay('stores.write')
  const { data } = useListStoresQuery({ limit: 250 })
  if (filtered)
    return (
      <Empty
        title={<Trans>No order matches</Trans>}
        action={
          <Button onClick={clear}>
            <Trans>Clear filters</Trans>
          </Button>
        }
      >
        <Trans>Take a filter off, or look in another view.</Trans>
      </Empty>
    )
  const connected = (data?.data.length ?? 0) > 0
  return (
    <Empty
      icon={<ShoppingBag />}
      title={<Trans>No orders yet</Trans>}
      action={
        !connected && mayConnect ? (
          <ButtonLink look="primary" to="/stores/connect">
            <Trans>Connect a store</Trans>
          </ButtonLink>
        ) : undefined
      }
    >
      {!connected ? (
        <Trans>Connect a store, and its orders are imported and kept up to date.</Trans>
      ) : scoped ? (
        <Trans>The stores that you chose have no orders so far.</Trans>
      ) : (
        <Trans>The first one shows here as soon as somebody buys.</Trans>
      )}
    </Empty>
  )
}
