import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const inventoryRoutes: RouteObject[] = [
  { path: '/inventory', element: screen('inventory', () => import('./pages/inventory')) },
  { path: '/inventory/count', element: screen('inventory', () => import('./pages/count')) },
  { path: '/inventory/:variantId', element: screen('inventory', () => import('./pages/variant')) },
]
