import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { problem } from '@/lib/errors'
import { useScoped } from '@/lib/url-state'
import { IconButton } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Menu, MenuItem } from '@/ui/menu'
import { useToast } from '@/ui/toast'

import { useMay } from './session'
import { type View, type Views, useRemoveSharedViewMutation, useShareViewMutation } from './use-views'
import { viewAddress } from './views'

/** What can be done with the view that shows. */
export function ViewMenu({ state, current, changed, name }: { state: Views; current: View; changed: boolean; name: (what: 'new' | 'rename') => void }) {
  const { area, own, setOwn } = state
  const [removing, setRemoving] = useState(false)
  const mayShare = useMay('views.share')
  const navigate = useNavigate()
  const scoped = useScoped()
  const tell = useToast()
  const [share] = useShareViewMutation()
  const [remove] = useRemoveSharedViewMutation()
  const mine = !current.shared || mayShare

  const give = async () => {
    const made = await share({ newViewBody: { area, name: current.name, query: current.query, columns: current.columns ?? [] } })
    if (made.error) {
      tell(problem(made.error).message)
      return
    }
    setOwn(own.filter((view) => view.id !== current.id))
    tell(t`“${current.name}” is shared with everybody`)
    void navigate(scoped(viewAddress(area, current.query, made.data.data.id)))
  }
  const drop = async () => {
    if (current.shared) {
      const gone = await remove({ viewId: current.id })
      if (gone.error) tell(problem(gone.error).message)
    } else setOwn(own.filter((view) => view.id !== current.id))
    setRemoving(false)
    void navigate(scoped(`/${area}`))
  }
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t`View “${current.name}”`}>
            <MoreHorizontal className="size-4" />
          </IconButton>
        }
      >
        {mine && (
          <MenuItem onSelect={() => name('rename')}>
            <Trans>Rename</Trans>
          </MenuItem>
        )}
        {!current.shared && mayShare && (
          <MenuItem onSelect={() => void give()}>
            <Trans>Share with everybody</Trans>
          </MenuItem>
        )}
        {(changed || !mine) && (
          <MenuItem onSelect={() => name('new')}>
            <Trans>Save as a new view</Trans>
          </MenuItem>
        )}
        {mine && (
          <MenuItem danger onSelect={() => setRemoving(true)}>
            <Trans>Remove</Trans>
          </MenuItem>
        )}
      </Menu>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t`Remove the view “${current.name}”?`}
        consequence={current.shared ? t`Everybody in the organisation loses it; what it shows stays.` : t`Only the view goes; what it shows stays.`}
        action={t`Remove`}
        onConfirm={() => void drop()}
      />
    </>
  )
}
