import { Trans } from '@lingui/react/macro'

import { Passkeys } from '../components/passkeys'
import { SecondFactor } from '../components/second-factor'
import { Section } from '../components/section'

export function Component() {
  return (
    <div>
      <Section title={<Trans>Two-factor sign-in</Trans>} text={<Trans>A code from your phone in addition to the password: knowing your password alone is not enough then.</Trans>}>
        <SecondFactor />
      </Section>
      <Section className="print:hidden" title={<Trans>Passkeys</Trans>} text={<Trans>Sign in without password or code, with a key that stays on your device.</Trans>}>
        <Passkeys />
      </Section>
    </div>
  )
}
