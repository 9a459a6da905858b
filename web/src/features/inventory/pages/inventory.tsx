import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeftRight, Boxes, ClipboardList, SlidersHorizontal } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'

import { type LevelRow, useListLocationsQuery } from '@/api/gen/inventory'
import { useMay } from '@/app/session'
import { cn } from '@/lib/cn'
import { number } from '@/lib/money'
import { useRows } from '@/lib/pages'
import { useScoped, useStoreScope, useUrlState } from '@/lib/url-state'
import { useMedia } from '@/lib/use-media'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink, IconButton } from '@/ui/button'
import { PageHead } from '@/ui/page'
import { Picture } from '@/ui/picture'
import { Empty, Failure } from '@/ui/state'
import { FacetChip, SearchBox } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'

import { type Filter, useLevelRowsInfiniteQuery } from '../api'
import { AdjustDialog } from '../components/adjust-dialog'
import { TransferDialog } from '../components/transfer-dialog'

const picture = (row: LevelRow) => <Picture src={row.image_path} alt="" size={40} />
const rowKey = (row: LevelRow) => `${row.variant_id}:${row.location_id}`

export function Component() {
  const url = useUrlState()
  const scope = useStoreScope()
  const scoped = useScoped()
  const may = useMay('inventory.adjust')
  const { data: locations } = useListLocationsQuery()
  const [open, setOpen] = useState<{ what: 'adjust' | 'move'; row: LevelRow } | null>(null)
  const [q, location, low, sort] = [url.get('q'), url.get('location'), url.get('low') !== '', url.get('sort') === 'available' ? 'available' : '']
  const filter = useMemo<Filter>(
    () => ({ q: q || undefined, location_id: location || undefined, low: low || undefined, sort: sort || undefined, store_id: scope.length ? scope : undefined }),
    [q, location, low, sort, scope],
  )
  const list = useLevelRowsInfiniteQuery(filter)
  const rows = useRows(list.currentData)
  const { fetchNextPage } = list
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const several = (locations?.data.filter((each) => each.active).length ?? 0) > 1
  const touch = useMedia('(pointer: coarse)')
  const columns = useMemo(() => levelColumns(may, several, touch, (what, row) => setOpen({ what, row })), [may, several, touch])
  const narrowed = Boolean(q || location || low)
  const clear = () => url.set({ q: undefined, location: undefined, low: undefined })
  return (
    <div className="mx-auto max-w-[100rem]">
      <PageHead title={t`Inventory`}>
        {may && (
          <ButtonLink to={scoped(location ? `/inventory/count?location=${location}` : '/inventory/count')} icon={<ClipboardList className="size-4" />}>
            <Trans>Count stock</Trans>
          </ButtonLink>
        )}
      </PageHead>
      <div className="space-y-3">
        <div className="flex flex-wrap items-center gap-2">
          <SearchBox value={q} label={t`Title, SKU or barcode`} onChange={(next) => url.set({ q: next }, { replace: true })} />
          {locations && locations.data.length > 1 && (
            <FacetChip
              facet={{ name: 'location', label: t`Location`, options: locations.data.map((each) => ({ value: each.id, text: each.name })) }}
              chosen={location ? [location] : []}
              onChange={(values) => url.set({ location: values.filter((value) => value !== location)[0] })}
            />
          )}
          <button
            type="button"
            aria-pressed={low}
            onClick={() => url.set({ low: low ? undefined : '1' })}
            className={cn('inline-flex h-8 items-center rounded-md border px-2.5 text-13 pointer-coarse:h-11', low ? 'border-accent bg-accent-soft font-medium text-accent' : 'border-dashed border-control bg-surface text-ink-2 hover:text-ink')}
          >
            <Trans>Low stock</Trans>
          </button>
          {narrowed && (
            <Button look="quiet" onClick={clear}>
              <Trans>Clear filters</Trans>
            </Button>
          )}
        </div>
        <div className="min-w-0 rounded-lg border border-line bg-surface">
          {list.isError && !rows.length ? (
            <Failure error={list.error} retry={() => void list.refetch()} />
          ) : (
            <Table
              label={t`Stock`}
              columns={columns}
              rows={rows}
              rowKey={rowKey}
              rowHref={(row) => scoped(`/inventory/${row.variant_id}`)}
              rowLabel={(row) => `${row.product} ${row.variant}`}
              picture={picture}
              loading={list.isFetching && !list.currentData}
              loadingMore={list.isFetchingNextPage}
              hasMore={list.hasNextPage}
              onMore={more}
              sort={{ key: sort, down: false, onChange: (key) => url.set({ sort: sort === key ? undefined : key }) }}
              empty={<Nothing filtered={narrowed || scope.length > 0} low={low} clear={clear} />}
            />
          )}
          {list.isError && rows.length > 0 && <Failure error={list.error} retry={() => void list.refetch()} />}
        </div>
      </div>
      {open?.what === 'adjust' && <AdjustDialog level={open.row} onClose={() => setOpen(null)} />}
      {open?.what === 'move' && <TransferDialog level={open.row} onClose={() => setOpen(null)} />}
    </div>
  )
}

