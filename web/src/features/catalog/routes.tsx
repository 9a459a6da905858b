import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const catalogRoutes: RouteObject[] = [
  { path: '/products', element: screen('catalog', () => import('./pages/products')) },
  { path: '/products/new', element: screen('catalog', () => import('./pages/new')) },
  { path: '/products/matching', element: screen('catalog', () => import('./pages/matching')) },
  { path: '/products/:id', element: screen('catalog', () => import('./pages/product')) },
]
