import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const oauthRoutes: RouteObject[] = [
  { path: '/oauth/consent', element: screen('oauth', () => import('./pages/consent')) },
  { path: '/oidc/callback', element: screen('oauth', () => import('./pages/callback')) },
]
