import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

import { ButtonLink } from '@/ui/button'
import { PageHead } from '@/ui/page'

export function Component() {
  return (
    <div className="px-3 py-12 sm:mx-auto sm:max-w-md sm:py-16">
      <PageHead title={t`Nothing is at this address`} />
      <p className="mb-4 text-14 text-ink-2">
        <Trans>The link may be old, or what it led to was removed.</Trans>
      </p>
      <ButtonLink to="/">
        <Trans>Go to Home</Trans>
      </ButtonLink>
    </div>
  )
}
