import { t } from '@lingui/core/macro'
import { Suspense, useEffect, useRef } from 'react'
import { Link, Outlet, useLocation } from 'react-router'

import { useProfile } from '@/app/session'
import { cn } from '@/lib/cn'
import { useMedia } from '@/lib/use-media'
import { Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { LinkTabs } from '@/ui/tabs'

import '../api'

interface Tab {
  to: string
  text: string
  active: boolean
}

/** By whom they concern: the person, the organisation, the stores. */
function useTabs(): Tab[][] {
  const { permissions } = useProfile()
  const { pathname } = useLocation()
  const groups: [string, string, string?][][] = [
    [
      ['profile', t`Profile`],
      ['sessions', t`Password and sessions`],
      ['security', t`Two-factor and passkeys`],
    ],
    [
      ['organisation', t`Organisation`],
      ['team', t`Team`, 'members.read'],
      ['roles', t`Roles`, 'members.read'],
      ['api-keys', t`API keys`, 'api_keys.manage'],
      ['oauth-apps', t`Apps`],
      ['audit', t`Audit log`, 'organisation.audit'],
      ['alarms', t`Security rules`, 'organisation.security'],
      ['privacy', t`Privacy`, 'organisation.privacy'],
      ['wording', t`Mail wording`, 'mail.manage'],
      ['mail', t`Mail outbox`, 'mail.outbox'],
      ['system', t`System`, 'organisation.settings'],
      ['backup', t`Backup`, 'organisation.backup'],
    ],
    [
      ['integrations', t`Integrations`, 'organisation.integrations'],
      ['locations', t`Locations`, 'inventory.read'],
      ['shipping', t`Shipping origin`, 'fulfilment.read'],
    ],
  ]
  return groups
    .map((group) =>
      group.filter(([, , permission]) => !permission || permissions.includes(permission)).map(([path, text]) => ({ to: `/settings/${path}`, text, active: pathname.split('/')[2] === path })),
    )
    .filter((group) => group.length > 0)
}

export function Component() {
  const { pathname } = useLocation()
  const wide = useMedia('(min-width: 1280px)')
  const groups = useTabs()
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // on a phone not all tabs fit: the one that is open has to be seen
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  return (
    <Page>
      <div className="print:hidden">
        <PageHead title={t`Settings`} />
      </div>
      <div className={cn(wide && 'grid grid-cols-[12rem_minmax(0,1fr)] gap-10')}>
        <div ref={bar} className="min-w-0 print:hidden">
          {wide ? <Side groups={groups} /> : <LinkTabs label={t`Settings`} tabs={groups.flat()} />}
        </div>
        <div className={cn('min-w-0', !wide && 'pt-5')}>
          <Suspense fallback={<Skeleton className="h-64 w-full max-w-3xl rounded-lg" />}>
            <Outlet />
          </Suspense>
        </div>
      </div>
    </Page>
  )
}

function Side({ groups }: { groups: Tab[][] }) {
  return (
    <nav aria-label={t`Settings`} className="sticky top-20 -ml-2 space-y-4">
      {groups.map((group) => (
        <ul key={group[0]?.to}>
          {group.map((tab) => (
            <li key={tab.to}>
              <Link
                to={tab.to}
                aria-current={tab.active ? 'page' : undefined}
                className={cn('flex min-h-8 items-center rounded-md px-2 text-13 pointer-coarse:min-h-11', tab.active ? 'bg-line/60 font-medium text-ink' : 'text-ink-2 hover:text-ink')}
              >
                {tab.text}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  )
}
