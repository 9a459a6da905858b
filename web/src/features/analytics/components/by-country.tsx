import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Suspense, lazy } from 'react'
import { useNavigate } from 'react-router'

import { useReadSalesQuery } from '@/api/gen/analytics'
import { countryName } from '@/lib/countries'
import type { DayRange } from '@/lib/ranges'
import { useScoped, useStoreScope } from '@/lib/url-state'
import { Bars } from '@/ui/charts/bars'
import { Card } from '@/ui/card'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

import { type Metric, isMoney, metricName, ranked } from '../figures'
import { drill, formatter } from '../links'

const World = lazy(() => import('@/ui/charts/world'))

/** Where it went: a map for the eye, the ranked list for reading. */
export function ByCountry({ range, currency, metric }: { range: DayRange; currency: string; metric: Metric }) {
  const scope = useStoreScope()
  const scoped = useScoped()
  const navigate = useNavigate()
  const { data, error, refetch } = useReadSalesQuery({ from: range.from, to: range.to, groupBy: 'country', storeId: scope.length ? scope : undefined })
  const format = formatter(isMoney(metric) ? currency : null)
  const rows = ranked(data?.data.rows ?? [], currency, metric)
  const valueOf = (row: (typeof rows)[number]) => Number((row as Record<Metric, unknown>)[metric] ?? 0)
  const to = (country: string) => scoped(drill({ from: range.from, to: range.to, currency, country }))
  const name = (code: string) => (code ? countryName(code) : t`Unknown country`)
  return (
    <Card title={t`${metricName(metric)} by country`}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton className="h-64 w-full" />
      ) : rows.length === 0 ? (
        <p className="text-13 text-ink-2">
          <Trans>No sales in this currency.</Trans>
        </p>
      ) : (
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
          <Suspense fallback={<Skeleton className="aspect-[2/1] w-full" />}>
            <World
              label={t`Map: ${metricName(metric)} by country`}
              values={new Map(rows.filter((row) => row.country).map((row) => [row.country as string, valueOf(row)]))}
              format={format}
              nameOf={name}
              onPick={(code) => void navigate(to(code))}
            />
          </Suspense>
          <Bars
            label={t`Countries`}
            bars={rows.slice(0, 10).map((row) => ({
              key: row.country || 'none',
              name: <span className="truncate">{name(row.country ?? '')}</span>,
              value: valueOf(row),
              text: format(valueOf(row)),
              href: row.country ? to(row.country) : undefined,
            }))}
          />
        </div>
      )}
    </Card>
  )
}
