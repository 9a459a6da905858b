import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMemo } from 'react'
import { useParams } from 'react-router'

import { type ItemOut, type RunOut, useCancelSyncRunMutation, useGetSyncRunQuery } from '@/api/gen/sync'
import { RunProgress, useRunPlaces } from '@/app/run-progress'
import { useMay, useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { number } from '@/lib/money'
import { useRows } from '@/lib/pages'
import { outcome, resourceName, runState, runTitle, startedBy } from '@/lib/runs'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card, Facts } from '@/ui/card'
import { Back, Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { FacetChip } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'

import { useItemPagesInfiniteQuery } from '../api'
import { useStoreNames } from '../components/frame'

const OUTCOMES = ['created', 'updated', 'pushed', 'skipped', 'failed', 'healed', 'suggested']
const going = (run: RunOut) => run.state === 'running' || run.state === 'queued'

export function Component() {
  const { runId = '' } = useParams()
  const { data, error, refetch } = useGetSyncRunQuery({ runId }, { pollingInterval: 0 })
  const places = useRunPlaces()
  const name = useStoreNames()
  const mayCancel = useMay('sync.run')
  const { timezone } = useOrganisation()
  const [cancel, cancelling] = useCancelSyncRunMutation()
  const run = data?.data
  if (error && !run) return <Failure error={error} retry={() => void refetch()} />
  if (!run) return <Skeleton className="mx-auto h-64 max-w-7xl rounded-lg" />
  const state = runState(run.state)
  return (
    <Page>
      <PageHead
        documentTitle={runTitle(run.kind)}
        eyebrow={
          <Back to="/sync">
            <Trans>Sync</Trans>
          </Back>
        }
        title={
          <span className="flex flex-wrap items-center gap-3">
            {runTitle(run.kind)} · {name(run.store_id)} <Badge tone={state.tone}>{state.text}</Badge>
          </span>
        }
      >
        {going(run) && mayCancel && (
          <Button busy={cancelling.isLoading} onClick={() => void cancel({ runId })}>
            <Trans>Cancel the run</Trans>
          </Button>
        )}
      </PageHead>
      <FormError error={cancelling.error} />
      {going(run) && (
        <div className="mb-4">
          <RunProgress run={run} place={places.get(run.id)} />
        </div>
      )}
      <div className="mb-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Counts run={run} />
        <Card title={<Trans>About this run</Trans>}>
          <Facts
            rows={[
              [t`Started by`, startedBy(run.trigger, run.started_by)],
              [t`Started`, run.started_at ? dateTime(String(run.started_at), timezone) : t`Waits for its turn`],
              [t`Ended`, run.finished_at ? dateTime(String(run.finished_at), timezone) : '–'],
              ...(run.error ? [[t`Reason`, <span key="e" className="text-bad">{run.error}</span>] as [string, React.ReactNode]] : []),
            ]}
          />
        </Card>
      </div>
      <Items runId={runId} />
    </Page>
  )
}

function Counts({ run }: { run: RunOut }) {
  const resources = Object.entries(run.counts)
  if (!resources.length)
    return (
      <Card title={<Trans>Result</Trans>}>
        <p className="text-13 text-ink-2">{going(run) ? t`Nothing counted yet.` : t`There was nothing to do.`}</p>
      </Card>
    )
  return (
    <Card title={<Trans>Result</Trans>}>
      <dl className="grid gap-4 sm:grid-cols-2">
        {resources.map(([resource, counts]) => (
          <div key={resource}>
            <dt className="text-13 font-medium">{resourceName(resource)}</dt>
            <dd className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-13">
              {Object.entries(counts)
                .filter(([, count]) => count > 0)
                .map(([each, count]) => (
                  <span key={each} className={each === 'failed' ? 'text-bad' : 'text-ink-2'}>
                    <span className="tnum font-medium text-ink">{number(count)}</span> <span className="lowercase">{outcome(each).text}</span>
                  </span>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Items({ runId }: { runId: string }) {
  const url = useUrlState()
  const chosen = url.get('outcome') || undefined
  const { timezone } = useOrganisation()
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useItemPagesInfiniteQuery({ runId, outcome: chosen })
  const rows = useRows<ItemOut>(data)
  const columns = useMemo<Column<ItemOut>[]>(
    () => [
      {
        key: 'what',
        head: t`What`,
        width: 'minmax(10rem,1.4fr)',
        phone: 'title',
        cell: (item) => (item.label ? item.label : <span className="text-ink-2">{resourceName(item.resource)}</span>),
      },
      { key: 'resource', head: t`Kind`, width: '7rem', gives: 2, phone: 'second', cell: (item) => resourceName(item.resource) },
      { key: 'outcome', head: t`Result`, width: '10rem', phone: 'end', cell: (item) => <Badge tone={outcome(item.outcome).tone}>{outcome(item.outcome).text}</Badge> },
      { key: 'id', head: t`Number at the store`, width: 'minmax(9rem,1fr)', gives: 3, cell: (item) => <span className="font-mono text-12">{item.external_id || <span className="text-ink-3">–</span>}</span> },
      { key: 'message', head: t`Remark`, width: 'minmax(10rem,2fr)', phone: 'second', cell: (item) => item.message || <span className="text-ink-3 max-sm:hidden">–</span> },
      { key: 'at', head: t`When`, width: '10rem', gives: 1, align: 'end', cell: (item) => dateTime(item.at, timezone) },
    ],
    [timezone],
  )
  const linked = (item: ItemOut) => (item.entity_id && item.resource === 'orders' ? `/orders/${item.entity_id}` : item.entity_id && item.resource === 'products' ? `/products/${item.entity_id}` : '')
  return (
    <Card
      flush
      title={<Trans>Item by item</Trans>}
      actions={
        <FacetChip
          facet={{ name: 'outcome', label: t`Result`, options: OUTCOMES.map((value) => ({ value, text: outcome(value).text })) }}
          chosen={chosen ? [chosen] : []}
          onChange={(values) => url.set({ outcome: values[values.length - 1] }, { replace: true })}
        />
      }
    >
      {error && !rows.length ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Table
          label={t`Item by item`}
          columns={columns}
          rows={rows}
          rowKey={(item) => item.id}
          rowHref={rows.some(linked) ? linked : undefined}
          loading={isLoading}
          loadingMore={isFetchingNextPage}
          hasMore={hasNextPage}
          onMore={() => void fetchNextPage()}
          empty={<p className="px-4 pb-4 text-13 text-ink-2">{chosen ? t`No item with this result.` : t`Items that did not change are only counted.`}</p>}
        />
      )}
    </Card>
  )
}
