import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { RefreshCw } from 'lucide-react'
import { useMemo } from 'react'

import type { ListSyncRunsApiArg, RunOut } from '@/api/gen/sync'
import { useOrganisation } from '@/app/session'
import { ago, dateTime } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { counted, runState, runTitle, startedBy } from '@/lib/runs'
import { useNow } from '@/lib/use-now'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Empty, Failure } from '@/ui/state'
import { type Facet, FacetChip } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'

import { useRunPagesInfiniteQuery } from '../api'
import { SyncFrame, useOneStore, useStoreNames } from '../components/frame'
import { SyncNow } from '../components/sync-now'

const KINDS = ['initial', 'poll', 'reconcile', 'webhook', 'push_stock', 'push_products', 'push_fulfilments']
const STATES = ['queued', 'running', 'done', 'partial', 'failed', 'cancelled']

export function Component() {
  const url = useUrlState()
  const now = useNow(30_000)
  const name = useStoreNames()
  const { timezone } = useOrganisation()
  const storeId = useOneStore()
  const kind = (url.get('kind') || undefined) as ListSyncRunsApiArg['kind']
  const state = (url.get('state') || undefined) as ListSyncRunsApiArg['state']
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useRunPagesInfiniteQuery({ storeId, kind, state })
  const rows = useRows<RunOut>(data)
  const columns = useMemo<Column<RunOut>[]>(
    () => [
      { key: 'what', head: t`Run`, width: 'minmax(9rem,1.2fr)', phone: 'title', cell: (run) => runTitle(run.kind) },
      { key: 'store', head: t`Store`, width: 'minmax(8rem,1fr)', gives: 3, phone: 'second', cell: (run) => name(run.store_id) },
      { key: 'state', head: t`State`, width: '8.5rem', phone: 'second', cell: (run) => <Badge tone={runState(run.state).tone}>{runState(run.state).text}</Badge> },
      { key: 'counts', head: t`Result`, width: 'minmax(10rem,1.6fr)', gives: 2, cell: (run) => <span className={run.error ? 'text-bad' : undefined}>{run.error || counted(run.counts) || '–'}</span> },
      { key: 'who', head: t`Started by`, width: 'minmax(7rem,0.9fr)', gives: 1, cell: (run) => startedBy(run.trigger, run.started_by) },
      {
        key: 'when',
        head: t`Started`,
        width: '7.5rem',
        align: 'end',
        phone: 'end',
        cell: (run) => <time title={dateTime(String(run.started_at ?? run.created_at), timezone)}>{ago(String(run.started_at ?? run.created_at), now)}</time>,
      },
    ],
    [name, now, timezone],
  )
  const facets: Facet[] = [
    { name: 'kind', label: t`Run`, options: KINDS.map((value) => ({ value, text: runTitle(value) })) },
    { name: 'state', label: t`State`, options: STATES.map((value) => ({ value, text: runState(value).text })) },
  ]
  const narrowed = Boolean(kind || state)
  return (
    <SyncFrame actions={<SyncNow />}>
      <div className="mb-3 flex flex-wrap gap-2">
        {facets.map((facet) => (
          <FacetChip key={facet.name} facet={facet} chosen={url.get(facet.name) ? [url.get(facet.name)] : []} onChange={(values) => url.set({ [facet.name]: values[values.length - 1] })} />
        ))}
      </div>
      <Card flush>
        {error && !rows.length ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Table
            label={t`Runs`}
            columns={columns}
            rows={rows}
            rowKey={(run) => run.id}
            rowHref={(run) => `/sync/runs/${run.id}`}
            loading={isLoading}
            loadingMore={isFetchingNextPage}
            hasMore={hasNextPage}
            onMore={() => void fetchNextPage()}
            empty={
              narrowed ? (
                <Empty title={<Trans>No run matches</Trans>} action={<Button onClick={() => url.set({ kind: undefined, state: undefined })}>{t`Clear filters`}</Button>} />
              ) : (
                <Empty icon={<RefreshCw />} title={<Trans>Nothing has run yet</Trans>}>
                  <Trans>As soon as a store is connected, its products, stock and orders come in here, run by run.</Trans>
                </Empty>
              )
            }
          />
        )}
      </Card>
    </SyncFrame>
  )
}
