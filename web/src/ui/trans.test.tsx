import { i18n } from '@lingui/core'
import { Trans } from '@lingui/react/macro'
import { I18nProvider } from '@lingui/react'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'

function Line({ name }: { name: string }) {
  return (
    <I18nProvider i18n={i18n}>
      <p>
        <Trans>
          Order by {name}, <a href="/terms">see the terms</a>
        </Trans>
      </p>
    </I18nProvider>
  )
}

test.each(['Ada', '<b>Ada</b>', '<0>Ada</0>', '<0/>', '<img src=x onerror=alert(1)>', 'a < b'])('what others wrote stays as they wrote it: %s', (name) => {
  const { container } = render(<Line name={name} />)
  expect(container).toHaveTextContent(`Order by ${name}, see the terms`)
  expect(screen.getAllByRole('link')).toHaveLength(1)
})
