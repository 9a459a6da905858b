import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { useEffect, useState } from 'react'
import { Provider } from 'react-redux'

import { Toasts } from '@/ui/toast'

import { Router } from './router'
import { makeStore } from './store'
import { watchTheme } from './theme'

export function App() {
  const [store] = useState(makeStore)
  useEffect(watchTheme, [])
  return (
    <I18nProvider i18n={i18n}>
      <Provider store={store}>
        <Toasts>
          <Router />
        </Toasts>
      </Provider>
    </I18nProvider>
  )
}
