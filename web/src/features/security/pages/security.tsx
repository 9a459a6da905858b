import { Trans } from '@lingui/react/macro'

import { Passkeys } from '../components/passkeys'
import { SecondFactor } from '../components/second-factor'
import { Section } from '../components/section'

export function Component() {
  return (
    <div>
      <Section title={<Trans>Two-factor sign-in</Trans>} text={<Trans>A code of your phone besides the password: who knows your password alone does not get in.</Trans>}>
        <SecondFactor />
      </Section>
      <Section className="print:hidden" title={<Trans>Passkeys</Trans>} text={<Trans>Sign in without password and code, by a key that stays in your device.</Trans>}>
        <Passkeys />
      </Section>
    </div>
  )
}