function levelColumns(may: boolean, several: boolean, touch: boolean, onOpen: (what: 'adjust' | 'move', row: LevelRow) => void): Column<LevelRow>[] {
  const columns: (Column<LevelRow> | false)[] = [
    { key: 'product', head: t`Product`, width: 'minmax(15rem,3fr)', phone: 'title', cell: (row) => <Title row={row} /> },
    { key: 'sku', head: t`SKU`, width: 'minmax(8.5rem,1.6fr)', gives: 2, cell: (row) => row.sku || <span className="text-ink-3">{t`No SKU`}</span> },
    { key: 'location', head: t`Location`, width: 'minmax(8rem,1.4fr)', phone: 'second', cell: (row) => row.location },
    { key: 'on_hand', head: t`On hand`, width: '4.5rem', gives: 4, align: 'end', cell: (row) => number(row.on_hand) },
    { key: 'reserved', head: t`Reserved`, width: '4.5rem', gives: 3, align: 'end', cell: (row) => (row.reserved ? number(row.reserved) : <span className="text-ink-3">0</span>) },
    { key: 'available', head: t`Available`, width: '5.5rem', align: 'end', sort: 'available', phone: 'end', cell: (row) => <span className={cn('tnum font-medium', row.available < 0 && 'text-bad')}>{number(row.available)}</span> },
    { key: 'incoming', head: t`Incoming`, width: '4.5rem', gives: 1, align: 'end', cell: (row) => (row.incoming ? number(row.incoming) : <span className="text-ink-3">0</span>) },
    { key: 'state', head: <span className="sr-only">{t`State`}</span>, width: '5.5rem', phone: 'second', cell: (row) => <State row={row} /> },
    may && {
      key: 'actions',
      head: <span className="sr-only">{t`Actions`}</span>,
      width: `${(several ? 2 : 1) * (touch ? 2.75 : 2)}rem`,
      cell: (row) => (
        <span className="relative z-[1] flex">
          <IconButton label={t`Adjust ${row.sku || row.product} at ${row.location}`} onClick={() => onOpen('adjust', row)}>
            <SlidersHorizontal className="size-4" />
          </IconButton>
          {several && (
            <IconButton label={t`Move ${row.sku || row.product} from ${row.location}`} onClick={() => onOpen('move', row)}>
              <ArrowLeftRight className="size-4" />
            </IconButton>
          )}
        </span>
      ),
    },
  ]
  return columns.filter((column): column is Column<LevelRow> => column !== false)
}

function Title({ row }: { row: LevelRow }) {
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-3 align-middle">
      <Picture src={row.image_path} alt="" size={32} className="max-sm:hidden" />
      <span className="truncate">
        {row.product} {row.variant && row.variant !== 'Default' && row.variant !== 'Default Title' && <span className="font-normal text-ink-2">{row.variant}</span>}
      </span>
    </span>
  )
}

function State({ row }: { row: LevelRow }) {
  if (!row.tracked) return <Badge>{t`Not counted`}</Badge>
  if (row.available < 0) return <Badge tone="bad">{t`Oversold`}</Badge>
  if (row.available === 0) return <Badge tone="bad">{t`Sold out`}</Badge>
  return row.low ? <Badge tone="warn">{t`Low`}</Badge> : null
}

function Nothing({ filtered, low, clear }: { filtered: boolean; low: boolean; clear: () => void }) {
  if (filtered)
    return (
      <Empty
        title={low ? <Trans>Nothing is low</Trans> : <Trans>No stock matches</Trans>}
        action={
          <Button onClick={clear}>
            <Trans>Clear filters</Trans>
          </Button>
        }
      >
        <Trans>Take a filter off, or look in another store or location.</Trans>
      </Empty>
    )
  return (
    <Empty
      icon={<Boxes />}
      title={<Trans>No stock yet</Trans>}
      action={
        <ButtonLink to="/products">
          <Trans>Products</Trans>
        </ButtonLink>
      }
    >
      <Trans>Stock comes in with the first import of a store, or when you count a variant on its page.</Trans>
    </Empty>
  )
}
