/** Tabs: the views that everybody has, then one's own, kept on the server with their filters and columns. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BookmarkPlus, MoreHorizontal } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'

import { useSetting } from '@/app/session'
import { newKey } from '@/lib/id'
import { useScoped, type UrlState } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Input } from '@/ui/field'
import { Menu, MenuItem } from '@/ui/menu'
import { Dialog } from '@/ui/overlay'
import { LinkTabs } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { presetOf, viewQuery } from '../filters'
import { DEFAULT_COLUMNS } from './columns'

export interface SavedView {
  id: string
  name: string
  /** Filters and order, as in the address. */
  query: string
  columns: string[]
}

const none: SavedView[] = []
const MOST = 20

export function useViews(url: UrlState) {
  const [views, setViews] = useSetting<SavedView[]>('orders.views', none)
  const [columns, setColumns] = useSetting<string[]>('orders.columns', DEFAULT_COLUMNS)
  const current = views.find((view) => view.id === url.get('saved'))
  return {
    views,
    current,
    columns: current?.columns ?? columns,
    setColumns: (next: string[]) =>
      current ? setViews(views.map((view) => (view.id === current.id ? { ...view, columns: next } : view))) : setColumns(next),
    setViews,
  }
}

const address = (query: string, id?: string) => {
  const params = new URLSearchParams(query)
  if (id) params.set('saved', id)
  const text = params.toString()
  return text ? `/orders?${text}` : '/orders'
}

export function ViewTabs({ url, state }: { url: UrlState; state: ReturnType<typeof useViews> }) {
  const scoped = useScoped()
  const { views, current } = state
  const preset = presetOf(url)
  const presets: [string, string][] = [
    ['', t`All`],
    ['open', t`Open`],
    ['to_ship', t`To ship`],
    ['on_hold', t`On hold`],
    ['unpaid', t`Not paid`],
  ]
  return (
    <div className="flex items-end gap-2">
      <div className="min-w-0 flex-1">
        <LinkTabs
          label={t`Views`}
          tabs={[
            ...presets.map(([value, text]) => ({ to: scoped(address(value ? `view=${value}` : '')), text, active: !current && preset === value })),
            ...views.map((view) => ({ to: scoped(address(view.query, view.id)), text: view.name, active: current?.id === view.id })),
          ]}
        />
      </div>
      <ViewActions url={url} state={state} />
    </div>
  )
}

function ViewActions({ url, state }: { url: UrlState; state: ReturnType<typeof useViews> }) {
  const { views, current, setViews, columns } = state
  const [naming, setNaming] = useState<'new' | 'rename' | null>(null)
  const [removing, setRemoving] = useState(false)
  const navigate = useNavigate()
  const scoped = useScoped()
  const tell = useToast()
  const query = viewQuery(url)
  const changed = current && current.query !== query
  const bare = query === '' || query === `view=${presetOf(url)}`

  const save = (name: string) => {
    if (naming === 'rename' && current) {
      setViews(views.map((view) => (view.id === current.id ? { ...view, name } : view)))
    } else {
      const view = { id: newKey().slice(0, 8), name, query, columns }
      setViews([...views, view])
      void navigate(scoped(address(query, view.id)))
    }
    setNaming(null)
  }
  const update = () => {
    const before = views
    setViews(views.map((view) => (view.id === current?.id ? { ...view, query } : view)))
    tell(t`View “${current?.name ?? ''}” updated`, { label: t`Undo`, run: () => setViews(before) })
  }
  return (
    <div className="flex shrink-0 items-center gap-1 pb-1 empty:hidden">
      {changed && (
        <Button look="quiet" onClick={update}>
          <Trans>Update view</Trans>
        </Button>
      )}
      {!current && !bare && views.length < MOST && (
        <Button look="quiet" icon={<BookmarkPlus className="size-4" />} onClick={() => setNaming('new')}>
          <span className="max-sm:sr-only">
            <Trans>Save view</Trans>
          </span>
        </Button>
      )}
      {current && (
        <Menu
          trigger={
            <IconButton label={t`View “${current.name}”`}>
              <MoreHorizontal className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => setNaming('rename')}>
            <Trans>Rename</Trans>
          </MenuItem>
          {changed && (
            <MenuItem onSelect={() => setNaming('new')}>
              <Trans>Save as a new view</Trans>
            </MenuItem>
          )}
          <MenuItem danger onSelect={() => setRemoving(true)}>
            <Trans>Remove</Trans>
          </MenuItem>
        </Menu>
      )}
      {naming && <NameDialog title={naming === 'new' ? t`Save this view` : t`Rename the view`} initial={naming === 'rename' ? (current?.name ?? '') : ''} taken={views.map((view) => view.name)} onSave={save} onClose={() => setNaming(null)} />}
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t`Remove the view “${current?.name ?? ''}”?`}
        consequence={t`Only the view goes; the orders stay.`}
        action={t`Remove`}
        onConfirm={() => {
          setViews(views.filter((view) => view.id !== current?.id))
          setRemoving(false)
          void navigate(scoped('/orders'))
        }}
      />
    </div>
  )
}

function NameDialog({ title, initial, taken, onSave, onClose }: { title: string; initial: string; taken: string[]; onSave: (name: string) => void; onClose: () => void }) {
  const [name, setName] = useState(initial)
  const [error, setError] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (!wanted) setError(t`Give the view a name.`)
    else if (wanted !== initial && taken.includes(wanted)) setError(t`You have a view of this name already.`)
    else onSave(wanted)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={<Trans>A view keeps the filters, the order and the columns. Only you see it.</Trans>}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="name-view" look="primary">
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form id="name-view" onSubmit={submit} className="pb-2">
        <Input label={t`Name`} value={name} maxLength={40} autoFocus error={error || undefined} onChange={(event) => setName(event.target.value)} />
      </form>
    </Dialog>
  )
}
