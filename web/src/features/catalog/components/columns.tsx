import { t } from '@lingui/core/macro'
import { Plural } from '@lingui/react/macro'
import { Pencil } from 'lucide-react'

import type { ProductRow } from '@/api/gen/catalog'
import { cn } from '@/lib/cn'
import { ago, dateTime } from '@/lib/dates'
import { money, number } from '@/lib/money'
import { productStatus } from '../words'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { Mark, Picture } from '@/ui/picture'
import type { Column } from '@/ui/table/table'

import type { Stores } from './stores'

const MARKS = 4

export interface ColumnOptions {
  stores: Stores
  timezone: string
  deleted: boolean
  onEdit?: (row: ProductRow) => void
}

export function productColumns({ stores, timezone, deleted, onEdit }: ColumnOptions): Column<ProductRow>[] {
  const columns: (Column<ProductRow> | false)[] = [
    { key: 'title', head: t`Product`, width: 'minmax(12.5rem,3fr)', phone: 'title', cell: (row) => <Title row={row} /> },
    { key: 'sku', head: t`SKU`, width: 'minmax(7rem,1.2fr)', gives: 3, cell: (row) => <Sku row={row} /> },
    { key: 'price', head: t`Price`, width: 'minmax(6rem,1fr)', align: 'end', phone: 'end', cell: (row) => <Prices row={row} /> },
    { key: 'stock', head: t`Available`, width: '5.5rem', align: 'end', phone: 'second', cell: (row) => <Stock row={row} /> },
    { key: 'stores', head: t`Listed in`, width: '7.5rem', gives: 2, cell: (row) => <ListedIn ids={row.store_ids} stores={stores} /> },
    deleted
      ? { key: 'deleted', head: t`Deleted`, width: '10rem', phone: 'second', cell: (row) => (row.deleted_at ? dateTime(row.deleted_at, timezone) : null) }
      : { key: 'status', head: t`Status`, width: '6rem', phone: 'second', cell: (row) => <Badge tone={productStatus(row.status).tone}>{productStatus(row.status).text}</Badge> },
    !deleted && { key: 'updated', head: t`Changed`, width: '6rem', gives: 1, cell: (row) => <span title={dateTime(row.updated_at, timezone)}>{ago(row.updated_at)}</span> },
    Boolean(onEdit) && !deleted && { key: 'edit', head: <span className="sr-only">{t`Quick edit`}</span>, width: '2rem', cell: (row) => <Edit row={row} onEdit={onEdit} /> },
  ]
  return columns.filter((column): column is Column<ProductRow> => column !== false)
}

/** On phones, before the lines of a product. */
export const productPicture = (row: ProductRow) => <Picture src={row.image_path} alt="" size={40} />

function Title({ row }: { row: ProductRow }) {
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-3 align-middle">
      <Picture src={row.image_path} alt="" size={32} className="max-sm:hidden" />
      <span className="truncate">{row.title}</span>
    </span>
  )
}

function Sku({ row }: { row: ProductRow }) {
  if (row.variant_count > 1) return <Plural value={row.variant_count} one="# variant" other="# variants" />
  return row.sku ? <span className="truncate">{row.sku}</span> : <span className="text-ink-3">{t`No SKU`}</span>
}

export function Prices({ row }: { row: Pick<ProductRow, 'price_min' | 'price_max' | 'currency'> }) {
  const { price_min: least, price_max: most, currency } = row
  if (least === null) return <span className="text-ink-3">–</span>
  return <span className="tnum whitespace-nowrap">{least === most || most === null ? money(least, currency) : `${money(least, currency)} – ${money(most, currency)}`}</span>
}

function Stock({ row }: { row: ProductRow }) {
  return (
    <span className={cn('tnum', row.available <= 0 && 'text-warn')}>
      {number(row.available)}
      <span className="sm:sr-only"> {t`available`}</span>
    </span>
  )
}

export function ListedIn({ ids, stores }: { ids: string[]; stores: Stores }) {
  if (!ids.length) return <span className="text-ink-3">{t`Nowhere`}</span>
  const known = ids.flatMap((id) => stores.get(id) ?? [])
  return (
    <span className="flex items-center gap-1" title={known.map((store) => store.name).join(', ')}>
      {known.slice(0, MARKS).map((store) => (
        <span key={store.id} className="contents">
          <Mark name={store.name} src={store.logo_path} size={24} />
          <span className="sr-only">{store.name}</span>
        </span>
      ))}
      {known.length > MARKS && <span className="tnum text-12 text-ink-2">+{known.length - MARKS}</span>}
    </span>
  )
}

function Edit({ row, onEdit }: { row: ProductRow; onEdit?: (row: ProductRow) => void }) {
  return (
    <IconButton label={t`Edit title and prices of ${row.title}`} onClick={() => onEdit?.(row)} className="relative z-[1]">
      <Pencil className="size-4" />
    </IconButton>
  )
}
