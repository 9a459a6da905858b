/** Every address of the dashboard. Features bring their routes; each screen is loaded when it is opened. */
import { useEffect } from 'react'
import { BrowserRouter, type RouteObject, useLocation, useNavigate, useRoutes } from 'react-router'

import { onSessionEnded } from '@/api/base'
import { accountRoutes } from '@/features/accounts/routes'
import { alertRoutes } from '@/features/alerts/routes'
import { analyticsRoutes } from '@/features/analytics/routes'
import { catalogRoutes } from '@/features/catalog/routes'
import { homeRoutes } from '@/features/home/routes'
import { inventoryRoutes } from '@/features/inventory/routes'
import { oauthRoutes } from '@/features/oauth/routes'
import { orderRoutes } from '@/features/orders/routes'
import { demandedRoutes, securityRoutes } from '@/features/security/routes'
import { settingsRoutes } from '@/features/settings/routes'
import { connectionRoutes, storeRoutes } from '@/features/stores/routes'
import { syncRoutes } from '@/features/sync/routes'

import { Boundary } from './boundary'
import { LeaveGuard } from './leave'
import { screen } from './screen'
import { loginAddress } from './session'
import { Shell } from './shell'

export const screens: RouteObject[] = [
  ...homeRoutes,
  ...alertRoutes,
  ...orderRoutes,
  ...catalogRoutes,
  ...inventoryRoutes,
  ...analyticsRoutes,
  ...storeRoutes,
  ...syncRoutes,
  ...settingsRoutes([...connectionRoutes, ...securityRoutes]),
]

export const routes: RouteObject[] = [
  ...accountRoutes,
  ...oauthRoutes,
  ...demandedRoutes,
  ...(import.meta.env.DEV ? [{ path: '/gallery', element: screen('gallery', () => import('@/ui/gallery')) }] : []),
  { element: <Shell />, children: [...screens, { path: '*', element: screen('shell', () => import('./not-found')) }] },
]

export function Router() {
  return (
    <BrowserRouter>
      <Boundary>
        <Routed />
      </Boundary>
    </BrowserRouter>
  )
}

export function Routed() {
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  useEffect(() => {
    onSessionEnded(() => {
      if (pathname !== '/login' && pathname !== '/register') void navigate(loginAddress(pathname + search))
    })
  }, [navigate, pathname, search])
  return <LeaveGuard>{useRoutes(routes)}</LeaveGuard>
}
