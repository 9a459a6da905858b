import { change, money } from '@/lib/money'
import { cn } from '@/lib/cn'

export function Money({ amount, currency, className, compact }: { amount: string | number | null | undefined; currency: string; className?: string; compact?: boolean }) {
  return <span className={cn('tnum whitespace-nowrap', className)}>{money(amount, currency, compact)}</span>
}

/** Compared with before; `good` says which way is good. Nothing where there was nothing to compare with. */
export function Change({ now, before, good = 'up' }: { now: number; before: number | null | undefined; good?: 'up' | 'down' | 'neither' }) {
  if (before === null || before === undefined || before === 0) return <span className="text-12 text-ink-3">–</span>
  const share = (now - before) / Math.abs(before)
  const tone = good === 'neither' || share === 0 ? 'text-ink-2' : share > 0 === (good === 'up') ? 'text-ok' : 'text-bad'
  return <span className={cn('tnum text-12 font-medium', tone)}>{change(share)}</span>
}
