import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

import { accountsApi, useUndoEmailChangeMutation } from '@/api/gen/accounts'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { Button, ButtonLink } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { FormError } from '@/ui/state'

import { Outcome } from '../components/done'
import { useToken } from '../token'

/** Where "this was not me" in the mail to the old address leads. It has consequences, so it asks first. */
export function Component() {
  const token = useToken()
  const dispatch = useAppDispatch()
  const [undo, { data, error, isLoading }] = useUndoEmailChangeMutation()
  const found = error ? problem(error) : null
  const email = data?.data.email
  const go = async () => {
    if ((await undo({ tokenBody: { token } })).data) dispatch(accountsApi.util.invalidateTags(['users']))
  }
  if (email)
    return (
      <DoorFrame title={t`The change is taken back`}>
        <Outcome good>
          <Trans>Your account is yours again, by {email}. Every session was ended.</Trans>
        </Outcome>
        <p className="mt-3 text-14 text-ink-2">
          <Trans>A link to a new password is on its way to you; it works for 30 minutes. The password of before is void.</Trans>
        </p>
        <p className="mt-3 text-14 text-ink-2">
          <Trans>Then look through your security settings, and through the API keys of your organisation: those go on working.</Trans>
        </p>
        <ButtonLink to="/forgot-password" className="mt-5 w-full">
          <Trans>Send another link</Trans>
        </ButtonLink>
      </DoorFrame>
    )
  if (!token || found?.code === 'LINK_INVALID' || found?.code === 'EMAIL_TAKEN')
    return (
      <DoorFrame title={t`This link does not work`}>
        <Outcome good={false}>{found?.message ?? <Trans>The address is not complete. Open the link from the mail once more.</Trans>}</Outcome>
        <p className="mt-3 text-14 text-ink-2">
          <Trans>It works once, for 7 days. After that, ask an owner of your organisation, or whoever runs KSAP for you.</Trans>
        </p>
        <ButtonLink look="primary" to="/login" className="mt-5 w-full">
          <Trans>Sign in</Trans>
        </ButtonLink>
      </DoorFrame>
    )
  return (
    <DoorFrame title={t`Take the change of address back?`} intro={<Trans>Do this if you did not change the e-mail address of your account yourself.</Trans>}>
      <ul className="list-disc space-y-1.5 pl-5 text-14">
        <li>
          <Trans>This address is yours again.</Trans>
        </li>
        <li>
          <Trans>Every session ends, on every device.</Trans>
        </li>
        <li>
          <Trans>Your password is void; you choose a new one by a link that is mailed to you.</Trans>
        </li>
        <li>
          <Trans>Passkeys, an authenticator app, linked accounts and access of apps that were added since the day before the change are removed.</Trans>
        </li>
      </ul>
      <div className="mt-5 space-y-2">
        <FormError error={error} />
        <Button look="danger" className="w-full" busy={isLoading} onClick={() => void go()}>
          <Trans>This was not me: take it back</Trans>
        </Button>
        <ButtonLink look="quiet" to="/" className="w-full">
          <Trans>It was me: leave it</Trans>
        </ButtonLink>
      </div>
    </DoorFrame>
  )
}
