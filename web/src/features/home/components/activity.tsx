import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from 'react-router'

import type { ActivityRow } from '@/api/gen/analytics'
import { useStoreScope } from '@/lib/url-state'
import { ago, dateTime } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { Card } from '@/ui/card'
import { Money } from '@/ui/money'

import { activityText } from '../activity-words'

/** The newest things, as they come. */
export function Activity({ rows }: { rows: ActivityRow[] }) {
  const scope = useStoreScope()
  const now = useNow(30_000)
  const shown = rows.filter((row) => !scope.length || (row.store_id && scope.includes(row.store_id)))
  return (
    <Card title={<Trans>Activity</Trans>} flush>
      {shown.length === 0 && (
        <p className="px-4 pb-4 text-13 text-ink-2">
          <Trans>Nothing has happened yet.</Trans>
        </p>
      )}
      <ol aria-label={t`Recent activity`} aria-live="polite" className="divide-y divide-line border-t border-line">
        {shown.slice(0, 12).map((row) => (
          <li key={row.id} className="relative px-4 py-2.5 hover:bg-sunken">
            <div className="flex items-baseline justify-between gap-3">
              <span className="line-clamp-2 min-w-0 text-13 break-words">
                {row.kind === 'order' && row.entity_id ? (
                  <Link to={`/orders/${row.entity_id}`} className="font-medium after:absolute after:inset-0 hover:underline">
                    {activityText(row)}
                  </Link>
                ) : (
                  activityText(row)
                )}
              </span>
              {row.amount && <Money amount={row.amount} currency={row.currency} className="text-13" />}
            </div>
            <p className="mt-0.5 flex justify-between gap-3 text-12 text-ink-2">
              <span className="truncate">{row.store}</span>
              <time dateTime={row.at} title={dateTime(row.at)} className="shrink-0">
                {ago(row.at, now)}
              </time>
            </p>
          </li>
        ))}
      </ol>
    </Card>
  )
}
