/** Every movement of a variant: who, what, when, why, and what it was before and after. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from 'react-router'

import type { LedgerRow, LevelRow } from '@/api/gen/inventory'
import { useOrganisation } from '@/app/session'
import { cn } from '@/lib/cn'
import { dateTime } from '@/lib/dates'
import { number } from '@/lib/money'
import { useRows } from '@/lib/pages'
import { useScoped } from '@/lib/url-state'
import { useWho } from '@/lib/who'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

import { useLedgerRowsInfiniteQuery } from '../api'
import { movement } from '../words'

interface Step {
  row: LedgerRow
  onHand: [number, number] | null
  reserved: [number, number] | null
}

/** From the present level backwards: movements add up to it. */
export function steps(rows: LedgerRow[], levels: Pick<LevelRow, 'location_id' | 'on_hand' | 'reserved'>[]): Step[] {
  const now = new Map(levels.map((level) => [level.location_id, { on_hand: level.on_hand, reserved: level.reserved }]))
  return rows.map((row) => {
    const after = now.get(row.location_id)
    if (!after) return { row, onHand: null, reserved: null }
    const before = { on_hand: after.on_hand - row.on_hand_delta, reserved: after.reserved - row.reserved_delta }
    now.set(row.location_id, before)
    return { row, onHand: [before.on_hand, after.on_hand], reserved: [before.reserved, after.reserved] }
  })
}

export function Ledger({ variantId, levels }: { variantId: string; levels: LevelRow[] }) {
  const { currentData, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useLedgerRowsInfiniteQuery({ variant_id: variantId })
  const rows = useRows(currentData)
  return (
    <Card title={<Trans>Movements</Trans>} flush>
      {error && !rows.length ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : !currentData ? (
        <SkeletonRows rows={5} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-13 text-ink-2">
          <Trans>Nothing has moved yet.</Trans>
        </p>
      ) : (
        <>
          <div aria-hidden="true" className="hidden grid-cols-[9rem_minmax(0,2fr)_minmax(0,1fr)_9rem_9rem] gap-3 border-b border-line px-4 pb-2 text-12 text-ink-2 md:grid">
            <span>{t`When`}</span>
            <span>{t`What and why`}</span>
            <span>{t`Who`}</span>
            <span className="text-right">{t`On hand`}</span>
            <span className="text-right">{t`Reserved`}</span>
          </div>
          <ol className="divide-y divide-line">
            {steps(rows, levels).map((step) => (
              <li key={step.row.id}>
                <Movement step={step} />
              </li>
            ))}
          </ol>
        </>
      )}
      {hasNextPage && (
        <div className="border-t border-line p-3">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </Card>
  )
}

function Movement({ step }: { step: Step }) {
  const { row } = step
  const { timezone } = useOrganisation()
  const who = useWho()
  const scoped = useScoped()
  const [kind, id] = row.reference.split(':')
  return (
    <div className="grid gap-x-3 gap-y-0.5 px-4 py-2 text-13 md:items-baseline md:grid-cols-[9rem_minmax(0,2fr)_minmax(0,1fr)_9rem_9rem]">
      <span className="text-ink-2">{dateTime(row.at, timezone)}</span>
      <span className="min-w-0">
        <span className="font-medium">{movement(row.kind)}</span> <span className="text-ink-2">{row.location}</span>{' '}
        {kind === 'order' && id && (
          <Link to={scoped(`/orders/${id}`)} className="inline-flex min-h-6 items-center text-accent hover:underline">
            <Trans>Order</Trans>
          </Link>
        )}
        {row.reason && row.kind !== 'channel_edit' && row.kind !== 'initial' && <span className="block break-words text-ink-2">{row.reason}</span>}
      </span>
      <span className="min-w-0 truncate text-ink-2">{who(row.actor)}</span>
      <Delta name={t`On hand`} delta={row.on_hand_delta} pair={step.onHand} />
      <Delta name={t`Reserved`} delta={row.reserved_delta} pair={step.reserved} plain />
    </div>
  )
}

function Delta({ name, delta, pair, plain = false }: { name: string; delta: number; pair: [number, number] | null; plain?: boolean }) {
  if (!delta) return <span className="hidden text-right text-ink-3 md:block">–</span>
  return (
    <span className="tnum md:text-right">
      <span className="mr-1 text-12 text-ink-2 md:sr-only">{name}</span>
      {pair && (
        <span className="text-ink-2">
          {number(pair[0])} → {number(pair[1])}
        </span>
      )}{' '}
      <span className={cn('font-medium', !plain && (delta < 0 ? 'text-bad' : 'text-ok'))}>{delta > 0 ? `+${number(delta)}` : number(delta)}</span>
    </span>
  )
}
