import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useForm } from 'react-hook-form'
import { Link } from 'react-router'

import { useForgotPasswordMutation } from '@/api/gen/accounts'
import { currentLocale } from '@/app/i18n'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

import { Outcome } from '../components/done'

export function Component() {
  const [forgot, { error, isLoading, isSuccess }] = useForgotPasswordMutation()
  const form = useForm({ defaultValues: { email: '' } })
  const email = form.getValues('email')
  const wrong = error ? problem(error).fields.email : undefined
  return (
    <DoorFrame title={t`Choose a new password`} intro={isSuccess ? undefined : <Trans>You get a link by e-mail. It works once, for half an hour.</Trans>}>
      {isSuccess ? (
        <>
          <Outcome good>
            <Trans>If {email} has an account here, the link is on its way. Look into your spam folder, too.</Trans>
          </Outcome>
          <p className="mt-3 text-13 text-ink-2">
            <Trans>Nothing after some minutes? Ask whoever runs KSAP for you: without a mail server, mails wait in its outbox.</Trans>
          </p>
        </>
      ) : (
        <form className="space-y-4" noValidate onSubmit={(event) => void form.handleSubmit(({ email }) => forgot({ forgotBody: { email: email.trim(), language: currentLocale() } }))(event)}>
          <Input
            label={t`E-mail`}
            type="email"
            autoComplete="username"
            autoFocus
            error={form.formState.errors.email?.message ?? wrong}
            {...form.register('email', { required: t`Enter the e-mail address of your account.` })}
          />
          <FormError error={wrong ? null : error} />
          <Button type="submit" look="primary" busy={isLoading} className="w-full">
            <Trans>Send the link</Trans>
          </Button>
        </form>
      )}
      <p className="mt-5">
        <Link to="/login" className="inline-flex min-h-6 items-center text-13 font-medium text-accent hover:underline">
          <Trans>Back to sign in</Trans>
        </Link>
      </p>
    </DoorFrame>
  )
}
