import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'

import { accountsApi, useConfirmEmailChangeMutation } from '@/api/gen/accounts'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { Button, ButtonLink } from '@/ui/button'
import { DoorFrame } from '@/ui/door'

import { Outcome } from '../components/done'
import { useToken } from '../token'

/** Where the mail to the new address leads: opening it makes the change. */
export function Component() {
  const token = useToken()
  const dispatch = useAppDispatch()
  const [confirm, { data, error, isLoading }] = useConfirmEmailChangeMutation()
  const asked = useRef(false)
  useEffect(() => {
    if (!token || asked.current) return
    asked.current = true
    void confirm({ tokenBody: { token } }).then((answer) => answer.data && dispatch(accountsApi.util.invalidateTags(['users'])))
  }, [token, confirm, dispatch])
  const found = error ? problem(error) : null
  const email = data?.data.email
  const final = found?.code === 'LINK_INVALID' || found?.code === 'EMAIL_TAKEN'
  return (
    <DoorFrame title={email ? t`Your address is changed` : found || !token ? t`The address was not changed` : t`Change your e-mail address`}>
      {email ? (
        <Outcome good>
          <Trans>You sign in with {email} from now on, and mails about your account go there.</Trans>
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
        {found && !final && (
          <Button className="w-full" busy={isLoading} onClick={() => void confirm({ tokenBody: { token } })}>
            <Trans>Try again</Trans>
          </Button>
        )}
        {(email || found || !token) && (
          <ButtonLink look="primary" to="/settings/profile" className="w-full">
            <Trans>Go to your profile</Trans>
          </ButtonLink>
        )}
      </div>
      {found?.code === 'LINK_INVALID' && (
        <p className="mt-4 text-13 text-ink-2">
          <Trans>You send a new link under Settings, Profile.</Trans>
        </p>
      )}
    </DoorFrame>
  )
}
