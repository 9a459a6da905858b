/**
 * Asks before a page with unsaved edits is left by a link or a key. The router's own blocker comes only with its data layer,
 * which weighs 34 kB; so ways within the dashboard are stopped here. The browser's own way back is not held.
 */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, Suspense, lazy, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { UNSAFE_NavigationContext as NavigationContext, type To, parsePath, useLocation } from 'react-router'

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
