/** A screen that is loaded, with its feature's words, when it is first opened:
 *  `element: screen('orders', () => import('./pages/orders'))`. */
import { type ComponentType, type ReactElement, lazy } from 'react'

import { loadFeature } from './i18n'

export function screen(feature: string, load: () => Promise<{ Component: ComponentType }>): ReactElement {
  const Screen = lazy(async () => {
    const [module] = await Promise.all([load(), loadFeature(feature)])
    return { default: module.Component }
  })
  return <Screen />
}
