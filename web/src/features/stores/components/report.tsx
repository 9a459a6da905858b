/** What a connection test found, line by line: with the time it took, the vendor's own reason and the remedy. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Minus, X } from 'lucide-react'

import type { CheckOut, ReportOut } from '@/api/gen/stores'
import { cn } from '@/lib/cn'
import { number } from '@/lib/money'
import { Spinner } from '@/ui/spinner'

const CONNECTION = ['dns', 'tls', 'auth', 'scopes', 'read', 'webhooks']

function checkName(name: string): string {
  const names: Record<string, string> = {
    dns: t`Address found`,
    tls: t`Certificate`,
    auth: t`Sign-in`,
    scopes: t`Rights`,
    read: t`Reading`,
    webhooks: t`Live changes reach us`,
    connect: t`Connection`,
    sender: t`Sender`,
    discovery: t`Description`,
    keys: t`Keys`,
    client: t`Client ID and secret`,
    account: t`Account`,
  }
  return names[name] ?? name
}

const icons = {
  ok: <Check aria-hidden="true" className="size-4 text-ok" strokeWidth={2.5} />,
  bad: <X aria-hidden="true" className="size-4 text-bad" strokeWidth={2.5} />,
  warn: <X aria-hidden="true" className="size-4 text-warn" strokeWidth={2.5} />,
  skipped: <Minus aria-hidden="true" className="size-4 text-ink-3" />,
}

function Line({ check }: { check: CheckOut }) {
  // webhook reach is advice: polling brings what webhooks do not
  const state = check.ok === null ? 'skipped' : check.ok ? 'ok' : check.name === 'webhooks' ? 'warn' : 'bad'
  const words = { ok: t`passed`, bad: t`failed`, warn: t`advice`, skipped: t`not tried` }[state]
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3 px-4 py-2.5 sm:grid-cols-[1rem_9.5rem_minmax(0,1fr)_auto]">
      <span className="pt-0.5">
        {icons[state]}
        <span className="sr-only">{words}</span>
      </span>
      <span className={cn('text-13 font-medium', state === 'skipped' && 'text-ink-2')}>{checkName(check.name)}</span>
      <span className="col-span-2 col-start-2 row-start-2 min-w-0 text-13 break-words sm:col-span-1 sm:col-start-3 sm:row-start-1">
        <span className={state === 'bad' ? 'text-bad' : state === 'warn' ? 'text-warn' : 'text-ink-2'}>{check.message}</span>
        {check.remedy && <span className="mt-0.5 block text-ink">{check.remedy}</span>}
      </span>
      <span className="tnum col-start-3 row-start-1 text-right text-12 text-ink-3 sm:col-start-4">{check.ok !== null && t`${number(check.ms, check.ms < 10 ? 1 : 0)} ms`}</span>
    </li>
  )
}

const frame = 'divide-y divide-line rounded-lg border border-line bg-surface'

export function Report({ report }: { report: ReportOut }) {
  return (
    <ul className={frame} aria-label={t`Test report`}>
      {report.checks.map((check) => (
        <Line key={check.name} check={check} />
      ))}
    </ul>
  )
}

/** While the test runs: what is found so far, and the lines that are still waited for. */
export function ReportRunning({ checks = [], order = CONNECTION }: { checks?: CheckOut[]; order?: string[] }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">
        <Trans>Testing the connection</Trans>
      </span>
      <ul className={frame}>
        {checks.map((check) => (
          <Line key={check.name} check={check} />
        ))}
        {order.filter((name) => !checks.some((check) => check.name === name)).map((name) => (
          <li key={name} className="flex items-center gap-3 px-4 py-2.5 text-13 font-medium text-ink-2">
            <span className="flex w-4 justify-center">
              <Spinner />
            </span>
            {checkName(name)}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** The check that stopped everything. */
export const failing = (report: ReportOut | null | undefined): CheckOut | undefined => report?.checks.find((check) => check.ok === false && check.name !== 'webhooks')
