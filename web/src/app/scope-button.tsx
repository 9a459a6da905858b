import { t } from '@lingui/core/macro'
import { ChevronsUpDown, Layers } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'

import { type StoreOut, useListStoresQuery } from '@/api/gen/stores'
import { cn } from '@/lib/cn'
import { useStoreScope } from '@/lib/url-state'
import { Mark } from '@/ui/picture'

import { useOrganisation, useProfile } from './session'

export function useScopeChoice(): { stores: StoreOut[]; chosen: StoreOut[]; scope: string[] } {
  const { data } = useListStoresQuery({ limit: 250 })
  const scope = useStoreScope()
  const stores = data?.data ?? []
  return { stores, chosen: stores.filter((store) => scope.includes(store.id)), scope }
}

interface ScopeButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One line without a frame, for the bar over narrow screens. */
  compact?: boolean
  ref?: Ref<HTMLButtonElement>
}

/** What is shown, at once; the menu behind it comes after the first paint. */
export function ScopeButton({ ref, compact = false, ...rest }: ScopeButtonProps) {
  const { chosen } = useScopeChoice()
  const { name } = useOrganisation()
  const first = chosen[0]
  const limited = useProfile().store_ids !== null
  const title = !first ? (limited ? t`Your stores` : t`All stores`) : chosen.length === 1 ? first.name : t`${chosen.length} stores`
  return (
    <button {...rest} ref={ref} type="button" className={cn('flex h-11 w-full items-center rounded-md text-left', compact ? 'gap-1.5 px-1 hover:bg-sunken' : 'gap-2.5 border border-line bg-surface px-2 hover:border-control')}>
      {first ? <Mark name={first.name} src={first.logo_path} size={24} /> : <Layers aria-hidden="true" className={cn('size-4 shrink-0 text-ink-2', !compact && 'mx-1')} />}
      <span className="min-w-0 flex-1">
        <span className="sr-only">{t`Stores shown: ${title}`}</span>
        <span aria-hidden="true" className="block truncate text-13 font-medium">
          {title}
        </span>
        {!compact && <span className="block truncate text-12 text-ink-2">{name}</span>}
      </span>
      <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-ink-2" />
    </button>
  )
}
