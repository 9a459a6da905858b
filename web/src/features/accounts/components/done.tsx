import { CircleAlert, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'

/** How it went, in a sentence. */
export function Outcome({ good, children }: { good: boolean; children: ReactNode }) {
  const Icon = good ? CircleCheck : CircleAlert
  return (
    <p role={good ? 'status' : 'alert'} className="flex items-start gap-2.5 text-14">
      <Icon aria-hidden="true" className={good ? 'mt-0.5 size-4 shrink-0 text-ok' : 'mt-0.5 size-4 shrink-0 text-bad'} />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}
