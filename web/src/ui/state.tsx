/** The states that every screen has besides its content: nothing yet, no match, an error. */
import { Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

import { problem } from '@/lib/errors'

import { Button } from './button'

export function Empty({ icon, title, children, action }: { icon?: ReactNode; title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-3 px-6 py-12 sm:mx-auto sm:max-w-md sm:py-16">
      {icon && <div className="text-ink-3 [&_svg]:size-6">{icon}</div>}
      <h2 className="text-16 font-semibold">{title}</h2>
      {children && <div className="text-14 text-ink-2">{children}</div>}
      {action && <div className="pt-1">{action}</div>}
    </div>
  )
}

/** An error on the card that it belongs to, with Retry and the request id. */
export function Failure({ error, retry, className }: { error: unknown; retry?: () => void; className?: string }) {
  const found = problem(error)
  return (
    <div role="alert" className={className ?? 'm-4 flex items-start gap-3 rounded-md border border-bad/40 bg-surface p-3'}>
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 space-y-2">
        <p className="break-words text-13">{found.message}</p>
        <div className="flex flex-wrap items-center gap-3">
          {retry && (
            <Button onClick={retry}>
              <Trans>Try again</Trans>
            </Button>
          )}
          {found.requestId && (
            <span className="font-mono text-12 text-ink-3">
              <Trans>Request {found.requestId}</Trans>
            </span>
          )}
        </div>
      </div>
    </div>
  )
}

/** One line under a form: what the server said to the whole of it. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null
  const found = problem(error)
  return (
    <p role="alert" className="flex items-start gap-2 text-13 text-bad">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">
        {found.message}
        {found.requestId && <span className="ml-2 font-mono text-12 text-ink-3">{found.requestId}</span>}
      </span>
    </p>
  )
}
