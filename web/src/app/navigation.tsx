import { t } from '@lingui/core/macro'
import { Link, useLocation } from 'react-router'

import { cn } from '@/lib/cn'
import { useScoped } from '@/lib/url-state'

import { areas, within } from './nav'
import { useProfile } from './session'

export function Navigation() {
  const { pathname } = useLocation()
  const scoped = useScoped()
  const { permissions } = useProfile()
  return (
    <nav aria-label={t`Areas`} className="space-y-4 px-3 pb-6">
      {areas().map((group) => {
        const mine = group.areas.filter((area) => !area.permission || permissions.includes(area.permission))
        if (!mine.length) return null
        return (
          <div key={group.text}>
            {group.text && <h2 className="px-2 pb-1 text-12 font-medium text-ink-2">{group.text}</h2>}
            <ul>
              {mine.map((area) => {
                const here = within(area.to, pathname)
                return (
                  <li key={area.to}>
                    <Link
                      to={scoped(area.to)}
                      aria-current={here ? 'page' : undefined}
                      className={cn(
                        'flex h-8 items-center gap-2.5 rounded-md px-2 text-14 transition-colors pointer-coarse:h-11',
                        here ? 'bg-accent-soft font-medium text-accent' : 'text-ink hover:bg-line/60',
                      )}
                    >
                      <area.icon aria-hidden="true" className={cn('size-4', here ? 'text-accent' : 'text-ink-2')} strokeWidth={1.75} />
                      {area.text}
                    </Link>
                  </li>
                )
              })}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}
