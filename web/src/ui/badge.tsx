import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info'

const dots: Record<Tone, string> = { neutral: 'bg-ink-3', ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad', info: 'bg-info' }
const words: Record<Tone, string> = { neutral: 'text-ink-2', ok: 'text-ok', warn: 'text-warn', bad: 'text-bad', info: 'text-info' }

/** A status: a dot and words, never colour alone. */
export function Badge({ tone = 'neutral', children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span className={cn('inline-flex items-baseline gap-1.5 whitespace-nowrap text-12 font-medium', words[tone], className)}>
      <span aria-hidden="true" className={cn('size-1.5 shrink-0 self-center rounded-full', dots[tone])} />
      {children}
    </span>
  )
}

/** A small fact that is no status: a tag, a count. */
export function Tag({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span className={cn('inline-flex h-5 items-center rounded-sm border border-line bg-sunken px-1.5 text-12 text-ink-2', className)}>
      {children}
    </span>
  )
}
