import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Suspense, lazy } from 'react'
import { useNavigate } from 'react-router'

import { useReadSalesQuery } from '@/api/gen/analytics'
import { useOrganisation } from '@/app/session'
import { day } from '@/lib/dates'
import { addDays, rangeNames, readRange } from '@/lib/ranges'
import { useScoped, useStoreScope, useUrlState } from '@/lib/url-state'
import { Card } from '@/ui/card'
import { Select } from '@/ui/field'
import { Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { ByCountry } from '../components/by-country'
import { ByProduct, ByStore } from '../components/by-name'
import { DayTable } from '../components/day-table'
import { Range } from '../components/range'
import { Totals } from '../components/totals'
import { METRICS, type Metric, byDay, currenciesOf, daysBetween, isMoney, metricMeaning, metricName } from '../figures'
import { axisFormatter, drill, formatter } from '../links'

const Lines = lazy(() => import('@/ui/charts/line'))

export function Component() {
  const url = useUrlState()
  const scope = useStoreScope()
  const scoped = useScoped()
  const navigate = useNavigate()
  const { timezone, currency: own } = useOrganisation()
  const range = readRange(url, timezone)
  const span = daysBetween(range.from, range.to) + 1
  const compare = url.get('compare') !== 'no'
  const storeId = scope.length ? scope : undefined
  const now = useReadSalesQuery({ from: range.from, to: range.to, groupBy: 'day', storeId, compare: true })
  const before = useReadSalesQuery({ from: addDays(range.from, -span), to: addDays(range.from, -1), groupBy: 'day', storeId }, { skip: !compare })
  const sales = now.data?.data
  const currencies = currenciesOf(sales?.totals ?? [], own)
  const currency = currencies.includes(url.get('currency')) ? url.get('currency') : (currencies[0] ?? own)
  const metric = METRICS.includes(url.get('metric') as Metric) ? (url.get('metric') as Metric) : 'revenue'
  const asTable = url.get('as') === 'table'
  const format = formatter(isMoney(metric) ? currency : null)
  const points = byDay(sales?.rows ?? [], compare ? (before.data?.data.rows ?? null) : null, currency, metric, range.from, range.to)
  const names = compare && before.data ? [t`This period`, t`Previous period`] : [metricName(metric)]
  return (
    <Page>
      <PageHead title={t`Sales`}>
        <Range range={range} />
      </PageHead>
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <Segmented
          label={t`Range`}
          value={range.name}
          onChange={(value) => url.set({ range: value, from: undefined, to: undefined })}
          options={rangeNames()}
        />
        <Segmented
          label={t`Compare`}
          value={compare ? 'yes' : 'no'}
          onChange={(value) => url.set({ compare: value === 'no' ? 'no' : undefined })}
          options={[
            { value: 'yes', text: t`With previous period` },
            { value: 'no', text: t`No comparison` },
          ]}
        />
        {currencies.length > 1 && (
          <div className="w-28">
            <Select label={t`Currency`} hideLabel value={currency} onChange={(event) => url.set({ currency: event.target.value })}>
              {currencies.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </Select>
          </div>
        )}
      </div>
      {now.error && !sales && <Failure error={now.error} retry={() => void now.refetch()} />}
      {!sales && !now.error && <Skeleton className="h-96 w-full rounded-lg" />}
      {sales && sales.totals.length === 0 && (
        <Empty title={<Trans>No sales in this range</Trans>}>
          <Trans>
            Nothing was sold between {day(range.from)} and {day(range.to)} in the stores shown. Choose a longer range, or other stores at the top left.
          </Trans>
        </Empty>
      )}
      {sales && sales.totals.length > 0 && (
        <div className="space-y-6">
          <Totals sales={sales} currency={currency} metric={metric} compare={compare} onChoose={(name) => url.set({ metric: name })} />
          <Card
            title={metricName(metric)}
            actions={
              <Segmented
                label={t`Show as`}
                value={asTable ? 'table' : 'chart'}
                onChange={(value) => url.set({ as: value === 'table' ? 'table' : undefined })}
                options={[
                  { value: 'chart', text: t`Chart` },
                  { value: 'table', text: t`Table` },
                ]}
              />
            }
          >
            <p className="mb-3 text-12 text-ink-2">{metricMeaning(metric)}</p>
            {asTable ? (
              <DayTable points={points} names={names} format={format} hrefOf={(key) => scoped(drill({ from: key, to: key, currency }))} />
            ) : (
              <Suspense fallback={<Skeleton className="h-64 w-full" />}>
                <Lines
                  label={t`${metricName(metric)} by day`}
                  names={names}
                  points={points}
                  format={format}
                  formatAxis={axisFormatter(isMoney(metric) ? currency : null)}
                  formatKey={(key) => (key ? day(key) : '')}
                  onPick={(key) => void navigate(scoped(drill({ from: key, to: key, currency })))}
                />
              </Suspense>
            )}
            {!asTable && (
              <p className="mt-2 text-12 text-ink-2">
                <Trans>Click a day to see its orders.</Trans>
              </p>
            )}
          </Card>
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <ByStore range={range} currency={currency} metric={metric} />
            <ByProduct range={range} currency={currency} />
          </div>
          <ByCountry range={range} currency={currency} metric={metric} />
        </div>
      )}
    </Page>
  )
}
