import { t } from '@lingui/core/macro'
import { Suspense } from 'react'
import { Outlet, useLocation } from 'react-router'

import { useProfile } from '@/app/session'
import { Page, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { LinkTabs } from '@/ui/tabs'

/** The tabs of settings that this feature brings. */
export function Component() {
  const { permissions } = useProfile()
  const { pathname } = useLocation()
  const tabs: [string, string, string?][] = [
    ['profile', t`Profile`],
    ['security', t`Two-factor and passkeys`],
    ['team', t`Team`, 'members.read'],
    ['roles', t`Roles`, 'members.read'],
    ['api-keys', t`API keys`, 'api_keys.manage'],
    ['audit', t`Audit log`, 'organisation.audit'],
  ]
  const shown = tabs.filter(([, , permission]) => !permission || permissions.includes(permission))
  return (
    <Page>
      <div className="print:hidden">
        <PageHead title={t`Settings`} />
        <LinkTabs label={t`Settings`} tabs={shown.map(([path, text]) => ({ to: `/settings/${path}`, text, active: pathname.split('/')[2] === path }))} />
      </div>
      <div className="pt-5">
        <Suspense fallback={<Skeleton className="h-64 w-full max-w-3xl rounded-lg" />}>
          <Outlet />
        </Suspense>
      </div>
    </Page>
  )
}
