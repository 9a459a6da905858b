import { Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'

import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'

/** A purchase that did not end well: what the carrier said, in its own words, and what may be done. */
export function PurchaseProblem({ error, again, busy }: { error: unknown; again: () => void; busy: boolean }) {
  const found = problem(error)
  const words = typeof found.details.vendor_message === 'string' ? found.details.vendor_message : ''
  const open = found.code === 'LABEL_OUTCOME_UNKNOWN' || found.code === 'LABEL_BEING_BOUGHT' || found.status === 'offline'
  return (
    <div role="alert" className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4 text-13">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 space-y-2">
        {open ? (
          <>
            <p className="font-medium">
              <Trans>It is not known yet whether the label was bought.</Trans>
            </p>
            <p className="break-words">
              {found.message} <Trans>Asking again never buys a second label.</Trans>
            </p>
            <Button busy={busy} onClick={again}>
              <Trans>Look again</Trans>
            </Button>
          </>
        ) : (
          <>
            <p className="font-medium">
              <Trans>No label was bought.</Trans>
            </p>
            {words ? (
              <p className="break-words">
                <Trans>
                  The carrier says: <q>{words}</q>
                </Trans>
              </p>
            ) : (
              <p className="break-words">{found.message}</p>
            )}
            <p className="text-ink-2">
              <Trans>Choose another service, change the parcel, or try again.</Trans>
            </p>
          </>
        )}
        {found.requestId && (
          <p className="font-mono text-12 text-ink-3">
            <Trans>Request {found.requestId}</Trans>
          </p>
        )}
      </div>
    </div>
  )
}
