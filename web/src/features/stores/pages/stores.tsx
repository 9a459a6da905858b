import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plus, Store } from 'lucide-react'
import { useMemo } from 'react'

import { type StoreCard, useReadDashboardQuery } from '@/api/gen/analytics'
import { type StoreOut, useListPlatformsQuery, useListStoresQuery } from '@/api/gen/stores'
import { useMay } from '@/app/session'
import { connectionState, platformName } from '@/lib/connections'
import { ago } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { type UrlState, useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Money } from '@/ui/money'
import { Page, PageHead } from '@/ui/page'
import { Mark } from '@/ui/picture'
import { Empty, Failure } from '@/ui/state'
import { type Facet, FacetChip, SearchBox } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'

import { OpenDrafts } from '../components/open-drafts'
import { CONNECTION_STATES, STATUSES, storeStatus } from '../words'

interface Row {
  store: StoreOut
  card?: StoreCard
}

const picture = ({ store }: Row) => <Mark name={store.name} src={store.logo_path} size={32} />
const rowKey = (row: Row) => row.store.id
const stateOf = (row: Row) => (row.store.connection_id ? row.store.connection_state : '')

function facets(rows: Row[]): Facet[] {
  const count = (test: (row: Row) => boolean) => rows.filter(test).length
  const platforms = [...new Set(rows.map((row) => row.store.platform))].sort()
  const groups = [...new Set(rows.map((row) => row.store.group_name).filter(Boolean))].sort()
  return [
    { name: 'state', label: t`Connection`, options: CONNECTION_STATES.map((value) => ({ value, text: connectionState(value).text, count: count((row) => stateOf(row) === value) })) },
    { name: 'platform', label: t`Platform`, options: platforms.map((value) => ({ value, text: platformName(value), count: count((row) => row.store.platform === value) })) },
    { name: 'status', label: t`Status`, options: STATUSES.map((value) => ({ value, text: storeStatus(value).text, count: count((row) => row.store.status === value) })) },
    ...(groups.length ? [{ name: 'group', label: t`Group`, options: groups.map((value) => ({ value, text: value, count: count((row) => row.store.group_name === value) })) }] : []),
  ]
}

function matching(rows: Row[], url: UrlState): Row[] {
  const text = url.get('q').toLocaleLowerCase()
  const has = (name: string, value: string) => !url.all(name).length || url.all(name).includes(value)
  return rows.filter(
    (row) =>
      has('state', stateOf(row)) &&
      has('platform', row.store.platform) &&
      has('status', row.store.status) &&
      has('group', row.store.group_name) &&
      (!text || `${row.store.name} ${row.store.domain} ${row.store.group_name}`.toLocaleLowerCase().includes(text)),
  )
}

export function Component() {
  const url = useUrlState()
  const mayConnect = useMay('connections.manage')
  const maySee = useMay('analytics.read')
  const stores = useListStoresQuery({ limit: 250 })
  const board = useReadDashboardQuery({}, { skip: !maySee })
  const { data: platforms } = useListPlatformsQuery({ kind: 'store' }, { skip: !mayConnect })
  const rows = useMemo(() => {
    const cards = new Map(board.data?.data.stores.map((card) => [card.id, card]))
    return (stores.data?.data ?? []).map((store): Row => ({ store, card: cards.get(store.id) }))
  }, [stores.data, board.data])
  const shown = matching(rows, url)
  const columns = useMemo(() => columnsOf(maySee), [maySee])
  const connect = mayConnect && (
    <ButtonLink look="primary" to="/stores/connect" icon={<Plus className="size-4" />}>
      <Trans>Connect a store</Trans>
    </ButtonLink>
  )
  return (
    <Page>
      <PageHead title={t`Stores`}>{rows.length > 0 && connect}</PageHead>
      {mayConnect && platforms && <OpenDrafts platforms={platforms.data} />}
      {rows.length > 0 && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <SearchBox value={url.get('q')} onChange={(q) => url.set({ q }, { replace: true })} label={t`Search stores`} />
          {facets(rows).map((facet) => (
            <FacetChip key={facet.name} facet={facet} chosen={url.all(facet.name)} onChange={(values) => url.set({ [facet.name]: values })} />
          ))}
        </div>
      )}
      <div className="rounded-lg border border-line bg-surface">
        {stores.isError && !stores.data ? (
          <Failure error={stores.error} retry={() => void stores.refetch()} />
        ) : (
          <Table
            label={t`Stores`}
            columns={columns}
            rows={shown}
            rowKey={rowKey}
            rowHref={(row) => `/stores/${row.store.id}`}
            rowLabel={(row) => row.store.name}
            picture={picture}
            loading={stores.isLoading}
            empty={
              rows.length ? (
                <Empty title={<Trans>No store matches</Trans>} action={<Button onClick={() => url.set({ q: undefined, state: undefined, platform: undefined, status: undefined, group: undefined })}>{t`Clear filters`}</Button>}>
                  <Trans>Take a filter off, or search for another word.</Trans>
                </Empty>
              ) : (
                <Empty icon={<Store />} title={<Trans>No stores yet</Trans>} action={connect}>
                  <Trans>Connect a shop, and its products, stock and orders come in by themselves.</Trans>
                </Empty>
              )
            }
          />
        )}
      </div>
    </Page>
  )
}

function LastActivity({ row }: { row: Row }) {
  const now = useNow(60_000)
  const at = row.card?.last_activity_at ?? row.store.connection_checked_at
  return <span className="text-ink-2">{at ? ago(at, now) : '–'}</span>
}

function columnsOf(maySee: boolean): Column<Row>[] {
  const sales: Column<Row>[] = [
    {
      key: 'sales',
      head: t`Sales, 30 days`,
      width: '8rem',
      align: 'end',
      phone: 'end',
      cell: ({ card }) => (card?.sales[0] ? <Money amount={card.sales[0].revenue} currency={card.sales[0].currency} compact /> : <span className="text-ink-3">–</span>),
    },
    { key: 'orders', head: t`Active orders`, width: '6.5rem', gives: 2, align: 'end', cell: ({ card }) => card?.active_orders ?? '–' },
  ]
  return [
    {
      key: 'name',
      head: t`Store`,
      width: 'minmax(11rem,1.6fr)',
      phone: 'title',
      cell: ({ store }) => (
        <span className="inline-flex max-w-full min-w-0 items-center gap-2.5 align-middle">
          <span className="max-sm:hidden">
            <Mark name={store.name} src={store.logo_path} size={24} />
          </span>
          <span className="truncate">{store.name}</span>
        </span>
      ),
    },
    {
      key: 'platform',
      head: t`Platform`,
      width: 'minmax(11rem,1fr)',
      gives: 3,
      phone: 'second',
      cell: ({ store }) => <span className="text-ink-2">{store.environment === 'sandbox' ? t`${platformName(store.platform)}, sandbox` : platformName(store.platform)}</span>,
    },
    {
      key: 'state',
      head: t`Connection`,
      width: 'minmax(8rem,1fr)',
      phone: 'second',
      cell: (row) => {
        const word = row.store.status === 'suspended' ? storeStatus('suspended') : connectionState(stateOf(row))
        return <Badge tone={word.tone}>{word.text}</Badge>
      },
    },
    ...(maySee ? sales : []),
    { key: 'activity', head: t`Last activity`, width: '8rem', gives: 1, align: 'end', cell: (row) => <LastActivity row={row} /> },
  ]
}
