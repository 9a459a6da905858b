/** Ctrl-K: go anywhere, find anything. Rows keep their place while results come in. */
import { t } from '@lingui/core/macro'
import { Command } from 'cmdk'
import { CornerDownLeft, Languages, MoonStar, Package, Search, ShoppingBag, Store, SunMedium } from 'lucide-react'
import { Dialog as RadixDialog } from 'radix-ui'
import { type ReactNode, useEffect, useState } from 'react'
import { useNavigate } from 'react-router'

import { type HitOut, useSearchEverythingQuery } from '@/api/gen/search'
import { useDebounced } from '@/lib/use-debounced'
import { useScoped } from '@/lib/url-state'
import { Picture } from '@/ui/picture'

import { chooseLocale, currentLocale } from './i18n'
import { areas } from './nav'
import { useProfile } from './session'
import { showPalette, useAppDispatch, useAppSelector } from './store'
import { chooseTheme } from './theme'

const row = 'flex min-h-10 cursor-pointer items-center gap-3 rounded-md px-3 text-14 data-[selected=true]:bg-accent-soft pointer-coarse:min-h-11'
const group = '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-2'

/** What is called as was typed comes before what only has to do with it: the mugs before the orders that hold one. */
function byCloseness(groups: HitOut[][], wanted: string): HitOut[][] {
  const has = (text: string) => text.toLowerCase().includes(wanted.toLowerCase())
  const closeness = (hits: HitOut[]) => (hits.some((hit) => has(hit.title)) ? 2 : hits.some((hit) => has(hit.subtitle)) ? 1 : 0)
  return groups.filter((hits) => hits.length > 0).sort((one, other) => closeness(other) - closeness(one))
}

export function Palette() {
  const open = useAppSelector((state) => state.ui.palette)
  const dispatch = useAppDispatch()
  const close = () => dispatch(showPalette(false))
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => dispatch(showPalette(next))}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="animate-fade fixed inset-0 z-40 bg-scrim" />
        <RadixDialog.Content aria-describedby={undefined} className="animate-float fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-surface shadow-float">
          <RadixDialog.Title className="sr-only">{t`Search and commands`}</RadixDialog.Title>
          <Results close={close} />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

function Results({ close }: { close: () => void }) {
  const [text, setText] = useState('')
  const [picked, setPicked] = useState('')
  const wanted = useDebounced(text.trim().slice(0, 100), 120)
  const { currentData, isFetching, isError } = useSearchEverythingQuery({ q: wanted }, { skip: wanted.length < 2 })
  const [groups, setGroups] = useState<HitOut[][]>([])
  useEffect(() => {
    if (wanted.length < 2) setGroups([])
    else if (currentData) setGroups(byCloseness([currentData.data.orders, currentData.data.products, currentData.data.stores], wanted))
  }, [currentData, wanted])
  const found = groups.flat()
  const navigate = useNavigate()
  const scoped = useScoped()
  const { permissions } = useProfile()
  const go = (to: string) => {
    close()
    void navigate(to)
  }
  const address = (hit: HitOut) => (hit.kind === 'order' ? `/orders/${hit.id}` : hit.kind === 'product' ? `/products/${hit.id}` : `/stores/${hit.id}`)
  const icons: Record<HitOut['kind'], ReactNode> = {
    order: <ShoppingBag className="size-4" />,
    product: <Package className="size-4" />,
    store: <Store className="size-4" />,
  }
  const headings: Record<HitOut['kind'], string> = { order: t`Orders`, product: t`Products`, store: t`Stores` }
  const matches = (words: string) => !text.trim() || words.toLowerCase().includes(text.trim().toLowerCase())
  const goals = areas()
    .flatMap((group) => group.areas)
    .filter((area) => !area.permission || permissions.includes(area.permission))
  const commands: { words: string; icon: ReactNode; run: () => void }[] = [
    ...(permissions.includes('connections.manage') ? [{ words: t`Connect a store`, icon: <Store className="size-4" />, run: () => go('/stores/connect') }] : []),
    ...goals.map((area) => ({ words: t`Go to ${area.text}`, icon: <area.icon className="size-4" strokeWidth={1.75} />, run: () => go(scoped(area.to)) })),
    { words: t`Light appearance`, icon: <SunMedium className="size-4" />, run: () => { chooseTheme('light'); close() } },
    { words: t`Dark appearance`, icon: <MoonStar className="size-4" />, run: () => { chooseTheme('dark'); close() } },
    { words: currentLocale() === 'de' ? 'Switch to English' : 'Auf Deutsch umstellen', icon: <Languages className="size-4" />, run: () => { void chooseLocale(currentLocale() === 'de' ? 'en' : 'de'); close() } },
  ].filter((each) => matches(each.words))

  // Enter opens the first row as soon as there is one; a row that was picked stays picked while others come in
  const keys = [...found.map((hit) => hit.kind + hit.id), ...commands.map((each) => each.words)]
  const shown = keys.includes(picked) ? picked : (keys[0] ?? '')

  return (
    <Command label={t`Search and commands`} shouldFilter={false} value={shown} onValueChange={setPicked}>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden="true" className="size-4 text-ink-3" />
        <Command.Input
          value={text}
          onValueChange={setText}
          maxLength={100}
          placeholder={t`Order, customer, product, SKU, store or command`}
          className="h-12 min-w-0 flex-1 bg-transparent text-16 outline-none"
        />
      </div>
      <Command.List className="max-h-[60dvh] overflow-y-auto p-2">
        {isError && <p className="px-3 py-2 text-13 text-bad">{t`Search is not available just now; commands still are.`}</p>}
        {groups.map(([first, ...others]) => first && (
          <Command.Group key={first.kind} heading={headings[first.kind]} className={group}>
            {[first, ...others].map((hit) => (
              <Command.Item key={hit.kind + hit.id} value={hit.kind + hit.id} onSelect={() => go(address(hit))} className={row}>
                {hit.image_path ? <Picture src={hit.image_path} alt="" size={24} /> : <span className="flex size-6 items-center justify-center text-ink-2">{icons[hit.kind]}</span>}
                <span className="min-w-0 flex-1 truncate">{hit.title}</span>
                <span className="max-w-[45%] truncate text-13 text-ink-2">{hit.subtitle}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {commands.length > 0 && (
          <Command.Group heading={t`Commands`} className={group}>
            {commands.map((each) => (
              <Command.Item key={each.words} value={each.words} onSelect={each.run} className={row}>
                <span className="flex size-6 items-center justify-center text-ink-2">{each.icon}</span>
                {each.words}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {!isFetching && found.length === 0 && commands.length === 0 && (
          <p className="px-3 py-6 text-14 text-ink-2">{text.trim().length < 2 ? t`Type two letters or more.` : t`Nothing matches “${text.trim()}”.`}</p>
        )}
      </Command.List>
      <div className="hidden items-center justify-end gap-1.5 border-t border-line px-4 py-2 text-12 text-ink-2 sm:flex">
        <CornerDownLeft aria-hidden="true" className="size-3.5" /> {t`Open`}
      </div>
    </Command>
  )
}
