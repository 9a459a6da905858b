/** Tabs: the views that everybody has, then one's own, kept on the server with their filters. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BookmarkPlus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'

import { useSetting } from '@/app/session'
import { newKey } from '@/lib/id'
import { type UrlState, useScoped } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { LinkTabs } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { narrowed, presetOf, viewQuery } from '../filters'
import { productStatus } from '../words'

interface SavedView {
  id: string
  name: string
  query: string
}

const none: SavedView[] = []
const MOST = 20

const address = (query: string, id?: string) => {
  const params = new URLSearchParams(query)
  if (id) params.set('saved', id)
  const text = params.toString()
  return text ? `/products?${text}` : '/products'
}

export function ViewTabs({ url }: { url: UrlState }) {
  const [views, setViews] = useSetting<SavedView[]>('products.views', none)
  const [naming, setNaming] = useState(false)
  const navigate = useNavigate()
  const scoped = useScoped()
  const tell = useToast()
  const preset = presetOf(url)
  const current = views.find((view) => view.id === url.get('saved'))
  const query = viewQuery(url)
  const presets: [string, string][] = [
    ['', t`All`],
    ['active', productStatus('active').text],
    ['draft', t`Drafts`],
    ['archived', productStatus('archived').text],
    ['deleted', t`Deleted`],
  ]
  const save = (name: string) => {
    const view = { id: newKey().slice(0, 8), name, query }
    setViews([...views, view])
    setNaming(false)
    void navigate(scoped(address(query, view.id)))
  }
  const update = () => {
    setViews(views.map((view) => (view.id === current?.id ? { ...view, query } : view)))
    tell(t`View “${current?.name ?? ''}” updated`, { label: t`Undo`, run: () => setViews(views) })
  }
  const remove = () => {
    setViews(views.filter((view) => view.id !== current?.id))
    tell(t`View “${current?.name ?? ''}” removed`, { label: t`Undo`, run: () => setViews(views) })
    void navigate(scoped('/products'))
  }
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
      <div className="flex shrink-0 items-center gap-1 pb-1 empty:hidden">
        {current && current.query !== query && (
          <Button look="quiet" onClick={update}>
            <Trans>Update view</Trans>
          </Button>
        )}
        {!current && narrowed(url) && views.length < MOST && (
          <Button look="quiet" icon={<BookmarkPlus className="size-4" />} onClick={() => setNaming(true)}>
            <span className="max-sm:sr-only">
              <Trans>Save view</Trans>
            </span>
          </Button>
        )}
        {current && (
          <IconButton label={t`Remove view “${current.name}”`} onClick={remove}>
            <X className="size-4" />
          </IconButton>
        )}
      </div>
      {naming && <NameDialog taken={views.map((view) => view.name)} onSave={save} onClose={() => setNaming(false)} />}
    </div>
  )
}

function NameDialog({ taken, onSave, onClose }: { taken: string[]; onSave: (name: string) => void; onClose: () => void }) {
  const [name, setName] = useState('')
  const [error, setError] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (!wanted) setError(t`Give the view a name.`)
    else if (taken.includes(wanted)) setError(t`You have a view of this name already.`)
    else onSave(wanted)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t`Save this view`}
      description={<Trans>A view keeps the filters. Only you see it.</Trans>}
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
