import { Trans } from '@lingui/react/macro'

import { ButtonLink } from '@/ui/button'
import { Empty } from '@/ui/state'

export function Component() {
  return (
    <Empty
      title={<Trans>Nothing is at this address</Trans>}
      action={
        <ButtonLink to="/">
          <Trans>Go to Home</Trans>
        </ButtonLink>
      }
    >
      <Trans>The link may be old, or what it led to was removed.</Trans>
    </Empty>
  )
}
