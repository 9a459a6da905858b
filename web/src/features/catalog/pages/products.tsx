import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link2, Package, Plus } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'

import type { ProductRow } from '@/api/gen/catalog'
import { useMay, useOrganisation } from '@/app/session'
import { useRows } from '@/lib/pages'
import { useScoped, useStoreScope, useUrlState } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { PageHead } from '@/ui/page'
import { Empty, Failure } from '@/ui/state'
import { useSelection } from '@/ui/table/selection'
import { Table } from '@/ui/table/table'

import { useListingRowsInfiniteQuery, useProductRowsInfiniteQuery } from '../api'
import { Bulk } from '../components/bulk'
import { productColumns, productPicture } from '../components/columns'
import { FilterBar } from '../components/filter-bar'
import { QuickEdit } from '../components/quick-edit'
import { useStoreMap } from '../components/stores'
import { ProductViews } from '../components/views'
import { cleared, filterOf, narrowed, presetOf } from '../filters'

const rowKey = (row: ProductRow) => row.id

export function Component() {
  const url = useUrlState()
  const scope = useStoreScope()
  const scoped = useScoped()
  const { timezone } = useOrganisation()
  const may = useMay('catalog.write')
  const stores = useStoreMap()
  const selection = useSelection()
  const [editing, setEditing] = useState<ProductRow | null>(null)

  const filterKey = JSON.stringify(filterOf(url, scope))
  const filter = useMemo(() => JSON.parse(filterKey) as ReturnType<typeof filterOf>, [filterKey])
  const list = useProductRowsInfiniteQuery(filter)
  const rows = useRows(list.currentData)
  const { fetchNextPage } = list
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const { clear } = selection
  useEffect(clear, [filterKey, clear]) // what is chosen is always of the list that shows

  const deleted = presetOf(url) === 'deleted'
  const columns = useMemo(() => productColumns({ stores, timezone, deleted, onEdit: may ? setEditing : undefined }), [stores, timezone, deleted, may])
  return (
    <div className="mx-auto max-w-[100rem]">
      <PageHead title={t`Products`}>
        <Waiting />
        {may && (
          <ButtonLink to={scoped('/products/new')} look="primary" icon={<Plus className="size-4" />}>
            <Trans>New product</Trans>
          </ButtonLink>
        )}
      </PageHead>
      <div className="space-y-3">
        <ProductViews url={url} />
        <FilterBar url={url} />
        <div className="min-w-0 rounded-lg border border-line bg-surface">
          {list.isError && !rows.length ? (
            <Failure error={list.error} retry={() => void list.refetch()} />
          ) : (
            <Table
              label={t`Products`}
              columns={columns}
              rows={rows}
              rowKey={rowKey}
              rowHref={(row) => scoped(`/products/${row.id}`)}
              rowLabel={(row) => row.title}
              picture={productPicture}
              selection={may ? selection : undefined}
              loading={list.isFetching && !list.currentData}
              loadingMore={list.isFetchingNextPage}
              hasMore={list.hasNextPage}
              onMore={more}
              empty={<Nothing filtered={narrowed(url) || scope.length > 0} preset={presetOf(url)} clear={() => url.set(cleared())} />}
            />
          )}
          {list.isError && rows.length > 0 && <Failure error={list.error} retry={() => void list.refetch()} />}
        </div>
      </div>
      {may && <Bulk selection={selection} rows={rows} stores={stores} deleted={deleted} />}
      {editing && <QuickEdit id={editing.id} title={editing.title} onClose={() => setEditing(null)} />}
    </div>
  )
}

/** Listings that people have to say something about. */
function Waiting() {
  const scoped = useScoped()
  const { currentData } = useListingRowsInfiniteQuery('suggested')
  const count = currentData?.pages[0]?.data.length ?? 0
  return (
    <ButtonLink look={count ? 'secondary' : 'quiet'} to={scoped('/products/matching')} icon={<Link2 className="size-4" />}>
      <Trans>Matching</Trans>
      {count > 0 && <span className="tnum text-12 text-info">{currentData?.pages[0]?.page.next_cursor ? `${count}+` : count}</span>}
    </ButtonLink>
  )
}

function Nothing({ filtered, preset, clear }: { filtered: boolean; preset: string; clear: () => void }) {
  const mayConnect = useMay('stores.write')
  if (filtered)
    return (
      <Empty
        title={<Trans>No product matches</Trans>}
        action={
          <Button onClick={clear}>
            <Trans>Clear filters</Trans>
          </Button>
        }
      >
        <Trans>Take a filter off, or look in another view or store.</Trans>
      </Empty>
    )
  if (preset === 'deleted')
    return (
      <Empty icon={<Package />} title={<Trans>Nothing was deleted</Trans>}>
        <Trans>Deleted products stay here and can be restored.</Trans>
      </Empty>
    )
  if (preset)
    return (
      <Empty icon={<Package />} title={<Trans>No products in this state</Trans>}>
        <Trans>Products change their state on their page, or many at once from the list.</Trans>
      </Empty>
    )
  return (
    <Empty
      icon={<Package />}
      title={<Trans>No products yet</Trans>}
      action={
        mayConnect && (
          <ButtonLink to="/stores/connect" look="primary">
            <Trans>Connect a store</Trans>
          </ButtonLink>
        )
      }
    >
      <Trans>Connect a store and its products come in by themselves, or write one here.</Trans>
    </Empty>
  )
}
