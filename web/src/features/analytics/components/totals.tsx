/** The totals; pressing one draws it. */
import { t } from '@lingui/core/macro'

import type { SalesOut } from '@/api/gen/analytics'
import { cn } from '@/lib/cn'
import { Change } from '@/ui/money'

import { METRICS, type Metric, isMoney, metricName } from '../figures'
import { formatter } from '../links'

interface Props {
  sales: SalesOut
  currency: string
  metric: Metric
  compare: boolean
  onChoose: (metric: Metric) => void
}

export function Totals({ sales, currency, metric, compare, onChoose }: Props) {
  const now = sales.totals.find((each) => each.currency === currency)
  const before = sales.previous?.totals.find((each) => each.currency === currency)
  return (
    <div role="group" aria-label={t`Totals`} className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 xl:grid-cols-6">
      {METRICS.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={metric === each}
          onClick={() => onChoose(each)}
          className={cn('relative flex flex-col items-start bg-surface px-4 py-3 text-left hover:bg-sunken focus-visible:-outline-offset-2', metric === each && 'after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent')}
        >
          <span className={cn('block text-13', metric === each ? 'font-medium text-accent' : 'text-ink-2')}>{metricName(each)}</span>
          <span className="tnum mt-1 block text-20 font-semibold">{formatter(isMoney(each) ? currency : null)(Number(now?.[each] ?? 0))}</span>
          {compare && (
            <span className="mt-0.5 flex flex-wrap items-baseline gap-x-1.5 text-12 text-ink-2">
              <Change now={Number(now?.[each] ?? 0)} before={before ? Number(before[each] ?? 0) : null} good={each === 'refunds' ? 'down' : 'up'} />
              {before && <span className="tnum">{t`from ${formatter(isMoney(each) ? currency : null)(Number(before[each] ?? 0))}`}</span>}
            </span>
          )}
        </button>
      ))}
    </div>
  )
}
