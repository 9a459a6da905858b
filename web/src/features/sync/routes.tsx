import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const syncRoutes: RouteObject[] = [
  { path: '/sync', element: screen('sync', () => import('./pages/runs')) },
  { path: '/sync/runs/:runId', element: screen('sync', () => import('./pages/run')) },
  { path: '/sync/letters', element: screen('sync', () => import('./pages/letters')) },
  { path: '/sync/conflicts', element: screen('sync', () => import('./pages/conflicts')) },
  { path: '/sync/exchanges', element: screen('sync', () => import('./pages/exchanges')) },
]
