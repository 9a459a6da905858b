import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'

import { type SalesRow, useReadSalesQuery } from '@/api/gen/analytics'
import type { DayRange } from '@/lib/ranges'
import { useScoped, useStoreScope } from '@/lib/url-state'
import { type Bar, Bars } from '@/ui/charts/bars'
import { Card } from '@/ui/card'
import { Mark, Picture } from '@/ui/picture'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

import { type Metric, isMoney, metricName, ranked } from '../figures'
import { drill, formatter } from '../links'

interface Props {
  range: DayRange
  currency: string
  metric: Metric
}

export function ByStore({ range, currency, metric }: Props) {
  const scope = useStoreScope()
  const { data, error, refetch } = useReadSalesQuery({ from: range.from, to: range.to, groupBy: 'store', storeId: scope.length ? scope : undefined })
  const format = formatter(isMoney(metric) ? currency : null)
  const bars: Bar[] = ranked(data?.data.rows ?? [], currency, metric).map((row) => ({
    key: row.store_id ?? 'none',
    name: (
      <>
        <Mark name={row.store ?? '?'} size={24} />
        <span className="truncate">{row.store}</span>
      </>
    ),
    value: Number((row as Record<Metric, unknown>)[metric] ?? 0),
    text: format(Number((row as Record<Metric, unknown>)[metric] ?? 0)),
    href: drill({ from: range.from, to: range.to, currency, store: row.store_id ?? undefined }),
  }))
  return (
    <Card title={t`${metricName(metric)} by store`}>
      {error && !data ? <Failure error={error} retry={() => void refetch()} /> : !data ? <SkeletonRows rows={4} /> : <Bars label={t`Stores`} bars={bars} />}
    </Card>
  )
}

const productName = (row: SalesRow): string => row.product ?? t`Without a product in the catalogue`

export function ByProduct({ range, currency }: Omit<Props, 'metric'>) {
  const scope = useStoreScope()
  const scoped = useScoped()
  const { data, error, refetch } = useReadSalesQuery({ from: range.from, to: range.to, groupBy: 'product', storeId: scope.length ? scope : undefined, limit: 8 })
  const format = formatter(currency)
  const rows = ranked(data?.data.rows ?? [], currency, 'revenue').slice(0, 8)
  return (
    <Card title={<Trans>Best sellers</Trans>}>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows rows={6} />
      ) : (
        <Bars
          label={t`Best sellers`}
          bars={rows.map((row) => ({
            key: row.product_id ?? 'none',
            name: (
              <>
                <Picture src={row.image_path} alt="" size={24} />
                <span className="truncate">{productName(row)}</span>
                <span className="shrink-0 text-12 text-ink-2">
                  <Plural value={row.units} one="# sold" other="# sold" />
                </span>
              </>
            ),
            value: Number(row.revenue),
            text: format(Number(row.revenue)),
            href: row.product_id ? scoped(drill({ from: range.from, to: range.to, currency, product: row.product_id })) : undefined,
          }))}
        />
      )}
    </Card>
  )
}
