/**
 * Asks before a page with unsaved edits is left by a link, a key or the browser's own way back. The router's own blocker comes
 * only with its data layer, which weighs 34 kB; so ways within the dashboard are stopped here.
 */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, type RefObject, Suspense, lazy, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { UNSAFE_NavigationContext as NavigationContext, type Location, type To, parsePath, useLocation } from 'react-router'

import { wouldLose } from '@/lib/unsaved'

const Confirm = lazy(async () => ({ default: (await import('@/ui/confirm')).Confirm })) // dialogs are no part of the shell

type GoOn = () => void

export function LeaveGuard({ children }: { children: ReactNode }) {
  const router = useContext(NavigationContext)
  const here = useLocation()
  const [held, setHeld] = useState<GoOn | null>(null)
  const place = useRef(here)
  useEffect(() => {
    place.current = here
  }, [here])
  useHistoryHeld(place, setHeld)
  const guarded = useMemo(() => {
    const { navigator } = router
    const unlessLost = (to: To, go: GoOn) => {
      const path = typeof to === 'string' ? parsePath(to) : to
      const next = { pathname: path.pathname ?? place.current.pathname, search: path.search ?? '' }
      if (wouldLose(place.current, next)) setHeld(() => go)
      else go()
    }
    return {
      ...router,
      navigator: {
        ...navigator,
        createHref: navigator.createHref.bind(navigator),
        go: navigator.go.bind(navigator),
        push: (...given: Parameters<typeof navigator.push>) => unlessLost(given[0], () => navigator.push(...given)),
        replace: (...given: Parameters<typeof navigator.replace>) => unlessLost(given[0], () => navigator.replace(...given)),
      },
    }
  }, [router])
  const leave = () => {
    setHeld(null)
    held?.()
  }
  return (
    <NavigationContext.Provider value={guarded}>
      {children}
      {held && (
        <Suspense fallback={null}>
          <Confirm
            open
            onOpenChange={(open) => !open && setHeld(null)}
            title={t`Leave without saving?`}
            consequence={<Trans>What you changed on this page is not saved, and is lost when you leave it.</Trans>}
            cancel={<Trans>Stay here</Trans>}
            action={<Trans>Leave</Trans>}
            onConfirm={leave}
          >
            {null}
          </Confirm>
        </Suspense>
      )}
    </NavigationContext.Provider>
  )
}

let hears: ((event: PopStateEvent) => void) | null = null
// Here and not in an effect: a window tells its listeners in their order, and the router adds its own when it appears.
window.addEventListener('popstate', (event) => hears?.(event))

/** The position of an entry of the history, which the router keeps in its state. */
const index = () => (window.history.state as { idx?: number } | null)?.idx

/**
 * The browser has gone back or on when it tells: go to the page with the edits again before the router hears of it, and then ask.
 * `step` says whose move the next news is of: the way to the edits again, which is nobody's business, or the one that was allowed.
 */
function useHistoryHeld(place: RefObject<Location>, hold: (goOn: () => GoOn) => void) {
  const at = useRef(index())
  const step = useRef<'return' | 'leave' | null>(null)
  const here = useLocation()
  useEffect(() => {
    at.current = index()
  }, [here])
  useEffect(() => {
    const moved = (event: PopStateEvent) => {
      const [to, from, mine] = [index(), at.current, step.current]
      step.current = null
      if (mine === 'return') return event.stopImmediatePropagation()
      if (mine === 'leave' || to === undefined || from === undefined || to === from) return
      if (!wouldLose(place.current, window.location)) return
      event.stopImmediatePropagation()
      step.current = 'return'
      window.history.go(from - to)
      hold(() => () => {
        step.current = 'leave'
        window.history.go(to - from)
      })
    }
    hears = moved
    return () => {
      hears = null
    }
  }, [place, hold])
}
