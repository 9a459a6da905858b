import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const orderRoutes: RouteObject[] = [
  { path: '/orders', element: screen('orders', () => import('./pages/orders')) },
  { path: '/orders/:id', element: screen('orders', () => import('./pages/order')) },
  { path: '/orders/:id/fulfil', element: screen('orders', () => import('./pages/fulfil')) },
  { path: '/orders/:id/fulfil/:shipmentId', element: screen('orders', () => import('./pages/fulfil-shipment')) },
  { path: '/shipments', element: screen('orders', () => import('./pages/shipments')) },
  { path: '/shipments/labels', element: screen('orders', () => import('./pages/labels')) },
  { path: '/shipments/:id', element: screen('orders', () => import('./pages/shipment')) },
]
