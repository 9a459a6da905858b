import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

interface CardProps {
  title?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
  /** Content to the edges, for tables and lists. */
  flush?: boolean
  id?: string
}

export function Card({ title, actions, children, className, flush = false, id }: CardProps) {
  return (
    <section id={id} className={cn('min-w-0 rounded-lg border border-line bg-surface', className)}>
      {(title || actions) && (
        <header className="flex min-h-11 items-center justify-between gap-3 px-4 pt-3 pb-2">
          <h2 className="text-14 font-semibold">{title}</h2>
          {actions && <div className="flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : title || actions ? 'px-4 pt-1 pb-4' : 'p-4'}>{children}</div>
    </section>
  )
}

/** Facts by name: label above on phones, beside on wide screens. */
export function Facts({ rows }: { rows: [ReactNode, ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] items-baseline gap-x-4 gap-y-2 text-13">
      {rows.map(([name, value], at) => (
        <div key={at} className="contents">
          <dt className="text-ink-2">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
