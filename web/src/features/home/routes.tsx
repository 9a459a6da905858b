import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

export const homeRoutes: RouteObject[] = [{ path: '/', element: screen('home', () => import('./pages/home')) }]
