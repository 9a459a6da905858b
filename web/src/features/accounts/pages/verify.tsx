import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'

import { accountsApi, useVerifyEmailMutation } from '@/api/gen/accounts'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { Button, ButtonLink } from '@/ui/button'
import { DoorFrame } from '@/ui/door'

import { Outcome } from '../components/done'
import { useToken } from '../token'

export function Component() {
  const token = useToken()
  const dispatch = useAppDispatch()
  const [verify, { data, error, isLoading }] = useVerifyEmailMutation()
  const asked = useRef(false)
  useEffect(() => {
    if (!token || asked.current) return
    asked.current = true
    void verify({ tokenBody: { token } }).then((answer) => answer.data && dispatch(accountsApi.util.invalidateTags(['users'])))
  }, [token, verify, dispatch])
  const found = error ? problem(error) : null
  const email = data?.data.email
  return (
    <DoorFrame title={email ? t`Address confirmed` : t`Confirm your e-mail address`}>
      {email ? (
        <Outcome good>
          <Trans>{email} is yours. Thank you.</Trans>
        </Outcome>
      ) : !token ? (
        <Outcome good={false}>
          <Trans>The address is not complete. Open the link from the mail once more.</Trans>
        </Outcome>
      ) : found ? (
        <Outcome good={false}>{found.message}</Outcome>
      ) : (
        <p role="status" className="text-14 text-ink-2">
          <Trans>One moment…</Trans>
        </p>
      )}
      <div className="mt-5 space-y-2">
        {found && found.code !== 'LINK_INVALID' && (
          <Button className="w-full" busy={isLoading} onClick={() => void verify({ tokenBody: { token } })}>
            <Trans>Try again</Trans>
          </Button>
        )}
        {(email || found || !token) && (
          <ButtonLink look="primary" to="/" className="w-full">
            <Trans>Go to KSAP</Trans>
          </ButtonLink>
        )}
      </div>
      {(found?.code === 'LINK_INVALID' || !token) && (
        <p className="mt-4 text-13 text-ink-2">
          <Trans>You get a new link under Settings, Profile.</Trans>
        </p>
      )}
    </DoorFrame>
  )
}
