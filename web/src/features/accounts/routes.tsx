import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const accountRoutes: RouteObject[] = [
  { path: '/login', element: screen('accounts', () => import('./pages/login')) },
  { path: '/register', element: screen('accounts', () => import('./pages/register')) },
]
