import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const accountRoutes: RouteObject[] = [
  { path: '/login', element: screen('accounts', () => import('./pages/login')) },
  { path: '/register', element: screen('accounts', () => import('./pages/register')) },
  { path: '/forgot-password', element: screen('accounts', () => import('./pages/forgot')) },
  { path: '/reset-password', element: screen('accounts', () => import('./pages/reset')) },
  { path: '/verify-email', element: screen('accounts', () => import('./pages/verify')) },
  { path: '/change-email', element: screen('accounts', () => import('./pages/change-email')) },
  { path: '/undo-email', element: screen('accounts', () => import('./pages/undo-email')) },
  { path: '/invitation', element: screen('accounts', () => import('./pages/invitation')) },
]
