import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronDown, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { Outlet, useParams } from 'react-router'

import { etagOf } from '@/api/base'
import { type StoreOut, useGetStoreQuery } from '@/api/gen/stores'
import { useListSyncRunsQuery, useStartSyncMutation } from '@/api/gen/sync'
import { useMay } from '@/app/session'
import { connectionState, platformName } from '@/lib/connections'
import { problem } from '@/lib/errors'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink, IconButton } from '@/ui/button'
import { Menu, MenuItem } from '@/ui/menu'
import { Back, Page, PageHead } from '@/ui/page'
import { Mark } from '@/ui/picture'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'
import { LinkTabs } from '@/ui/tabs'

import '../api'

import { Running } from '../components/running'
import type { StoreContext } from '../store-context'
import { storeStatus } from '../words'

export function Component() {
  const { storeId = '' } = useParams()
  const { data, error, refetch } = useGetStoreQuery({ storeId })
  const store = data?.data
  if (store) return <Workspace key={store.id} store={store} etag={etagOf(data)} />
  if (error && problem(error).status === 404)
    return (
      <Page>
        <Empty title={<Trans>There is no such store</Trans>} action={<ButtonLink to="/stores">{t`All stores`}</ButtonLink>}>
          <Trans>It may have been removed, or belong to another organisation of yours.</Trans>
        </Empty>
      </Page>
    )
  return (
    <Page>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <div role="status" aria-busy="true" aria-label={t`Loading`} className="space-y-4">
          <Skeleton className="h-10 w-64" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-48 w-full rounded-lg" />
        </div>
      )}
    </Page>
  )
}

function Workspace({ store, etag }: { store: StoreOut; etag: string | undefined }) {
  const mayRead = useMay('sync.read')
  const mayConnect = useMay('connections.read')
  const [watched, setWatched] = useState('')
  const running = useListSyncRunsQuery({ storeId: store.id, state: 'running', limit: 1 }, { skip: !mayRead })
  const current = running.data?.data.find((run) => ['initial', 'poll', 'reconcile'].includes(run.kind))?.id ?? ''
  const base = `/stores/${store.id}`
  const tabs = [
    { to: base, text: t`Overview` },
    ...(mayRead ? [{ to: `${base}/sync`, text: t`Synchronisation` }] : []),
    ...(mayConnect ? [{ to: `${base}/connection`, text: t`Connection` }] : []),
    { to: `${base}/details`, text: t`Details` },
  ]
  const state = connectionState(store.connection_id ? store.connection_state : '')
  const status = storeStatus(store.status)
  const context: StoreContext = { store, etag, watch: setWatched }
  return (
    <Page>
      <PageHead
        documentTitle={store.name}
        eyebrow={
          <Back to="/stores">
            <Trans>Stores</Trans>
          </Back>
        }
        title={
          <span className="flex min-w-0 items-center gap-3">
            <Mark name={store.name} src={store.logo_path} size={40} />
            <span className="min-w-0">
              <span className="block truncate">{store.name}</span>
              <span className="flex flex-wrap items-center gap-x-3 text-13 font-normal text-ink-2">
                {platformName(store.platform)}
                {store.environment === 'sandbox' && <span>{t`Sandbox`}</span>}
                <Badge tone={state.tone}>{state.text}</Badge>
                {store.status !== 'active' && <Badge tone={status.tone}>{status.text}</Badge>}
              </span>
            </span>
          </span>
        }
      >
        <SyncNow store={store} watch={setWatched} busy={Boolean(current)} />
      </PageHead>
      <Running key={watched || current || 'none'} runId={watched || current} onClose={() => setWatched('')} />
      <LinkTabs label={t`Store`} tabs={tabs} />
      <div className="pt-5">
        <Outlet context={context} />
      </div>
    </Page>
  )
}

function SyncNow({ store, watch, busy }: { store: StoreOut; watch: (runId: string) => void; busy: boolean }) {
  const may = useMay('sync.run')
  const [start, { error, isLoading }] = useStartSyncMutation()
  const connected = store.connection_id && !['disconnected', 'needs_reconnect', 'paused'].includes(store.connection_state)
  if (!may || !connected || store.status === 'suspended') return null
  const run = async (kind: 'poll' | 'reconcile') => {
    const answer = await start({ storeId: store.id, body: { kind } })
    if (answer.data) watch(answer.data.data.id)
  }
  return (
    <div className="flex flex-col items-end gap-1">
      <div className="flex">
        <Button look="primary" className="rounded-r-none" icon={<RefreshCw className="size-4" />} busy={isLoading || busy} onClick={() => void run('poll')}>
          <Trans>Sync now</Trans>
        </Button>
        <Menu
          trigger={
            <IconButton label={t`Other ways to sync`} disabled={isLoading || busy} className="rounded-l-none border-l border-canvas/40 bg-accent text-on-accent hover:bg-accent hover:text-on-accent hover:brightness-110">
              <ChevronDown className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => void run('poll')}>
            <Trans>What changed since the last time</Trans>
          </MenuItem>
          <MenuItem onSelect={() => void run('reconcile')}>
            <Trans>Full check of everything</Trans>
          </MenuItem>
        </Menu>
      </div>
      {error && (
        <p role="alert" className="text-12 text-bad">
          {problem(error).message}
        </p>
      )}
    </div>
  )
}
