import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

/** Before anything else where the organisation demands it; outside of the shell. */
export const demandedRoutes: RouteObject[] = [{ path: '/second-factor', element: screen('security', () => import('./pages/demanded')) }]

/** Pages within the frame of settings. */
export const securityRoutes: RouteObject[] = [
  { path: 'security', element: screen('security', () => import('./pages/security')) },
  { path: 'roles', element: screen('security', () => import('./pages/roles')) },
  { path: 'roles/new', element: screen('security', () => import('./pages/role')) },
  { path: 'roles/:roleId', element: screen('security', () => import('./pages/role')) },
  { path: 'api-keys', element: screen('security', () => import('./pages/api-keys')) },
  { path: 'api-keys/new', element: screen('security', () => import('./pages/api-key')) },
  { path: 'audit', element: screen('security', () => import('./pages/audit')) },
  { path: 'alarms', element: screen('security', () => import('./pages/alarms')) },
  { path: 'privacy', element: screen('security', () => import('./pages/privacy')) },
  { path: 'privacy/retention', element: screen('security', () => import('./pages/retention')) },
  { path: 'privacy/consents', element: screen('security', () => import('./pages/consents')) },
  { path: 'privacy/texts', element: screen('security', () => import('./pages/texts')) },
  { path: 'privacy/texts/new', element: screen('security', () => import('./pages/text')) },
  { path: 'privacy/data-map', element: screen('security', () => import('./pages/data-map')) },
  { path: 'privacy/requests/new', element: screen('security', () => import('./pages/privacy-request')) },
  { path: 'privacy/requests/:requestId', element: screen('security', () => import('./pages/privacy-case')) },
  { path: 'oauth-apps', element: screen('security', () => import('./pages/oauth-apps')) },
  { path: 'oauth-apps/new', element: screen('security', () => import('./pages/oauth-app')) },
  { path: 'oauth-apps/:clientId', element: screen('security', () => import('./pages/oauth-app')) },
]
