import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const securityRoutes: RouteObject[] = [
  {
    path: '/settings',
    element: screen('security', () => import('./pages/frame')),
    children: [
      { path: 'security', element: screen('security', () => import('./pages/security')) },
      { path: 'roles', element: screen('security', () => import('./pages/roles')) },
      { path: 'roles/new', element: screen('security', () => import('./pages/role')) },
      { path: 'roles/:roleId', element: screen('security', () => import('./pages/role')) },
      { path: 'api-keys', element: screen('security', () => import('./pages/api-keys')) },
      { path: 'api-keys/new', element: screen('security', () => import('./pages/api-key')) },
      { path: 'audit', element: screen('security', () => import('./pages/audit')) },
    ],
  },
]
