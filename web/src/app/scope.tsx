/** Which stores every list shows. In the address, so that a link carries it. */
import { Trans } from '@lingui/react/macro'
import { Layers } from 'lucide-react'

import { useUrlState } from '@/lib/url-state'
import { Menu, MenuCheck, MenuItem, MenuLine } from '@/ui/menu'
import { Mark } from '@/ui/picture'

import { ScopeButton, useScopeChoice } from './scope-button'
import { useProfile } from './session'

export function ScopeSwitcher({ compact = false }: { compact?: boolean }) {
  const { stores, scope } = useScopeChoice()
  const url = useUrlState()
  const limited = useProfile().store_ids !== null
  return (
    <Menu align="start" trigger={<ScopeButton compact={compact} />}>
      <MenuItem icon={<Layers className="size-4" />} onSelect={() => url.set({ store: undefined })}>
        {limited ? <Trans>Your stores</Trans> : <Trans>All stores</Trans>}
      </MenuItem>
      {stores.length > 0 && <MenuLine />}
      {stores.map((store) => (
        <MenuCheck
          key={store.id}
          checked={scope.includes(store.id)}
          onSelect={() => url.set({ store: scope.includes(store.id) ? scope.filter((id) => id !== store.id) : [...scope, store.id] })}
        >
          <span className="flex min-w-0 flex-1 items-center gap-2">
            <Mark name={store.name} src={store.logo_path} size={24} />
            <span className="truncate">{store.name}</span>
          </span>
        </MenuCheck>
      ))}
    </Menu>
  )
}
