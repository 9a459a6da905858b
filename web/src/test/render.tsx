/** Renders the whole dashboard at an address, against the played API of `server.ts`. */
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { Provider } from 'react-redux'
import { MemoryRouter } from 'react-router'

import { Routed } from '@/app/router'
import { makeStore } from '@/app/store'
import { Toasts } from '@/ui/toast'

export function renderApp(path: string) {
  const user = userEvent.setup()
  const store = makeStore()
  const view = render(
    <I18nProvider i18n={i18n}>
      <Provider store={store}>
        <Toasts>
          <MemoryRouter initialEntries={[path]}>
            <Routed />
          </MemoryRouter>
        </Toasts>
      </Provider>
    </I18nProvider>,
  )
  return { user, store, ...view }
}
