import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { useLoginWithCodeMutation } from '@/api/gen/accounts'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

/** The second half of a sign-in: a code of the app, or one of the recovery codes. */
export function CodeStep({ token, remember, onDone, onBack }: { token: string; remember: boolean; onDone: () => void; onBack: () => void }) {
  const [code, setCode] = useState('')
  const [empty, setEmpty] = useState(false)
  const [login, { error, isLoading }] = useLoginWithCodeMutation()
  const found = error ? problem(error) : null
  const submit = async () => {
    const typed = code.trim()
    setEmpty(typed.length < 6)
    if (typed.length < 6) return
    const answer = await login({ codeLoginBody: { mfa_token: token, code: typed, remember } })
    if (answer.data) onDone()
  }
  return (
    <DoorFrame title={t`Two-factor sign-in`} intro={<Trans>Enter the six digits that your authenticator app shows now, or one of your recovery codes.</Trans>}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Input
          label={t`Code`}
          autoFocus
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          className="tnum"
          value={code}
          error={empty ? t`Enter the code.` : found?.fields.code}
          onChange={(event) => setCode(event.target.value)}
        />
        <FormError error={found?.fields.code ? null : error} />
        <Button type="submit" look="primary" busy={isLoading} className="w-full">
          <Trans>Sign in</Trans>
        </Button>
        <Button look="quiet" className="w-full" onClick={onBack}>
          <Trans>Begin again</Trans>
        </Button>
      </form>
    </DoorFrame>
  )
}
