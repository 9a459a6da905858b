import type { RouteObject } from 'react-router'

import { screen } from '@/app/screen'

/** Tabs that are addresses. `more` are tabs that another feature brings. */
export const settingsRoutes = (more: RouteObject[]): RouteObject[] => [
  {
    path: '/settings',
    element: screen('settings', () => import('./pages/frame')),
    children: [
      { index: true, element: screen('settings', () => import('./pages/first')) },
      { path: 'profile', element: screen('settings', () => import('./pages/profile')) },
      { path: 'sessions', element: screen('settings', () => import('./pages/sessions')) },
      { path: 'organisation', element: screen('settings', () => import('./pages/organisation')) },
      { path: 'shipping', element: screen('settings', () => import('./pages/shipping')) },
      { path: 'locations', element: screen('settings', () => import('./pages/locations')) },
      { path: 'team', element: screen('settings', () => import('./pages/team')) },
      { path: 'wording', element: screen('settings', () => import('./pages/wordings')) },
      { path: 'wording/:template', element: screen('settings', () => import('./pages/wording')) },
      { path: 'mail', element: screen('settings', () => import('./pages/mail')) },
      { path: 'system', element: screen('settings', () => import('./pages/system')) },
      { path: 'backup', element: screen('settings', () => import('./pages/backup')) },
      ...more,
    ],
  },
]
