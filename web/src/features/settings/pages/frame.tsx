import { t } from '@lingui/core/macro'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Suspense } from 'react'
import { Link, Outlet, useLocation, useNavigate } from 'react-router'

import { useProfile } from '@/app/session'
import { cn } from '@/lib/cn'
import { useMedia } from '@/lib/use-media'
import { Menu, MenuItem, MenuLabel } from '@/ui/menu'
import { Page, PageHead } from '@/ui/page'
import { Skeleton, SkeletonRows } from '@/ui/skeleton'

import '../api'

interface Tab {
  to: string
  text: string
  active: boolean
}

interface Group {
  name: string
  tabs: Tab[]
}

/** By whom and what they concern; only what the role may see. */
function useGroups(): Group[] {
  const { permissions } = useProfile()
  const { pathname } = useLocation()
  const groups: [string, [string, string, string?][]][] = [
    [
      t`Your account`,
      [
        ['profile', t`Profile`],
        ['sessions', t`Password and sessions`],
        ['security', t`Two-factor and passkeys`],
      ],
    ],
    [
      t`Organisation`,
      [
        ['organisation', t`General`],
        ['team', t`Team`, 'members.read'],
        ['roles', t`Roles`, 'members.read'],
        ['system', t`System`, 'organisation.settings'],
        ['backup', t`Backup`, 'organisation.backup'],
      ],
    ],
    [
      t`Selling`,
      [
        ['integrations', t`Integrations`, 'organisation.integrations'],
        ['locations', t`Locations`, 'inventory.read'],
        ['shipping', t`Shipping origin`, 'fulfilment.read'],
      ],
    ],
    [
      t`Security and privacy`,
      [
        ['audit', t`Audit log`, 'organisation.audit'],
        ['alarms', t`Security rules`, 'organisation.security'],
        ['privacy', t`Privacy`, 'organisation.privacy'],
      ],
    ],
    [
      t`Mails`,
      [
        ['wording', t`Mail wording`, 'mail.manage'],
        ['mail', t`Mail outbox`, 'mail.outbox'],
      ],
    ],
    [
      t`For programs`,
      [
        ['api-keys', t`API keys`, 'api_keys.manage'],
        ['oauth-apps', t`Apps`],
      ],
    ],
  ]
  return groups
    .map(([name, tabs]) => ({
      name,
      tabs: tabs
        .filter(([, , permission]) => !permission || permissions.includes(permission))
        .map(([path, text]) => ({ to: `/settings/${path}`, text, active: pathname.split('/')[2] === path })),
    }))
    .filter((group) => group.tabs.length > 0)
}

export function Component() {
  const { pathname } = useLocation()
  const wide = useMedia('(min-width: 1280px)')
  const groups = useGroups()
  const active = groups.flatMap((group) => group.tabs).find((tab) => tab.active)
  const deeper = pathname.split('/').length > 3 && !pathname.startsWith('/settings/privacy/') // it has a heading of its own
  return (
    <Page>
      <div className={cn(wide && 'grid grid-cols-[12rem_minmax(0,1fr)] gap-10')}>
        <div className="min-w-0 print:hidden">{wide ? <Side groups={groups} /> : <Choice groups={groups} active={active} />}</div>
        <div className="min-w-0">
          <div className={cn('print:hidden', deeper && 'sr-only')}>
            <PageHead title={active?.text ?? t`Settings`} documentTitle={active ? t`${active.text}, Settings` : t`Settings`} />
          </div>
          <Suspense fallback={<Shape />}>
            <Outlet />
          </Suspense>
        </div>
      </div>
    </Page>
  )
}

/** What stands here until the page is fetched: a sentence and some rows. */
const Shape = () => (
  <div className="max-w-3xl space-y-4">
    <Skeleton className="h-4 w-full max-w-md" />
    <div className="rounded-lg border border-line bg-surface">
      <SkeletonRows rows={4} />
    </div>
  </div>
)

function Side({ groups }: { groups: Group[] }) {
  return (
    <nav aria-label={t`Settings`} className="sticky top-20 -ml-2 max-h-[calc(100dvh-6rem)] space-y-4 overflow-y-auto pb-4">
      {groups.map((group) => (
        <div key={group.name}>
          <p className="px-2 pb-1 text-12 font-medium text-ink-3">{group.name}</p>
          <ul aria-label={group.name}>
            {group.tabs.map((tab) => (
              <li key={tab.to}>
                <Link
                  to={tab.to}
                  aria-current={tab.active ? 'page' : undefined}
                  className={cn('flex min-h-7 items-center rounded-md px-2 text-13 pointer-coarse:min-h-11', tab.active ? 'bg-line/60 font-medium text-ink' : 'text-ink-2 hover:text-ink')}
                >
                  {tab.text}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

/** Where the list at the side has no room: one button that says where one is and opens the whole list. */
function Choice({ groups, active }: { groups: Group[]; active?: Tab }) {
  const navigate = useNavigate()
  return (
    <nav aria-label={t`Settings`} className="mb-5">
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className="flex h-8 w-full items-center justify-between gap-3 rounded-md border border-control bg-surface px-3 text-13 hover:bg-sunken sm:w-72 pointer-coarse:h-11"
          >
            <span className="min-w-0 truncate">
              <span className="text-ink-2">{t`Settings`}</span>
              {active && (
                <>
                  <span className="text-ink-3"> / </span>
                  <span className="font-medium">{active.text}</span>
                </>
              )}
            </span>
            <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-ink-2" />
          </button>
        }
      >
        {groups.map((group) => (
          <div key={group.name} role="group" aria-label={group.name}>
            <MenuLabel>{group.name}</MenuLabel>
            {group.tabs.map((tab) => (
              <MenuItem key={tab.to} onSelect={() => void navigate(tab.to)}>
                <span className="flex min-w-56 flex-1 items-center justify-between gap-3">
                  <span className={cn(tab.active && 'font-medium')}>{tab.text}</span>
                  {tab.active && <Check aria-label={t`Open now`} className="size-4 text-accent" />}
                </span>
              </MenuItem>
            ))}
          </div>
        ))}
      </Menu>
    </nav>
  )
}
