import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation } from 'react-router'

import { useMay } from '@/app/session'
import { cn } from '@/lib/cn'
import { Empty } from '@/ui/state'

/** The parts of privacy: what people ask, what they agreed to, how long things are kept. */
export function PrivacyFrame({ children, actions, text }: { children: ReactNode; actions?: ReactNode; text: ReactNode }) {
  const { pathname } = useLocation()
  const may = useMay('organisation.privacy')
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  const parts: [string, string][] = [
    ['/settings/privacy', t`Requests`],
    ['/settings/privacy/consents', t`Consents`],
    ['/settings/privacy/texts', t`Texts`],
    ['/settings/privacy/retention', t`Retention`],
    ['/settings/privacy/data-map', t`Data map`],
  ]
  if (!may)
    return (
      <Empty title={<Trans>Your role does not include privacy</Trans>}>
        <Trans>Owners and admins handle it.</Trans>
      </Empty>
    )
  return (
    <>
      <nav ref={bar} aria-label={t`Privacy`} className="mb-4 flex w-fit max-w-full overflow-x-auto rounded-md border border-control bg-surface p-0.5">
        {parts.map(([to, words]) => (
          <Link
            key={to}
            to={to}
            aria-current={pathname === to ? 'page' : undefined}
            className={cn('inline-flex h-7 items-center rounded-sm px-3 text-13 whitespace-nowrap pointer-coarse:h-11', pathname === to ? 'bg-accent-soft font-medium text-accent' : 'text-ink-2 hover:text-ink')}
          >
            {words}
          </Link>
        ))}
      </nav>
      <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl min-w-0 flex-1 basis-64 text-13 text-ink-2">{text}</p>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
      {children}
    </>
  )
}
