import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const orderRoutes: RouteObject[] = [
  { path: '/orders', element: screen('orders', () => import('./pages/orders')) },
  { path: '/orders/:id', element: screen('orders', () => import('./pages/order')) },
]
