import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'

import { useListStoresQuery } from '@/api/gen/stores'
import { useScoped, useStoreScope } from '@/lib/url-state'
import { Page, PageHead } from '@/ui/page'
import { LinkTabs } from '@/ui/tabs'

/** The pages of synchronisation: one head, tabs that are addresses. */
export function SyncFrame({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  const scoped = useScoped()
  return (
    <Page>
      <PageHead title={t`Sync`}>{actions}</PageHead>
      <div className="mb-4">
        <LinkTabs
          label={t`Sync`}
          tabs={[
            { to: scoped('/sync'), text: t`Runs` },
            { to: scoped('/sync/letters'), text: t`Undelivered` },
            { to: scoped('/sync/conflicts'), text: t`Conflicts` },
            { to: scoped('/sync/exchanges'), text: t`Calls` },
          ]}
        />
      </div>
      {children}
    </Page>
  )
}

/** Names of stores by id. */
export function useStoreNames(): (id: string | null | undefined) => string {
  const { data } = useListStoresQuery({ limit: 250 })
  return (id) => data?.data.find((store) => store.id === id)?.name ?? ''
}

/** These lists narrow to one store; with several chosen they show all. */
export function useOneStore(): string | undefined {
  const scope = useStoreScope()
  return scope.length === 1 ? scope[0] : undefined
}
