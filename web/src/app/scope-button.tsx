import { t } from '@lingui/core/macro'
import { ChevronsUpDown, Layers } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'

import { type StoreOut, useListStoresQuery } from '@/api/gen/stores'
import { useStoreScope } from '@/lib/url-state'
import { Mark } from '@/ui/picture'

import { useOrganisation, useProfile } from './session'

export function useScopeChoice(): { stores: StoreOut[]; chosen: StoreOut[]; scope: string[] } {
  const { data } = useListStoresQuery({ limit: 250 })
  const scope = useStoreScope()
  const stores = data?.data ?? []
  return { stores, chosen: stores.filter((store) => scope.includes(store.id)), scope }
}

/** What is shown, at once; the menu behind it comes after the first paint. */
export function ScopeButton({ ref, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }) {
  const { chosen } = useScopeChoice()
  const { name } = useOrganisation()
  const first = chosen[0]
  const limited = useProfile().store_ids !== null
  const title = !first ? (limited ? t`Your stores` : t`All stores`) : chosen.length === 1 ? first.name : t`${chosen.length} stores`
  return (
    <button {...rest} ref={ref} type="button" className="flex h-11 w-full items-center gap-2.5 rounded-md border border-line bg-surface px-2 text-left hover:border-control">
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
  )
}
