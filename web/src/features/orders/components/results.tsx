import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { Badge } from '@/ui/badge'

import type { OutcomeOut } from '@/api/gen/orders'

const SHOWN = 200

/** What became of each order: those that did not go first, with the reason. */
export function Results({ outcomes, numberOf, extra }: { outcomes: OutcomeOut[]; numberOf: (id: string) => string | undefined; extra?: (outcome: OutcomeOut) => ReactNode }) {
  const done = outcomes.filter((each) => each.ok).length
  const failed = outcomes.length - done
  const ordered = [...outcomes].sort((a, b) => Number(a.ok) - Number(b.ok)).slice(0, SHOWN)
  return (
    <section aria-label={t`Results`} aria-live="polite" className="space-y-2 py-2">
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-13">
        <Badge tone="ok">
          <Plural value={done} one="# done" other="# done" />
        </Badge>
        {failed > 0 && (
          <Badge tone="bad">
            <Plural value={failed} one="# not done" other="# not done" />
          </Badge>
        )}
      </p>
      <ul className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {ordered.map((each) => (
          <li key={each.order_id} className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 text-13">
            <Link to={`/orders/${each.order_id}`} className="tnum min-h-6 font-medium hover:underline">
              {numberOf(each.order_id) ?? t`Order`}
            </Link>
            <span className="ml-auto">
              {each.ok ? <Badge tone={each.changed ? 'ok' : 'neutral'}>{each.changed ? t`Done` : t`Was so already`}</Badge> : <Badge tone="bad">{t`Not done`}</Badge>}
            </span>
            {!each.ok && <p className="w-full break-words text-ink-2">{each.message}</p>}
            {extra?.(each)}
          </li>
        ))}
      </ul>
      {outcomes.length > SHOWN && (
        <p className="text-12 text-ink-2">
          <Trans>The first {SHOWN} are shown, those that failed first.</Trans>
        </p>
      )}
    </section>
  )
}
