/** Above a table: search, facet chips, and the bar of bulk actions that takes their place while rows are chosen. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { ChevronDown, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { cn } from '@/lib/cn'
import { useKeys } from '@/lib/keys'
import { useDebounced } from '@/lib/use-debounced'

import { Button, IconButton } from '../button'
import { control } from '../field'
import { Menu, MenuCheck } from '../menu'

export function SearchBox({ value, onChange, label, minimum = 0 }: { value: string; onChange: (value: string) => void; label: string; minimum?: number }) {
  const [text, setText] = useState(value)
  const rested = useDebounced(text)
  const input = useRef<HTMLInputElement>(null)
  const told = useRef(value)
  useEffect(() => {
    if (value !== told.current) {
      told.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    const wanted = rested.trim().slice(0, 100)
    const next = wanted.length >= minimum ? wanted : ''
    if (next !== told.current) {
      told.current = next
      onChange(next)
    }
  }, [rested, minimum, onChange])
  useKeys({ '/': () => input.current?.focus() })
  return (
    <div className="relative w-full sm:w-72">
      <Search aria-hidden="true" className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.target.value)}
        className={cn(control, 'h-8 pl-8 pointer-coarse:h-11')}
      />
    </div>
  )
}

export interface Facet {
  name: string
  label: string
  options: { value: string; text: string; count?: number }[]
}

/** One chip per facet; a chosen one says what it narrows to. */
export function FacetChip({ facet, chosen, onChange }: { facet: Facet; chosen: string[]; onChange: (values: string[]) => void }) {
  const names = facet.options.filter((option) => chosen.includes(option.value)).map((option) => option.text)
  return (
    <span className={cn('inline-flex items-center rounded-md border', chosen.length ? 'border-accent bg-accent-soft' : 'border-control border-dashed bg-surface')}>
      <Menu
        align="start"
        trigger={
          <button type="button" className={cn('inline-flex h-[30px] items-center gap-1.5 rounded-md px-2.5 text-13 pointer-coarse:h-11', chosen.length ? 'text-accent' : 'text-ink-2 hover:text-ink')}>
            {facet.label}
            {names.length > 0 && <span className="max-w-40 truncate font-medium">{names.length > 2 ? `${names[0]} +${names.length - 1}` : names.join(', ')}</span>}
            <ChevronDown aria-hidden="true" className="size-3.5" />
          </button>
        }
      >
        {facet.options.map((option) => (
          <MenuCheck
            key={option.value}
            checked={chosen.includes(option.value)}
            onSelect={() => onChange(chosen.includes(option.value) ? chosen.filter((each) => each !== option.value) : [...chosen, option.value])}
          >
            <span className="flex min-w-0 flex-1 items-center justify-between gap-3">
              <span className="truncate">{option.text}</span>
              {option.count !== undefined && <span className="tnum text-ink-2">{option.count}</span>}
            </span>
          </MenuCheck>
        ))}
      </Menu>
      {chosen.length > 0 && (
        <IconButton label={t`Remove filter ${facet.label}`} onClick={() => onChange([])} className="size-7 text-accent">
          <X className="size-3.5" />
        </IconButton>
      )}
    </span>
  )
}

export function BulkBar({ count, onClear, children }: { count: number; onClear: () => void; children: ReactNode }) {
  if (!count) return null
  return (
    <div
      role="region"
      aria-label={t`Chosen rows`}
      className="animate-float sticky bottom-3 z-20 mx-auto mt-3 flex w-fit max-w-full items-center gap-2 rounded-lg border border-line bg-surface p-2 shadow-float max-sm:w-full max-sm:flex-wrap"
    >
      <span className="tnum px-2 text-13 font-medium whitespace-nowrap">
        <Plural value={count} one="# selected" other="# selected" />
      </span>
      <div className="flex items-center gap-2 max-sm:order-last max-sm:-m-2 max-sm:basis-[calc(100%+1rem)] max-sm:overflow-x-auto max-sm:p-2 sm:flex-wrap [&>*]:shrink-0">{children}</div>
      <Button look="quiet" className="max-sm:ml-auto" onClick={onClear}>
        <Trans>Clear</Trans>
      </Button>
    </div>
  )
}
