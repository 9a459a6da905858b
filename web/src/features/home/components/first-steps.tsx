/** The first day: what makes KSAP useful, in the order in which it does. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type LucideIcon, Store, Truck, Users } from 'lucide-react'
import type { ReactNode } from 'react'

import { useMay } from '@/app/session'
import { ButtonLink } from '@/ui/button'

interface Step {
  icon: LucideIcon
  title: string
  words: string
  action: ReactNode
}

export function FirstSteps() {
  const mayConnect = useMay('connections.manage')
  const mayInvite = useMay('members.manage')
  const steps: (Step | false)[] = [
    {
      icon: Store,
      title: t`Connect your first store`,
      words: t`Its products, stock and orders come in by themselves, and from then on everything that happens there shows up here within seconds.`,
      action: mayConnect && (
        <ButtonLink look="primary" to="/stores/connect">
          <Trans>Connect a store</Trans>
        </ButtonLink>
      ),
    },
    mayConnect && {
      icon: Truck,
      title: t`Connect a carrier`,
      words: t`Compare what a parcel costs, buy its label and tell the customer, all from the order.`,
      action: (
        <ButtonLink to="/settings/integrations">
          <Trans>Carriers</Trans>
        </ButtonLink>
      ),
    },
    mayInvite && {
      icon: Users,
      title: t`Invite your team`,
      words: t`Everybody gets an account with just the rights and the stores that their work needs.`,
      action: (
        <ButtonLink to="/settings/team">
          <Trans>Team</Trans>
        </ButtonLink>
      ),
    },
  ]
  return (
    <ol aria-label={t`First steps`} className="max-w-3xl divide-y divide-line rounded-lg border border-line bg-surface">
      {steps.map(
        (step) =>
          step && (
            <li key={step.title} className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-4 sm:flex-nowrap sm:px-5">
              <step.icon aria-hidden="true" className="size-5 shrink-0 self-start text-ink-2 max-sm:hidden" strokeWidth={1.75} />
              <div className="min-w-0 flex-1 max-sm:basis-full">
                <h2 className="text-14">{step.title}</h2>
                <p className="mt-0.5 max-w-prose text-13 text-ink-2">{step.words}</p>
              </div>
              {step.action}
            </li>
          ),
      )}
    </ol>
  )
}
