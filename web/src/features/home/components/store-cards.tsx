import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { LayoutGrid, Plus } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'

import type { DashboardOut } from '@/api/gen/analytics'
import { useMay, useSetting } from '@/app/session'
import { useStoreScope } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'

import { type Arrangement, arranged, none } from './arrangement'
import { StoreCardView } from './store-card'

const Arrange = lazy(() => import('./arrange').then((module) => ({ default: module.Arrange })))

export function StoreCards({ board }: { board: DashboardOut }) {
  const [arrangement, setArrangement] = useSetting<Arrangement>('home', none)
  const [arranging, setArranging] = useState(false)
  const mayConnect = useMay('connections.manage')
  const scope = useStoreScope()
  const cards = board.stores.filter((card) => !scope.length || scope.includes(card.id))
  return (
    <section aria-label={t`Stores`} className="min-w-0">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 className="text-16">
          <Trans>Stores</Trans>
        </h2>
        <div className="flex gap-2">
          {board.stores.length > 1 && (
            <Button look="quiet" icon={<LayoutGrid className="size-4" />} aria-pressed={arranging} onClick={() => setArranging(!arranging)}>
              {arranging ? <Trans>Done</Trans> : <Trans>Arrange</Trans>}
            </Button>
          )}
          {mayConnect && (
            <ButtonLink to="/stores/connect" icon={<Plus className="size-4" />}>
              <Trans>Connect a store</Trans>
            </ButtonLink>
          )}
        </div>
      </div>
      {arranging ? (
        <Suspense fallback={<Skeleton className="h-40 w-full rounded-lg" />}>
          <Arrange cards={board.stores} arrangement={arrangement} onChange={setArrangement} />
        </Suspense>
      ) : (
        <div className="space-y-5">
          {arranged(cards, arrangement).map(({ group, cards: own }) => (
            <div key={group}>
              {group && <h3 className="mb-2 text-13 font-medium text-ink-2">{group}</h3>}
              <ul className="grid gap-3 sm:grid-cols-2">
                {own.map((card) => (
                  <li key={card.id} className="min-w-0">
                    <StoreCardView card={card} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      )}
    </section>
  )
}
