import { Link, useLocation } from 'react-router'

import { cn } from '@/lib/cn'

/** Tabs that are addresses: Back and a copied link work. `bare` where the line under them is somebody else's. */
export function LinkTabs({ tabs, label, bare = false }: { tabs: { to: string; text: string; count?: number; active?: boolean; hint?: string }[]; label: string; bare?: boolean }) {
  const { pathname } = useLocation()
  return (
    <nav aria-label={label} className={cn('flex gap-5 overflow-x-auto', !bare && 'border-b border-line')}>
      {tabs.map((tab) => {
        const active = tab.active ?? tab.to.split('?')[0] === pathname
        return (
          <Link
            key={tab.to}
            to={tab.to}
            title={tab.hint}
            aria-current={active ? 'page' : undefined}
            className={cn(
              '-mb-px flex h-9 min-w-6 shrink-0 items-center justify-center gap-1.5 border-b-2 text-13 font-medium whitespace-nowrap pointer-coarse:h-11 pointer-coarse:min-w-11',
              active ? 'border-accent text-ink' : 'border-transparent text-ink-2 hover:text-ink',
            )}
          >
            {tab.text}
            {tab.count !== undefined && <span className="tnum text-12 font-normal text-ink-2">{tab.count}</span>}
          </Link>
        )
      })}
    </nav>
  )
}

/** One of a few, side by side. */
export function Segmented<T extends string>({ value, onChange, options, label }: { value: T; onChange: (value: T) => void; options: { value: T; text: string }[]; label: string }) {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded-md border border-control bg-surface p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={value === option.value}
          onClick={() => onChange(option.value)}
          className={cn(
            'h-7 min-w-7 rounded-sm px-2.5 text-13 pointer-coarse:h-11 pointer-coarse:min-w-11',
            value === option.value ? 'bg-accent-soft font-medium text-accent' : 'text-ink-2 hover:text-ink',
          )}
        >
          {option.text}
        </button>
      ))}
    </div>
  )
}
