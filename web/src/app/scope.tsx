/** Which stores every list shows. In the address, so that a link carries it. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronsUpDown, Layers } from 'lucide-react'

import { useListStoresQuery } from '@/api/gen/stores'
import { useStoreScope, useUrlState } from '@/lib/url-state'
import { Menu, MenuCheck, MenuItem, MenuLine } from '@/ui/menu'
import { Mark } from '@/ui/picture'

import { useOrganisation } from './session'

export function ScopeSwitcher() {
  const { data } = useListStoresQuery({ limit: 250 })
  const scope = useStoreScope()
  const url = useUrlState()
  const { name } = useOrganisation()
  const stores = data?.data ?? []
  const chosen = stores.filter((store) => scope.includes(store.id))
  const first = chosen[0]
  const title = !first ? t`All stores` : chosen.length === 1 ? first.name : t`${chosen.length} stores`
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="flex h-11 w-full items-center gap-2.5 rounded-md border border-line bg-surface px-2 text-left hover:border-control">
          {first ? <Mark name={first.name} src={first.logo_path} size={24} /> : <Layers aria-hidden="true" className="mx-1 size-4 text-ink-2" />}
          <span className="min-w-0 flex-1">
            <span className="sr-only">{t`Stores shown: ${title}`}</span>
            <span aria-hidden="true" className="block truncate text-13 font-medium">
              {title}
            </span>
            <span className="block truncate text-12 text-ink-2">{name}</span>
          </span>
          <ChevronsUpDown aria-hidden="true" className="size-4 text-ink-2" />
        </button>
      }
    >
      <MenuItem icon={<Layers className="size-4" />} onSelect={() => url.set({ store: undefined })}>
        <Trans>All stores</Trans>
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
