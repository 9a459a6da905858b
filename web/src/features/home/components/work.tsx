/** What needs doing, in one sentence of links. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useReadHomeQuery } from '@/api/gen/home'
import { useScoped } from '@/lib/url-state'

export function Work() {
  const { data } = useReadHomeQuery()
  const scoped = useScoped()
  const work = data?.data
  if (!work) return <p className="mb-6 h-6" aria-hidden="true" />
  const parts: [string, number, ReactNode][] = [
    ['/orders?view=to_ship', work.orders_to_ship ?? 0, <Plural key="a" value={work.orders_to_ship ?? 0} one="# order to ship" other="# orders to ship" />],
    ['/shipments?state=label_bought', work.labels_to_hand_over ?? 0, <Plural key="b" value={work.labels_to_hand_over ?? 0} one="# parcel to hand over" other="# parcels to hand over" />],
    ['/orders?status=on_hold', work.orders_on_hold ?? 0, <Plural key="c" value={work.orders_on_hold ?? 0} one="# order on hold" other="# orders on hold" />],
    ['/orders?view=unpaid', work.orders_unpaid ?? 0, <Plural key="d" value={work.orders_unpaid ?? 0} one="# order not paid yet" other="# orders not paid yet" />],
    ['/inbox', work.alerts_open ?? 0, <Plural key="e" value={work.alerts_open ?? 0} one="# alert" other="# alerts" />],
  ]
  const open = parts.filter(([, count]) => count > 0)
  return (
    <section aria-label={t`What needs doing`} className="mb-6 text-16 text-ink-2">
      {open.length === 0 ? (
        <p className="flex items-center gap-2">
          <Check aria-hidden="true" className="size-4 text-ok" />
          <Trans>Nothing waits for you: every paid order is on its way.</Trans>
        </p>
      ) : (
        <p className="flex flex-wrap items-baseline gap-x-2">
          <Trans>To do:</Trans>
          {open.map(([to, , words], at) => (
            <span key={to} className="whitespace-nowrap">
                <Link to={scoped(to)} className="inline-flex min-h-6 items-center font-medium text-ink underline decoration-control underline-offset-4 hover:decoration-accent">
                  {words}
                </Link>
                {at < open.length - 1 && (
                  <span aria-hidden="true" className="ml-2">
                    ·
                  </span>
                )}
            </span>
          ))}
        </p>
      )}
    </section>
  )
}
