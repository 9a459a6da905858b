import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const storeRoutes: RouteObject[] = [
  { path: '/stores', element: screen('stores', () => import('./pages/stores')) },
  { path: '/stores/connect', element: screen('stores', () => import('./pages/connect')) },
  { path: '/stores/connect/:draftId', element: screen('stores', () => import('./pages/resume')) },
  { path: '/stores/connect/:draftId/credentials', element: screen('stores', () => import('./pages/credentials')) },
  { path: '/stores/connect/:draftId/test', element: screen('stores', () => import('./pages/test')) },
  { path: '/stores/connect/:draftId/locations', element: screen('stores', () => import('./pages/locations')) },
  { path: '/stores/connect/:draftId/preview', element: screen('stores', () => import('./pages/preview')) },
  { path: '/stores/connect/:draftId/import', element: screen('stores', () => import('./pages/import')) },
  {
    path: '/stores/:storeId',
    element: screen('stores', () => import('./pages/store')),
    children: [
      { index: true, element: screen('stores', () => import('./pages/overview')) },
      { path: 'sync', element: screen('stores', () => import('./pages/preferences')) },
      { path: 'connection', element: screen('stores', () => import('./pages/connection')) },
      { path: 'details', element: screen('stores', () => import('./pages/details')) },
    ],
  },
]

/** Shown among the settings: every credential that the organisation holds. */
export const connectionRoutes: RouteObject[] = [{ path: 'integrations', element: screen('stores', () => import('./pages/integrations')) }]
