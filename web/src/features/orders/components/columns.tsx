import { t } from '@lingui/core/macro'
import { Plural } from '@lingui/react/macro'

import type { OrderRow } from '@/api/gen/orders'
import type { StoreOut } from '@/api/gen/stores'
import { dateTime } from '@/lib/dates'
import { fulfilmentOf, orderSource, orderStatus, paymentStatus } from '@/lib/orders'
import { Badge, Tag } from '@/ui/badge'
import { Money } from '@/ui/money'
import { Mark } from '@/ui/picture'
import { fitting } from '@/ui/table/fitting'
import type { Column } from '@/ui/table/table'

import { Placed } from './placed'

export type Stores = Map<string, Pick<StoreOut, 'id' | 'name' | 'logo_url'> & { logo_path?: string | null }>

export const DEFAULT_COLUMNS = ['store', 'customer', 'placed', 'items', 'payment', 'fulfilment', 'total']

/** Every column there is; the number always leads. */
export function allColumns(stores: Stores, timezone: string): (Column<OrderRow> & { name: string })[] {
  const store = (row: OrderRow) => stores.get(row.store_id)
  return [
    { key: 'store', name: t`Store`, head: t`Store`, width: 'minmax(7rem,1.5fr)', cell: (row) => <StoreName store={store(row)} /> },
    {
      key: 'customer',
      name: t`Customer`,
      head: t`Customer`,
      width: 'minmax(7rem,1.3fr)',
      sort: 'customer_name',
      phone: 'second',
      cell: (row) => row.customer_name || row.email || <span className="text-ink-3">{t`No name`}</span>,
    },
    { key: 'placed', name: t`Placed`, head: t`Placed`, width: '7.75rem', sort: 'placed_at', cell: (row) => <Placed at={row.placed_at} timezone={timezone} /> },
    { key: 'items', name: t`Items`, head: t`Items`, width: '3rem', align: 'end', cell: (row) => row.units },
    { key: 'status', name: t`Status`, head: t`Status`, width: '7rem', cell: (row) => <Badge tone={orderStatus(row.status).tone}>{orderStatus(row.status).text}</Badge> },
    {
      key: 'payment',
      name: t`Payment`,
      head: t`Payment`,
      width: '7.25rem',
      cell: (row) => <Badge tone={paymentStatus(row.payment_status).tone}>{paymentStatus(row.payment_status).text}</Badge>,
    },
    {
      key: 'fulfilment',
      name: t`Shipping`,
      head: t`Shipping`,
      width: '7rem',
      phone: 'second',
      cell: (row) => <FulfilmentBadge row={row} />,
    },
    { key: 'total', name: t`Total`, head: t`Total`, width: '6.25rem', align: 'end', sort: 'total', phone: 'end', cell: (row) => <Money amount={row.total} currency={row.currency} /> },
    {
      key: 'tags',
      name: t`Tags`,
      head: t`Tags`,
      width: 'minmax(6rem,1fr)',
      cell: (row) => (
        <span className="flex gap-1 overflow-hidden">
          {row.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ),
    },
    { key: 'country', name: t`Country`, head: t`Country`, width: '4.5rem', cell: (row) => row.country },
    { key: 'email', name: t`E-mail`, head: t`E-mail`, width: 'minmax(9rem,1.2fr)', cell: (row) => row.email },
    { key: 'source', name: t`Placed through`, head: t`Placed through`, width: '8rem', cell: (row) => orderSource(row.source) },
    { key: 'refunded', name: t`Refunded`, head: t`Refunded`, width: '6.5rem', align: 'end', cell: (row) => (Number(row.refunded) ? <Money amount={row.refunded} currency={row.currency} /> : <span className="text-ink-3">–</span>) },
    { key: 'updated', name: t`Changed`, head: t`Changed`, width: '9rem', cell: (row) => dateTime(row.updated_at, timezone) },
  ]
}

/** What gives way last where there is little room; columns that somebody added stand before the last of these. */
const WEIGHT = ['items', 'store', 'payment', '', 'placed', 'fulfilment', 'customer', 'total']
const TICK_AND_NUMBER = 24 + 52 + 132

/** The number first, then what was chosen, as far as it fits; on phones what a row of two lines holds. */
export function columnsFor(all: Column<OrderRow>[], chosen: string[], stores: Stores, width: number, phone: boolean): Column<OrderRow>[] {
  const wanted = chosen.flatMap((key) => all.filter((column) => column.key === key))
  const ranked = wanted.map((column) => ({ ...column, gives: WEIGHT.indexOf(WEIGHT.includes(column.key) ? column.key : '') + 1 }))
  const fits = new Set(fitting(ranked, width && width - TICK_AND_NUMBER).map((column) => column.key))
  const shown = phone ? all.filter((column) => column.phone) : wanted.filter((column) => fits.has(column.key))
  const mark = !phone && !shown.some((column) => column.key === 'store')
  const number: Column<OrderRow> = {
    key: 'number',
    head: t`Order`,
    width: mark ? '7.5rem' : '5.5rem',
    sort: 'number',
    phone: 'title',
    cell: (row) => <OrderNumber row={row} stores={stores} mark={mark} />,
  }
  return [number, ...shown]
}

function OrderNumber({ row, stores, mark }: { row: OrderRow; stores: Stores; mark: boolean }) {
  const store = stores.get(row.store_id)
  return (
    <span className="inline-flex min-w-0 items-center gap-2 align-middle">
      {mark && store && <Mark name={store.name} src={store.logo_path} size={24} />}
      <span className="tnum truncate">{row.number}</span>
    </span>
  )
}

/** On phones, before the lines of an order. */
export function StoreMark({ store }: { store: { name: string; logo_path?: string | null } | undefined }) {
  return store ? <Mark name={store.name} src={store.logo_path} size={32} /> : null
}

export function StoreName({ store }: { store: { name: string; logo_path?: string | null } | undefined }) {
  if (!store) return null
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Mark name={store.name} src={store.logo_path} size={24} />
      <span className="truncate">{store.name}</span>
    </span>
  )
}

export function FulfilmentBadge({ row }: { row: Pick<OrderRow, 'status' | 'fulfilment_status'> }) {
  // an order that waits or is off says that first
  const word = row.status === 'open' || row.status === 'completed' ? fulfilmentOf(row) : orderStatus(row.status)
  return <Badge tone={word.tone}>{word.text}</Badge>
}

export const Units = ({ count }: { count: number }) => <Plural value={count} one="# item" other="# items" />
