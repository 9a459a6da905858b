/** Around every screen: navigation, store scope, search, jobs, the user. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Menu as MenuIcon, Search } from 'lucide-react'
import { Suspense, lazy, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Navigate, Outlet, useLocation, useNavigate, useNavigationType } from 'react-router'

import { useKeys } from '@/lib/keys'
import { findPlace, leaveTrail } from '@/lib/trail'
import { useScoped } from '@/lib/url-state'
import { Button, IconButton } from '@/ui/button'
import { Key } from '@/ui/keys'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'

import { Boundary } from './boundary'
import { useLive } from './live'
import { Navigation } from './navigation'
import { areas } from './nav'
import { ScopeButton } from './scope-button'
import { ProfileProvider, loginAddress, useSession } from './session'
import { showHelp, showPalette, useAppDispatch, useAppSelector } from './store'

// What is not needed for the first paint comes after it.
const ScopeSwitcher = lazy(() => import('./scope').then((module) => ({ default: module.ScopeSwitcher })))
const Tray = lazy(() => import('./tray').then((module) => ({ default: module.Tray })))
const PhoneNavigation = lazy(() => import('./phone-navigation').then((module) => ({ default: module.PhoneNavigation })))
const Palette = lazy(() => import('./palette').then((module) => ({ default: module.Palette })))
const Help = lazy(() => import('./help').then((module) => ({ default: module.Help })))

export function Shell() {
  const { profile, error, isLoading, refetch } = useSession()
  const { pathname, search } = useLocation()
  if (isLoading) return <Waiting />
  if (!profile) {
    if ((error as { status?: number } | undefined)?.status === 401) return <Navigate to={loginAddress(pathname + search)} replace />
    return (
      <div className="mx-auto max-w-xl py-16">
        <Failure error={error} retry={() => void refetch()} />
      </div>
    )
  }
  if (profile.second_factor_demanded) return <Navigate to="/second-factor" replace />
  return (
    <ProfileProvider value={profile}>
      <Frame key={profile.org_id} />
    </ProfileProvider>
  )
}

function Frame() {
  useLive()
  const [drawer, setDrawer] = useState(false)
  const dispatch = useAppDispatch()
  const navigate = useNavigate()
  const scoped = useScoped()
  const { pathname, search, state } = useLocation()
  const returns = useNavigationType() === 'POP' || (state as { back?: boolean } | null)?.back === true
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  const arrival = useRef('')
  arrival.current = returns ? pathname + search : ''
  useLayoutEffect(() => {
    setDrawer(false)
    if (first.current) {
      first.current = false
      return
    }
    findPlace(arrival.current)
    main.current?.focus({ preventScroll: true }) // a reader hears the new screen
  }, [pathname])
  useLayoutEffect(() => {
    const note = () => leaveTrail(pathname, search, window.scrollY)
    leaveTrail(pathname, search)
    window.addEventListener('scroll', note, { passive: true })
    return () => window.removeEventListener('scroll', note)
  }, [pathname, search])

  const jumps = areas().flatMap((group) => group.areas)
  useKeys({
    '?': () => dispatch(showHelp(true)),
    ...Object.fromEntries(jumps.map((area) => [`g ${area.key}`, () => void navigate(scoped(area.to))])),
  })
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        dispatch(showPalette(true))
      }
    }
    window.addEventListener('keydown', open)
    return () => window.removeEventListener('keydown', open)
  }, [dispatch])

  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a href="#main" className="sr-only z-50 rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        <Trans>Skip to content</Trans>
      </a>
      <aside className="sticky top-0 hidden h-dvh print:hidden overflow-y-auto border-r border-line bg-sunken lg:block">
        <div className="p-3">
          <Suspense fallback={<ScopeButton />}>
            <ScopeSwitcher />
          </Suspense>
        </div>
        <Navigation />
      </aside>
      <div className="min-w-0">
        <header className="sticky top-0 z-30 flex h-14 print:hidden items-center gap-2 border-b border-line bg-canvas px-3 max-sm:gap-0 max-sm:px-1 sm:px-5">
          <IconButton label={t`Open navigation`} onClick={() => setDrawer(true)} className="lg:hidden">
            <MenuIcon className="size-5" />
          </IconButton>
          <div className="min-w-0 lg:hidden">
            <Suspense fallback={<ScopeButton compact />}>
              <ScopeSwitcher compact />
            </Suspense>
          </div>
          <Button
            look="secondary"
            icon={<Search className="size-5 sm:size-4" strokeWidth={1.75} />}
            onClick={() => dispatch(showPalette(true))}
            className="text-ink-2 max-sm:ml-auto max-sm:w-11 max-sm:border-transparent max-sm:bg-transparent max-sm:px-0 max-sm:pointer-coarse:px-0 sm:w-72 sm:justify-start sm:max-lg:ml-auto sm:max-md:w-44"
          >
            <span className="sr-only flex-1 text-left font-normal sm:not-sr-only sm:flex-1">
              <Trans>Search</Trans>
            </span>
            <span aria-hidden="true" className="hidden gap-1 sm:flex">
              <Key>Ctrl</Key>
              <Key>K</Key>
            </span>
          </Button>
          <div className="flex items-center gap-1 lg:ml-auto max-sm:gap-0">
            <Suspense fallback={null}>
              <Tray />
            </Suspense>
          </div>
        </header>
        <main id="main" ref={main} tabIndex={-1} className="px-3 py-5 outline-none sm:px-5 sm:py-6">
          <Suspense fallback={<Waiting />}>
            <Boundary at={pathname}>
              <Outlet />
            </Boundary>
          </Suspense>
        </main>
      </div>
      <Floating drawer={drawer} setDrawer={setDrawer} />
    </div>
  )
}

/** Loaded when first asked for. */
function Floating({ drawer, setDrawer }: { drawer: boolean; setDrawer: (open: boolean) => void }) {
  const { palette, help } = useAppSelector((state) => state.ui)
  const used = useRef({ palette: false, help: false, drawer: false })
  used.current.drawer ||= drawer
  used.current.palette ||= palette
  used.current.help ||= help
  return (
    <Suspense fallback={null}>
      {used.current.palette && <Palette />}
      {used.current.help && <Help />}
      {used.current.drawer && <PhoneNavigation open={drawer} onOpenChange={setDrawer} />}
    </Suspense>
  )
}

function Waiting() {
  return (
    <div role="status" aria-label={t`Loading`} className="mx-auto max-w-7xl space-y-4 p-5">
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}
