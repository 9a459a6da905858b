import { cn } from '@/lib/cn'

/** A line of a few numbers beside their figure; the figure says it in words, so the drawing is hidden from readers. */
export function Sparkline({ values, className }: { values: number[]; className?: string }) {
  if (values.length < 2) return null
  const top = Math.max(...values, 0)
  const bottom = Math.min(...values, 0)
  const span = top - bottom || 1
  const points = values.map((value, at) => `${((at / (values.length - 1)) * 96 + 2).toFixed(1)},${(26 - ((value - bottom) / span) * 24).toFixed(1)}`)
  const last = points[points.length - 1]?.split(',') ?? ['0', '0']
  return (
    <svg aria-hidden="true" viewBox="0 0 100 28" preserveAspectRatio="none" className={cn('h-7 w-24 overflow-visible text-accent', className)}>
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
      <circle cx={last[0]} cy={last[1]} r="2" fill="currentColor" />
    </svg>
  )
}

/** How far long work is: with a number where it is known. */
export function Progress({ done, total, label }: { done: number; total?: number | null; label: string }) {
  const share = total ? Math.min(1, done / total) : undefined
  return (
    <div role="progressbar" aria-label={label} aria-valuenow={share === undefined ? undefined : Math.round(share * 100)} className="h-1.5 overflow-hidden rounded-full bg-line">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" className="block h-full w-full text-accent">
        <rect width={share === undefined ? 30 : share * 100} height="4" fill="currentColor" className={share === undefined ? 'animate-shimmer' : ''} />
      </svg>
    </div>
  )
}
