import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BellOff } from 'lucide-react'

import { type AlertOut, type ListAlertsApiArg, useCountAlertsQuery } from '@/api/gen/alerts'
import { useMay } from '@/app/session'
import { useRows } from '@/lib/pages'
import { useStoreScope, useUrlState } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { Page, PageHead } from '@/ui/page'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'
import { FacetChip } from '@/ui/table/filters'
import { Segmented } from '@/ui/tabs'

import { useAlertPagesInfiniteQuery } from '../api'
import { Alert } from '../components/alert'
import { type Kind, kindName } from '../words'

const KINDS: Kind[] = ['sync_failed', 'dead_letters', 'low_stock', 'connection', 'credentials', 'security']
type View = 'open' | 'acknowledged' | 'resolved'

export function Component() {
  const url = useUrlState()
  const scope = useStoreScope()
  const view = (['acknowledged', 'resolved'].includes(url.get('state')) ? url.get('state') : 'open') as View
  const kind = url.all('kind') as NonNullable<ListAlertsApiArg['kind']>
  const { data: counts } = useCountAlertsQuery()
  const { data, error, isLoading, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useAlertPagesInfiniteQuery({
    state: [view],
    kind: kind.length ? kind : undefined,
    storeId: scope.length ? scope : undefined,
  })
  const rows = useRows<AlertOut>(data)
  const guards = useMay('organisation.security')
  const open = counts?.data.open ?? 0
  const seen = counts?.data.acknowledged ?? 0
  return (
    <Page width="text">
      <PageHead title={t`Inbox`} />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label={t`State`}
          value={view}
          onChange={(value) => url.set({ state: value === 'open' ? undefined : value })}
          options={[
            { value: 'open', text: t`Open (${open})` },
            { value: 'acknowledged', text: t`Seen (${seen})` },
            { value: 'resolved', text: t`Settled` },
          ]}
        />
        <FacetChip
          facet={{ name: 'kind', label: t`About`, options: KINDS.filter((value) => value !== 'security' || guards).map((value) => ({ value, text: kindName(value), count: counts?.data.by_kind[value] })) }}
          chosen={kind}
          onChange={(values) => url.set({ kind: values })}
        />
      </div>
      {isLoading && <SkeletonRows rows={5} />}
      {error && !rows.length && <Failure error={error} retry={() => void refetch()} />}
      {!isLoading && !error && rows.length === 0 && (
        <Empty
          icon={<BellOff />}
          title={kind.length ? <Trans>Nothing matches</Trans> : view === 'open' ? <Trans>Nothing needs you</Trans> : <Trans>Nothing here</Trans>}
          action={kind.length > 0 && <Button onClick={() => url.set({ kind: undefined })}>{t`Clear filters`}</Button>}
        >
          {view === 'open' && !kind.length && <Trans>Failed syncs, low stock, credentials about to expire and unusual sign-ins show up here; most go away by themselves once their cause is gone.</Trans>}
        </Empty>
      )}
      {rows.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {rows.map((alert) => (
            <li key={alert.id}>
              <Alert alert={alert} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <div className="mt-4">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </Page>
  )
}
