import { Plural, Trans } from '@lingui/react/macro'
import { Link } from 'react-router'

import type { StoreCard } from '@/api/gen/analytics'
import { connectionState, platformName } from '@/lib/connections'
import { ago } from '@/lib/dates'
import { useNow } from '@/lib/use-now'
import { Badge } from '@/ui/badge'
import { Change, Money } from '@/ui/money'
import { Mark } from '@/ui/picture'
import { Sparkline } from '@/ui/sparkline'

export function StoreCardView({ card }: { card: StoreCard }) {
  const now = useNow(60_000)
  const sales = card.sales[0]
  const state = connectionState(card.connection_state)
  return (
    <article className="relative flex h-full flex-col rounded-lg border border-line bg-surface p-4 transition-colors hover:border-control">
      <div className="flex items-start gap-3">
        <Mark name={card.name} src={card.logo_path} size={40} />
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-14">
            <Link to={`/stores/${card.id}`} className="after:absolute after:inset-0 after:rounded-lg">
              {card.name}
            </Link>
          </h3>
          <p className="truncate text-12 text-ink-2">{platformName(card.platform)}</p>
        </div>
        <Badge tone={state.tone}>{state.text}</Badge>
      </div>
      <div className="mt-4 flex items-end justify-between gap-3">
        {sales ? (
          <>
            <div className="min-w-0">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <Money amount={sales.revenue} currency={sales.currency} className="text-20 font-semibold" compact />
                <Change now={Number(sales.revenue)} before={Number(sales.previous_revenue)} />
              </p>
              <p className="tnum text-12 text-ink-2">
                <Plural value={sales.orders} one="# order" other="# orders" />
                {card.sales.length > 1 && (
                  <>
                    {' · '}
                    <Plural value={card.sales.length - 1} one="# more currency" other="# more currencies" />
                  </>
                )}
              </p>
            </div>
            <Sparkline values={sales.last_7_days.map(Number)} />
          </>
        ) : (
          <p className="text-13 text-ink-2">
            <Trans>No sales in this range</Trans>
          </p>
        )}
      </div>
      <p className="mt-3 -mb-1.5 flex items-center justify-between gap-3 border-t border-line pt-1.5 text-12 text-ink-2">
        <Link to={`/orders?store=${card.id}&view=open`} className="relative z-[1] inline-flex min-h-6 items-center hover:text-ink hover:underline">
          <Plural value={card.active_orders} one="# active order" other="# active orders" />
        </Link>
        {card.connection_reason && card.connection_state !== 'connected' ? (
          <span className="min-w-0 truncate" title={card.connection_reason}>
            {card.connection_reason}
          </span>
        ) : (
          card.last_activity_at && (
            <span>
              <Trans>Last activity {ago(card.last_activity_at, now)}</Trans>
            </span>
          )
        )}
      </p>
    </article>
  )
}
