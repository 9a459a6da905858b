import { t } from '@lingui/core/macro'
import { Suspense, useEffect, useRef } from 'react'
import { Outlet, useLocation } from 'react-router'

import { useProfile } from '@/app/session'
import { Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { LinkTabs } from '@/ui/tabs'

import '../api'

export function Component() {
  const { permissions } = useProfile()
  const { pathname } = useLocation()
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // on a phone not all tabs fit: the one that is open has to be seen
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  const tabs: [string, string, string?][] = [
    ['profile', t`Profile`],
    ['sessions', t`Password and sessions`],
    ['security', t`Two-factor and passkeys`],
    ['organisation', t`Organisation`],
    ['team', t`Team`, 'members.read'],
    ['roles', t`Roles`, 'members.read'],
    ['connections', t`Connections`, 'connections.read'],
    ['locations', t`Locations`, 'inventory.read'],
    ['shipping', t`Shipping origin`, 'fulfilment.read'],
    ['mail', t`Mail outbox`, 'mail.outbox'],
  ]
  return (
    <Page>
      <PageHead title={t`Settings`} />
      <div ref={bar}>
        <LinkTabs label={t`Settings`} tabs={tabs.filter(([, , permission]) => !permission || permissions.includes(permission)).map(([path, text]) => ({ to: `/settings/${path}`, text }))} />
      </div>
      <div className="pt-5">
        <Suspense fallback={<Skeleton className="h-64 w-full max-w-3xl rounded-lg" />}>
          <Outlet />
        </Suspense>
      </div>
    </Page>
  )
}
