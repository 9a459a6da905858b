import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

import { useReadDashboardQuery } from '@/api/gen/analytics'
import { useMay, useOrganisation } from '@/app/session'
import { readRange, rangeNames } from '@/lib/ranges'
import { useUrlState } from '@/lib/url-state'
import { Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { Activity } from '../components/activity'
import { FirstSteps } from '../components/first-steps'
import { Kpis } from '../components/kpis'
import { StoreCards } from '../components/store-cards'
import { Work } from '../components/work'

export function Component() {
  const url = useUrlState()
  const { timezone } = useOrganisation()
  const mayRead = useMay('analytics.read')
  const range = readRange(url, timezone)
  const { data, error, isLoading, refetch } = useReadDashboardQuery({ from: range.from, to: range.to }, { skip: !mayRead })
  const board = data?.data
  if (board && board.stores.length === 0)
    return (
      <Page>
        <PageHead title={t`Home`} />
        <FirstSteps />
      </Page>
    )
  return (
    <Page>
      <PageHead title={t`Home`}>
        <Segmented
          label={t`Range`}
          value={range.name}
          onChange={(value) => url.set({ range: value, from: undefined, to: undefined })}
          options={rangeNames().filter((each) => each.value !== '365d')}
        />
      </PageHead>
      <Work />
      {!mayRead && (
        <p className="text-14 text-ink-2">
          <Trans>Your role does not include sales figures. Choose an area at the left.</Trans>
        </p>
      )}
      {error && !board && <Failure error={error} retry={() => void refetch()} />}
      {isLoading && <Shapes />}
      {board && (
        <div className="space-y-6">
          <Kpis board={board} />
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
            <StoreCards board={board} />
            <Activity rows={board.activity} />
          </div>
        </div>
      )}
    </Page>
  )
}

function Shapes() {
  return (
    <div className="space-y-6" role="status" aria-busy="true" aria-label={t`Loading`}>
      <Skeleton className="h-22 w-full rounded-lg" />
      <div className="grid gap-3 md:grid-cols-2">
        {Array.from({ length: 4 }, (_, at) => (
          <Skeleton key={at} className="h-36 w-full rounded-lg" />
        ))}
      </div>
    </div>
  )
}
