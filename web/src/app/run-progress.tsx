/** How far a run is: with figures where the platform says how many there are, else with the time it takes so far. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'

import type { RunOut } from '@/api/gen/sync'
import { ago } from '@/lib/dates'
import { number } from '@/lib/money'
import { counted, resourceName, runTitle } from '@/lib/runs'
import { useNow } from '@/lib/use-now'
import { Progress } from '@/ui/sparkline'

import { onLive } from './live'

export interface Place {
  phase: string
  total: number | null
}

/** Where the runs of this organisation are, by id, as the stream tells it. */
export function useRunPlaces(): ReadonlyMap<string, Place> {
  const [places, setPlaces] = useState<ReadonlyMap<string, Place>>(new Map())
  useEffect(
    () =>
      onLive((kind, data) => {
        if (kind !== 'run' || typeof data.id !== 'string') return
        const id = data.id
        setPlaces((before) => {
          const next = new Map(before)
          if (data.state !== 'running') next.delete(id)
          else if (typeof data.phase === 'string') next.set(id, { phase: data.phase, total: typeof data.total === 'number' ? data.total : null })
          return next
        })
      }),
    [],
  )
  return places
}

export function RunProgress({ run, place }: { run: RunOut; place?: Place }) {
  const now = useNow(10_000)
  const phase = place?.phase || run.phase
  const read = run.counts[phase]?.read ?? 0
  const total = place?.total && place.total >= read ? place.total : null
  const since = run.started_at ? t`started ${ago(String(run.started_at), now)}` : t`waits for its turn`
  return (
    <div className="space-y-1.5">
      {run.state === 'running' && <Progress done={read} total={total} label={runTitle(run.kind)} />}
      <p className="tnum flex justify-between gap-3 text-12 text-ink-2">
        <span className="min-w-0 truncate">
          {total ? (
            <Trans>
              {resourceName(phase)}: {number(read)} of {number(total)}
            </Trans>
          ) : (
            counted(run.counts) || (phase ? resourceName(phase) : '')
          )}
        </span>
        <span className="shrink-0">{since}</span>
      </p>
    </div>
  )
}
