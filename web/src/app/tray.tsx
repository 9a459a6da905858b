/** Long work that runs now, and the way to what needs a decision. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Activity, Bell, LoaderCircle, X } from 'lucide-react'
import { Link } from 'react-router'

import { useCancelSyncRunMutation, useListSyncRunsQuery } from '@/api/gen/sync'
import { useListStoresQuery } from '@/api/gen/stores'
import { runTitle } from '@/lib/runs'
import { useScoped } from '@/lib/url-state'
import { cn } from '@/lib/cn'
import { Button, IconButton } from '@/ui/button'
import { Popover } from '@/ui/popover'
import { FormError } from '@/ui/state'

import { useOpenAlerts } from './alerts'
import { RunProgress, useRunPlaces } from './run-progress'
import { useMay } from './session'
import { useAppSelector } from './store'
import { UserMenu } from './user-menu'

export function Tray() {
  return (
    <>
      <JobTray />
      <InboxButton />
      <UserMenu />
    </>
  )
}

function JobTray() {
  const may = useMay('sync.read')
  const mayCancel = useMay('sync.run')
  const { data } = useListSyncRunsQuery({ state: 'running', limit: 20 }, { skip: !may })
  const { data: waiting } = useListSyncRunsQuery({ state: 'queued', limit: 20 }, { skip: !may })
  const places = useRunPlaces()
  const { data: stores } = useListStoresQuery({ limit: 250 })
  const [cancel, cancelling] = useCancelSyncRunMutation()
  const live = useAppSelector((state) => state.ui.live)
  const runs = [...(data?.data ?? []), ...(waiting?.data ?? [])]
  if (!may) return null
  const name = (id: string | null) => stores?.data.find((store) => store.id === id)?.name ?? ''
  return (
    <Popover
      align="end"
      label={t`Running work`}
      trigger={
        <Button look="quiet" aria-label={t`Running work: ${runs.length}`} className={cn('min-w-8 px-1.5 pointer-coarse:min-w-11 pointer-coarse:px-2', runs.length > 0 && 'text-ink')}>
          {runs.length > 0 ? <LoaderCircle className="size-4 animate-spin text-accent" /> : <Activity className="size-5" strokeWidth={1.75} />}
          {runs.length > 0 && <span className="tnum">{runs.length}</span>}
        </Button>
      }
    >
      <h2 className="text-13 font-semibold">
        <Trans>Running work</Trans>
      </h2>
      {live === 'polling' && (
        <p className="mt-1 text-12 text-warn">
          <Trans>The live connection is down; figures are renewed every 20 seconds.</Trans>
        </p>
      )}
      {runs.length === 0 && (
        <p className="mt-2 text-13 text-ink-2">
          <Trans>Nothing runs just now.</Trans>
        </p>
      )}
      <FormError error={cancelling.error} />
      <ul className="mt-2 space-y-3">
        {runs.map((run) => (
          <li key={run.id} className="space-y-1.5">
            <div className="flex items-center justify-between gap-2">
              <Link to={`/sync/runs/${run.id}`} className="min-w-0 truncate text-13 font-medium hover:underline">
                {name(run.store_id)} · {runTitle(run.kind)}
              </Link>
              {mayCancel && (
                <IconButton label={t`Cancel this run`} disabled={cancelling.isLoading && cancelling.originalArgs?.runId === run.id} onClick={() => void cancel({ runId: run.id })} className="size-7">
                  <X className="size-4" />
                </IconButton>
              )}
            </div>
            <RunProgress run={run} place={places.get(run.id)} />
          </li>
        ))}
      </ul>
      <Link to="/sync" className="mt-3 inline-flex min-h-6 items-center text-13 font-medium text-accent hover:underline">
        <Trans>All runs</Trans>
      </Link>
    </Popover>
  )
}

function InboxButton() {
  const open = useOpenAlerts()
  const scoped = useScoped()
  return (
    <Link
      to={scoped('/inbox')}
      className="relative inline-flex size-8 items-center justify-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink pointer-coarse:size-11"
      title={t`Inbox`}
    >
      <Bell aria-hidden="true" className="size-5" strokeWidth={1.75} />
      <span className="sr-only">
        <Plural value={open} _0="Inbox, nothing open" one="Inbox, # open" other="Inbox, # open" />
      </span>
      {open > 0 && (
        <span aria-hidden="true" className="tnum absolute -top-0.5 -right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-bad px-1 text-[0.625rem] font-semibold text-on-bad">
          {open > 99 ? '99+' : open}
        </span>
      )}
    </Link>
  )
}
