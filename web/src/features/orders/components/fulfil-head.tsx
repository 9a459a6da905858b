import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check } from 'lucide-react'

import type { OrderOut } from '@/api/gen/orders'
import { cn } from '@/lib/cn'
import { Back, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'

type Step = 'pack' | 'rates' | 'done'
const steps: Step[] = ['pack', 'rates', 'done']

export function FulfilHead({ order, step }: { order: Pick<OrderOut, 'id' | 'number'>; step: Step }) {
  const names: Record<Step, string> = { pack: t`Pack`, rates: t`Choose a price`, done: t`Print and hand over` }
  const at = steps.indexOf(step)
  return (
    <>
      <PageHead
        title={t`Ship ${order.number}`}
        eyebrow={
          <Back to={`/orders/${order.id}`}>
            <Trans>Order {order.number}</Trans>
          </Back>
        }
      />
      <p aria-hidden="true" className="-mt-2 mb-4 text-13 text-ink-2 sm:hidden">
        <Trans>
          Step {at + 1} of {steps.length}: {names[step]}
        </Trans>
      </p>
      <ol aria-label={t`Steps`} className="mb-4 flex flex-wrap items-center gap-x-2 gap-y-1 text-13 max-sm:sr-only">
        {steps.map((each, index) => (
          <li key={each} aria-current={each === step ? 'step' : undefined} className={cn('flex items-center gap-2', index === at ? 'font-medium' : 'text-ink-2')}>
            {index > 0 && <span aria-hidden="true" className="h-px w-5 bg-line" />}
            <span
              aria-hidden="true"
              className={cn(
                'tnum flex size-5 items-center justify-center rounded-full border text-12',
                index < at || (step === 'done' && index === at) ? 'border-accent bg-accent text-on-accent' : index === at ? 'border-accent text-accent' : 'border-control',
              )}
            >
              {index < at || (step === 'done' && index === at) ? <Check className="size-3" strokeWidth={3} /> : index + 1}
            </span>
            {names[each]}
          </li>
        ))}
      </ol>
    </>
  )
}

export function FulfilShape() {
  return (
    <div role="status" aria-label={t`Loading`} className="mx-auto max-w-5xl space-y-4">
      <Skeleton className="h-7 w-48" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <Skeleton className="h-80 w-full" />
        <Skeleton className="h-56 w-full" />
      </div>
    </div>
  )
}
