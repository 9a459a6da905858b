/** Whether the log is what was written, and all of it. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { CircleAlert, ShieldCheck } from 'lucide-react'

import { type VerdictOut, auditApi } from '@/api/gen/audit'
import { number } from '@/lib/money'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/overlay'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

const { useVerifyAuditLogQuery } = auditApi

export function Verify({ onClose }: { onClose: () => void }) {
  const { currentData, error, isFetching, refetch } = useVerifyAuditLogQuery(undefined, { refetchOnMountOrArgChange: true })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t`Is the log intact?`}
      description={t`Every entry carries a fingerprint of itself and of all before it. Walking that chain finds what was changed, removed or put elsewhere, even in the database itself.`}
      footer={<Button onClick={onClose}>{t`Close`}</Button>}
    >
      {isFetching ? <Skeleton className="h-16 w-full" /> : error ? <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3" /> : currentData && <Verdict verdict={currentData.data} />}
    </Dialog>
  )
}

function Verdict({ verdict }: { verdict: VerdictOut }) {
  const words: Record<string, string> = { changed: t`Changed`, removed: t`Removed`, unlinked: t`Not in the chain`, cut: t`The end was cut off` }
  const count = number(verdict.entries)
  return (
    <div role="status" className="space-y-3 text-13">
      {verdict.ok ? (
        <p className="flex items-start gap-2 text-14 font-medium text-ok">
          <ShieldCheck aria-hidden="true" className="size-5 shrink-0" />
          <Trans>Intact: {count} entries, none changed or missing.</Trans>
        </p>
      ) : (
        <>
          <p className="flex items-start gap-2 text-14 font-medium text-bad">
            <CircleAlert aria-hidden="true" className="size-5 shrink-0" />
            <Plural value={verdict.faults.length} one="# fault: the log is not what was written." other="# faults: the log is not what was written." />
          </p>
          <ul className="divide-y divide-line rounded-md border border-line">
            {verdict.faults.map((fault, at) => (
              <li key={at} className="px-3 py-2">
                <p className="font-medium">
                  <Trans>Entry {fault.seq}</Trans> · {words[fault.kind] ?? fault.kind}
                </p>
                <p className="text-ink-2">{fault.message}</p>
              </li>
            ))}
          </ul>
        </>
      )}
      {verdict.head && (
        <p className="text-12 text-ink-2">
          <Trans>Last fingerprint, to note elsewhere and prove later that nothing before it changed:</Trans>
          <span className="mt-1 block font-mono break-all select-all text-ink">{verdict.head}</span>
        </p>
      )}
    </div>
  )
}
