/** Tabs over a list: the views that every list has, then the organisation's, then one's own. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BookmarkPlus } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'
import { useNavigate } from 'react-router'

import { newKey } from '@/lib/id'
import { useScoped } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { LinkTabs } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { useMay } from './session'
import { type Views, useShareViewMutation, useUpdateSharedViewMutation } from './use-views'

const NameDialog = lazy(() => import('./view-dialogs').then((module) => ({ default: module.NameDialog })))
const ViewMenu = lazy(() => import('./view-menu').then((module) => ({ default: module.ViewMenu })))
const MOST = 20

export function viewAddress(area: string, query: string, id?: string): string {
  const params = new URLSearchParams(query)
  if (id) params.set('saved', id)
  const text = params.toString()
  return text ? `/${area}?${text}` : `/${area}`
}

interface ViewTabsProps {
  state: Views
  /** Of the address as it is now. */
  query: string
  /** `[value of view, words]`; the first is all. */
  presets: [string, string][]
  preset: string
}

export function ViewTabs({ state, query, presets, preset }: ViewTabsProps) {
  const scoped = useScoped()
  const { area, views, current } = state
  return (
    <div className="flex h-10 items-end gap-2 border-b border-line pointer-coarse:h-12">
      <div className="-mb-px min-w-0 flex-1">
        <LinkTabs
          bare
          label={t`Views`}
          tabs={[
            ...presets.map(([value, text]) => ({ to: scoped(viewAddress(area, value ? `view=${value}` : '')), text, active: !current && preset === value })),
            ...views.map((view) => ({ to: scoped(viewAddress(area, view.query, view.id)), text: view.name, active: current?.id === view.id, hint: view.shared ? t`Shared with everybody` : undefined })),
          ]}
        />
      </div>
      <Actions state={state} query={query} bare={query === '' || query === `view=${preset}`} />
    </div>
  )
}

function Actions({ state, query, bare }: { state: Views; query: string; bare: boolean }) {
  const { area, own, views, current, setOwn, columns } = state
  const [naming, setNaming] = useState<'new' | 'rename' | null>(null)
  const mayShare = useMay('views.share')
  const navigate = useNavigate()
  const scoped = useScoped()
  const tell = useToast()
  const [share, sharing] = useShareViewMutation()
  const [update, updating] = useUpdateSharedViewMutation()
  const changed = current !== undefined && (current.query !== query || state.triedOut)
  const mine = current !== undefined && (!current.shared || mayShare)

  const go = (id: string, at: string) => void navigate(scoped(viewAddress(area, at, id)))
  const put = async (view: { id: string; name: string; query: string; columns?: string[] }) =>
    !(await update({ viewId: view.id, viewFields: { name: view.name, query: view.query, columns: view.columns ?? [] } })).error

  const save = async (name: string, forAll: boolean): Promise<boolean> => {
    if (naming === 'rename' && current) {
      if (current.shared && !(await put({ ...current, name }))) return false
      if (!current.shared) setOwn(own.map((view) => (view.id === current.id ? { ...view, name } : view)))
    } else if (forAll) {
      const made = await share({ newViewBody: { area, name, query, columns } })
      if (made.error) return false
      tell(t`“${name}” is shared with everybody`)
      go(made.data.data.id, query)
    } else {
      const view = { id: newKey().slice(0, 8), name, query, columns }
      setOwn([...own, view])
      go(view.id, query)
    }
    setNaming(null)
    return true
  }
  const renew = async () => {
    if (!current) return
    const before = { ...current }
    if (current.shared) {
      if (!(await put({ ...current, query, columns }))) return
      state.forget()
      tell(t`View “${current.name}” updated for everybody`, { label: t`Undo`, run: () => void put(before) })
    } else {
      setOwn(own.map((view) => (view.id === current.id ? { ...view, query } : view)))
      tell(t`View “${current.name}” updated`, { label: t`Undo`, run: () => setOwn(own) })
    }
  }
  return (
    <div className="flex h-full shrink-0 items-center gap-1 empty:hidden">
      {changed && mine && (
        <Button look="quiet" busy={updating.isLoading} onClick={() => void renew()}>
          <Trans>Update view</Trans>
        </Button>
      )}
      {!current && !bare && (own.length < MOST || mayShare) && (
        <Button look="quiet" icon={<BookmarkPlus className="size-4" />} onClick={() => setNaming('new')}>
          <span className="max-sm:sr-only">
            <Trans>Save view</Trans>
          </span>
        </Button>
      )}
      {current && (
        <Suspense fallback={null}>
          <ViewMenu state={state} current={current} changed={changed} name={setNaming} />
        </Suspense>
      )}
      {naming && (
        <Suspense fallback={null}>
          <NameDialog
            title={naming === 'new' ? t`Save this view` : t`Rename the view`}
            initial={naming === 'rename' ? (current?.name ?? '') : ''}
            taken={views.map((view) => view.name)}
            choice={naming === 'new' && mayShare}
            shared={naming === 'rename' && current?.shared === true}
            error={sharing.error ?? updating.error}
            busy={sharing.isLoading || updating.isLoading}
            onSave={save}
            onClose={() => setNaming(null)}
          />
        </Suspense>
      )}
    </div>
  )
}
