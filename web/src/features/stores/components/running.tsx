import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { Link } from 'react-router'

import { useCancelSyncRunMutation } from '@/api/gen/sync'
import { useMay } from '@/app/session'
import { counted, runState, runTitle } from '@/lib/runs'
import { Badge } from '@/ui/badge'
import { Button, IconButton } from '@/ui/button'

import { RunProgress, over, useRun } from './run-progress'

const PARTS: Record<string, string[]> = { initial: ['locations', 'products', 'stock', 'orders'] }
const USUAL = ['locations', 'orders', 'products', 'stock']

/** A run of this store while it happens, and how it ended. */
export function Running({ runId, onClose }: { runId: string; onClose: () => void }) {
  const mayCancel = useMay('sync.run')
  const { run, live } = useRun(runId)
  const [cancel, cancelling] = useCancelSyncRunMutation()
  if (!runId || !run) return null
  const done = over(run)
  const state = runState(run.state)
  return (
    <section aria-label={t`Current synchronisation`} className="mb-5">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="text-14 font-semibold">{runTitle(run.kind)}</h2>
        <Badge tone={state.tone}>{state.text}</Badge>
        <Link to={`/sync/runs/${run.id}`} className="inline-flex min-h-6 items-center text-13 text-accent hover:underline">
          <Trans>Details</Trans>
        </Link>
        <span className="ml-auto">
          {done ? (
            <IconButton label={t`Close`} onClick={onClose}>
              <X className="size-4" />
            </IconButton>
          ) : (
            mayCancel && (
              <Button look="quiet" busy={cancelling.isLoading} onClick={() => void cancel({ runId: run.id })}>
                <Trans>Cancel</Trans>
              </Button>
            )
          )}
        </span>
      </div>
      {done ? (
        <p role="status" className="rounded-lg border border-line bg-surface px-4 py-3 text-13">
          {run.error ? <span className="text-bad">{run.error}</span> : counted(run.counts) || <Trans>Nothing had changed.</Trans>}
        </p>
      ) : (
        <RunProgress run={run} live={live} parts={PARTS[run.kind] ?? USUAL} />
      )}
    </section>
  )
}
