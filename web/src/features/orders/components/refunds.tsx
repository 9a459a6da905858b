import { Trans } from '@lingui/react/macro'

import type { OrderOut } from '@/api/gen/orders'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { Money } from '@/ui/money'

export function Refunds({ order }: { order: OrderOut }) {
  const { timezone } = useOrganisation()
  if (!order.refunds.length) return null
  return (
    <section className="mt-4 border-t border-line pt-3">
      <h3 className="text-12 font-medium text-ink-2">
        <Trans>Refunds</Trans>
      </h3>
      <ul className="mt-1 space-y-2 text-13">
        {order.refunds.map((refund) => (
          <li key={refund.id}>
            <p className="flex justify-between gap-3">
              <span className="text-ink-2">{dateTime(refund.refunded_at, timezone)}</span>
              <Money amount={refund.amount} currency={refund.currency} />
            </p>
            {refund.reason && <p className="break-words">{refund.reason}</p>}
          </li>
        ))}
      </ul>
    </section>
  )
}
