import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Truck } from 'lucide-react'
import { useCallback, useMemo } from 'react'

import type { ShipmentOut } from '@/api/gen/fulfilment'
import { useOrganisation } from '@/app/session'
import { useRows } from '@/lib/pages'
import { SHIPMENT_STATES, shipmentState } from '@/lib/orders'
import { useScoped, useStoreScope, useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Money } from '@/ui/money'
import { PageHead } from '@/ui/page'
import { Empty, Failure } from '@/ui/state'
import { SearchBox } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'
import { LinkTabs } from '@/ui/tabs'

import { type Filter, useShipmentRowsInfiniteQuery } from '../api'
import { OrderRef } from '../components/order-ref'
import { Placed } from '../components/placed'

const TABS = ['label_bought', 'shipped', 'in_transit', 'exception', 'delivered', 'draft'] as const
const rowKey = (row: ShipmentOut) => row.id

export function Component() {
  const url = useUrlState()
  const scope = useStoreScope()
  const scoped = useScoped()
  const { timezone } = useOrganisation()
  const state = (SHIPMENT_STATES as readonly string[]).includes(url.get('state')) ? url.get('state') : ''
  const number = url.get('q')
  const filter = useMemo<Filter>(
    () => ({ state: state || undefined, tracking_number: number || undefined, store_id: scope.length ? scope : undefined }),
    [state, number, scope],
  )
  const list = useShipmentRowsInfiniteQuery(filter)
  const rows = useRows(list.currentData)
  const { fetchNextPage } = list
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const columns = useMemo(() => columnsOf(timezone), [timezone])
  const tab = (value: string, text: string) => ({ to: scoped(value ? `/shipments?state=${value}` : '/shipments'), text, active: state === value })
  const names: Record<(typeof TABS)[number], string> = {
    label_bought: t`To hand over`,
    shipped: t`Shipped`,
    in_transit: t`On their way`,
    exception: t`Problems`,
    delivered: t`Delivered`,
    draft: t`Planned`,
  }
  return (
    <div className="mx-auto max-w-7xl">
      <PageHead title={t`Shipments`} />
      <div className="space-y-3">
        <LinkTabs label={t`States`} tabs={[tab('', t`All`), ...TABS.map((value) => tab(value, names[value]))]} />
        <SearchBox value={number} label={t`Whole tracking number`} onChange={(q) => url.set({ q }, { replace: true })} />
        <div className="rounded-lg border border-line bg-surface">
          {list.isError && !rows.length ? (
            <Failure error={list.error} retry={() => void list.refetch()} />
          ) : (
            <Table
              label={t`Shipments`}
              columns={columns}
              rows={rows}
              rowKey={rowKey}
              rowHref={(row) => scoped(`/shipments/${row.id}`)}
              rowLabel={(row) => row.tracking_number || row.carrier}
              loading={list.isFetching && !list.currentData}
              loadingMore={list.isFetchingNextPage}
              hasMore={list.hasNextPage}
              onMore={more}
              empty={<Nothing filtered={Boolean(state || number)} clear={() => url.set({ state: undefined, q: undefined })} />}
            />
          )}
        </div>
      </div>
    </div>
  )
}

function columnsOf(timezone: string): Column<ShipmentOut>[] {
  return [
    {
      key: 'carrier',
      head: t`Carrier`,
      width: 'minmax(7rem,1.2fr)',
      phone: 'title',
      cell: (row) => row.carrier || (row.state === 'draft' || row.state === 'buying' ? t`Not chosen yet` : t`No carrier`),
    },
    { key: 'number', head: t`Tracking number`, width: 'minmax(9.75rem,1.4fr)', gives: 3, cell: (row) => (row.tracking_number ? <span className="tnum">{row.tracking_number}</span> : <span className="text-ink-3">–</span>) },
    { key: 'order', head: t`Order`, width: '6rem', phone: 'second', cell: (row) => <OrderRef id={row.order_id} /> },
    { key: 'to', head: t`Ships to`, width: 'minmax(8rem,1.2fr)', gives: 2, cell: (row) => [row.ship_to.name, row.ship_to.city].filter((each) => typeof each === 'string' && each).join(', ') },
    {
      key: 'state',
      head: t`State`,
      width: '8.5rem',
      phone: 'second',
      cell: (row) => {
        const word = shipmentState(row.state)
        return <Badge tone={word.tone}>{word.text}</Badge>
      },
    },
    { key: 'cost', head: t`Label`, width: '5.5rem', gives: 1, align: 'end', cell: (row) => (row.cost === null ? <span className="text-ink-3">–</span> : <Money amount={row.cost} currency={row.currency} />) },
    { key: 'at', head: t`Created`, width: '8.25rem', phone: 'end', cell: (row) => <Placed at={row.created_at} timezone={timezone} /> },
  ]
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (filtered)
    return (
      <Empty
        title={<Trans>No shipment matches</Trans>}
        action={
          <Button onClick={clear}>
            <Trans>Clear filters</Trans>
          </Button>
        }
      >
        <Trans>Look in another state; a tracking number has to be whole.</Trans>
      </Empty>
    )
  return (
    <Empty
      icon={<Truck />}
      title={<Trans>No shipments yet</Trans>}
      action={
        <ButtonLink look="primary" to="/orders?view=to_ship">
          <Trans>Orders to ship</Trans>
        </ButtonLink>
      }
    >
      <Trans>Ship an order, and its parcel shows here with where it is.</Trans>
    </Empty>
  )
}
