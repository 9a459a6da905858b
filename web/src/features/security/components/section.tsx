import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

/** A part of a settings page: what it is about at the left, what can be done at the right. */
export function Section({ title, text, children, className }: { title: ReactNode; text?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={cn('grid gap-x-10 gap-y-4 border-b border-line py-7 first:pt-1 last:border-b-0 lg:grid-cols-[15rem_minmax(0,38rem)]', className)}>
      <div className="print:hidden">
        <h2 className="text-14 font-semibold">{title}</h2>
        {text && <p className="mt-1 text-13 text-ink-2">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
