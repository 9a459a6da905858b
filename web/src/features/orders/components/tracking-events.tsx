import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

import type { TrackingEventOut } from '@/api/gen/fulfilment'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { shipmentState } from '@/lib/orders'
import { cn } from '@/lib/cn'

/** What the carrier told, newest first. */
export function TrackingEvents({ events, followed }: { events: TrackingEventOut[]; followed: boolean }) {
  const { timezone } = useOrganisation()
  if (!events.length)
    return followed ? (
      <p className="mt-4 border-t border-line pt-3 text-13 text-ink-2">
        <Trans>The carrier has not scanned this parcel yet. It is asked every quarter of an hour.</Trans>
      </p>
    ) : null
  return (
    <ol className="mt-4 border-t border-line pt-4">
      {events.map((event, at) => {
        const place = [event.city, event.country].filter(Boolean).join(', ')
        // in the reader's language; what the carrier says beside it is in its own
        const state = event.state === 'label_created' ? t`Label made` : shipmentState(event.state).text
        const told = event.description.toLowerCase() === state.toLowerCase() ? '' : event.description
        return (
          <li key={`${event.at} ${event.code} ${at}`} className="relative flex gap-3 pb-4 text-13 last:pb-0">
            {at < events.length - 1 && <span aria-hidden="true" className="absolute top-4 bottom-0 left-[5px] w-px bg-line" />}
            <span aria-hidden="true" className={cn('mt-1 size-2.5 shrink-0 rounded-full border', at === 0 ? 'border-accent bg-accent' : 'border-control bg-surface')} />
            <div className="min-w-0">
              <p className={cn('break-words', at === 0 && 'font-medium')}>{state}</p>
              {told && <p className="break-words text-ink-2">{told}</p>}
              <p className="text-12 text-ink-2">
                {place && `${place} · `}
                <time dateTime={event.at}>{dateTime(event.at, timezone)}</time>
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
