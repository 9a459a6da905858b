import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const alertRoutes: RouteObject[] = [{ path: '/inbox', element: screen('alerts', () => import('./pages/inbox')) }]
