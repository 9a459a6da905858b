import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { useResetPasswordMutation } from '@/api/gen/accounts'
import { problem } from '@/lib/errors'
import { Button, ButtonLink } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

import { Outcome } from '../components/done'
import { useToken } from '../token'

export function Component() {
  const token = useToken()
  const [password, setPassword] = useState('')
  const [short, setShort] = useState(false)
  const [reset, { error, isLoading, isSuccess }] = useResetPasswordMutation()
  const found = error ? problem(error) : null
  const dead = !token || found?.code === 'LINK_INVALID'
  if (isSuccess)
    return (
      <DoorFrame title={t`Password changed`}>
        <Outcome good>
          <Trans>Your new password holds from now on. Every session was ended.</Trans>
        </Outcome>
        <ButtonLink look="primary" to="/login" className="mt-5 w-full">
          <Trans>Sign in</Trans>
        </ButtonLink>
      </DoorFrame>
    )
  if (dead)
    return (
      <DoorFrame title={t`This link does not work`}>
        <Outcome good={false}>{found?.message ?? <Trans>The address is not complete. Open the link from the mail once more.</Trans>}</Outcome>
        <ButtonLink look="primary" to="/forgot-password" className="mt-5 w-full">
          <Trans>Send a new link</Trans>
        </ButtonLink>
      </DoorFrame>
    )
  const wrong = short ? t`Use at least 10 characters.` : found?.fields.new_password
  return (
    <DoorFrame title={t`Choose a new password`}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          setShort(password.length < 10)
          if (password.length >= 10) void reset({ resetBody: { token, new_password: password } })
        }}
      >
        <Input
          label={t`New password`}
          type="password"
          autoComplete="new-password"
          autoFocus
          maxLength={1000}
          hint={t`At least 10 characters; a phrase of a few words is best.`}
          error={wrong}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormError error={wrong ? null : error} />
        <Button type="submit" look="primary" busy={isLoading} className="w-full">
          <Trans>Change the password</Trans>
        </Button>
      </form>
    </DoorFrame>
  )
}
