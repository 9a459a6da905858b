import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const analyticsRoutes: RouteObject[] = [{ path: '/analytics', element: screen('analytics', () => import('./pages/sales')) }]
