/** A run of synchronisation while it happens: fed by the stream, with the counts of each part moving. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Circle, X } from 'lucide-react'
import { useEffect, useState } from 'react'

import { type RunOut, useGetSyncRunQuery } from '@/api/gen/sync'
import { onLive } from '@/app/live'
import { cn } from '@/lib/cn'
import { number } from '@/lib/money'
import { resourceName } from '@/lib/runs'
import { Progress } from '@/ui/sparkline'
import { Spinner } from '@/ui/spinner'

export interface Live {
  phase: string
  total: number | null
}

export const over = (run: RunOut | undefined): boolean => Boolean(run && !['queued', 'running'].includes(run.state))

/** The run, and where it is just now. */
export function useRun(runId: string) {
  const [live, setLive] = useState<Live>({ phase: '', total: null })
  const [ended, setEnded] = useState(false)
  const query = useGetSyncRunQuery({ runId }, { skip: !runId, pollingInterval: ended ? 0 : 2000 })
  const run = query.currentData?.data
  useEffect(
    () =>
      onLive((kind, data) => {
        if (kind !== 'run' || data.id !== runId || typeof data.phase !== 'string') return
        setLive({ phase: data.phase, total: typeof data.total === 'number' ? data.total : null })
      }),
    [runId],
  )
  const done = over(run)
  useEffect(() => setEnded(done), [done])
  return { run, live: { phase: live.phase || (run?.phase ?? ''), total: live.total }, query }
}

export function RunProgress({ run, live, parts }: { run: RunOut | undefined; live: Live; parts: string[] }) {
  const done = over(run)
  const here = parts.indexOf(live.phase)
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface" aria-label={t`Progress`}>
      {parts.map((part, at) => {
        const counts = run?.counts[part] ?? {}
        const read = counts.read ?? 0
        const now = !done && at === here
        const behind = done ? run?.state !== 'cancelled' && (run?.state !== 'failed' || at < here) : at < here
        const total = now ? live.total : null
        return (
          <li key={part} className="px-4 py-3">
            <div className="flex items-center gap-3">
              <span className="flex w-4 justify-center">
                {now ? (
                  <span className="flex text-accent">
                    <Spinner />
                  </span>
                ) : done && run?.state === 'failed' && at === here ? (
                  <X aria-hidden="true" className="size-4 text-bad" strokeWidth={2.5} />
                ) : behind ? (
                  <Check aria-hidden="true" className="size-4 text-ok" strokeWidth={2.5} />
                ) : (
                  <Circle aria-hidden="true" className="size-3 text-ink-3" />
                )}
              </span>
              <span className={cn('flex-1 text-13 font-medium', !now && !behind && 'text-ink-2')}>{resourceName(part)}</span>
              <span className="tnum text-13">{read > 0 || (behind && part in (run?.counts ?? {})) ? (total ? <Trans>{number(read)} of {number(total)}</Trans> : number(read)) : ''}</span>
            </div>
            {now && (
              <div className="mt-2 pl-7">
                <Progress done={read} total={total && read <= total ? total : null} label={resourceName(part)} />
              </div>
            )}
            <Outcomes counts={counts} />
          </li>
        )
      })}
    </ul>
  )
}

function Outcomes({ counts }: { counts: Record<string, number> }) {
  const words: [string, string, string?][] = [
    ['created', t`new`],
    ['updated', t`updated`],
    ['unchanged', t`unchanged`],
    ['linked', t`linked`],
    ['suggested', t`to be asked`],
    ['healed', t`caught up`],
    ['pushed', t`sent to the store`],
    ['failed', t`failed`, 'text-bad'],
  ]
  const shown = words.filter(([key]) => (counts[key] ?? 0) > 0)
  if (!shown.length) return null
  return (
    <p className="tnum mt-1 flex flex-wrap gap-x-3 pl-7 text-12 text-ink-2">
      {shown.map(([key, text, look]) => (
        <span key={key} className={look}>
          {number(counts[key] ?? 0)} {text}
        </span>
      ))}
    </p>
  )
}
