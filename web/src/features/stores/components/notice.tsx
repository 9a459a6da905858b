import { CircleAlert, Info } from 'lucide-react'
import type { ReactNode } from 'react'

import { cn } from '@/lib/cn'

const looks = { warn: 'border-warn/50 [&>svg]:text-warn', bad: 'border-bad/50 [&>svg]:text-bad', info: 'border-line [&>svg]:text-info' }

/** A sentence that has to be read before going on. */
export function Notice({ tone, title, children, action }: { tone: keyof typeof looks; title?: ReactNode; children?: ReactNode; action?: ReactNode }) {
  const Icon = tone === 'info' ? Info : CircleAlert
  return (
    <div role={tone === 'info' ? undefined : 'alert'} className={cn('mb-5 flex items-start gap-3 rounded-lg border bg-surface p-4', looks[tone])}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1 text-13">
        {title && <p className="font-medium break-words">{title}</p>}
        {children && <div className={cn('break-words', title ? 'mt-0.5 text-ink-2' : '')}>{children}</div>}
        {action && <div className="mt-3">{action}</div>}
      </div>
    </div>
  )
}
