import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FieldPath, useForm } from 'react-hook-form'
import { Link, useNavigate, useSearchParams } from 'react-router'

import { api } from '@/api/base'
import { useRegisterMutation } from '@/api/gen/accounts'
import { currentLocale } from '@/app/i18n'
import { safeNext } from '@/app/session'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Input, Select } from '@/ui/field'
import { FormError } from '@/ui/state'

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'CAD', 'AUD', 'NZD', 'JPY', 'SGD', 'HKD', 'INR', 'BRL', 'MXN']

export function Component() {
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const [register, { error, isLoading }] = useRegisterMutation()
  const form = useForm({
    defaultValues: { organisation: '', first_name: '', last_name: '', email: '', password: '', currency: 'EUR' },
  })
  const errors = form.formState.errors
  const submit = form.handleSubmit(async (values) => {
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
    const answer = await register({ registerBody: { ...values, timezone, language: currentLocale() } })
    if (answer.error) {
      for (const [field, message] of Object.entries(problem(answer.error).fields))
        if (field in values) form.setError(field as FieldPath<typeof values>, { message })
      return
    }
    dispatch(api.util.resetApiState())
    void navigate(safeNext(params.get('next')), { replace: true })
  })
  const shown = error && Object.keys(problem(error).fields).length ? null : error
  return (
    <DoorFrame title={t`Create your account`} intro={<Trans>You become the owner of a new organisation. Others join by invitation.</Trans>}>
      <form onSubmit={(event) => void submit(event)} className="space-y-4" noValidate>
        <Input label={t`Organisation`} autoFocus autoComplete="organization" maxLength={200} error={errors.organisation?.message} {...form.register('organisation', { required: t`Name your business.` })} />
        <div className="grid grid-cols-2 gap-3">
          <Input label={t`First name`} autoComplete="given-name" maxLength={100} error={errors.first_name?.message} {...form.register('first_name')} />
          <Input label={t`Last name`} autoComplete="family-name" maxLength={100} error={errors.last_name?.message} {...form.register('last_name')} />
        </div>
        <Input label={t`E-mail`} type="email" autoComplete="username" error={errors.email?.message} {...form.register('email', { required: t`Enter an e-mail address that you read.` })} />
        <Input
          label={t`Password`}
          type="password"
          autoComplete="new-password"
          hint={t`At least 10 characters; a phrase of a few words is best.`}
          error={errors.password?.message}
          {...form.register('password', { required: t`Choose a password.`, minLength: { value: 10, message: t`Use at least 10 characters.` } })}
        />
        <Select label={t`Currency of your figures`} hint={t`Orders keep their own currency; totals are shown in this one.`} {...form.register('currency')}>
          {currencies.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </Select>
        <FormError error={shown} />
        <Button type="submit" look="primary" busy={isLoading} className="w-full">
          <Trans>Create account</Trans>
        </Button>
      </form>
      <p className="mt-5 text-13 text-ink-2">
        <Trans>
          Already registered?{' '}
          <Link to="/login" className="inline-flex min-h-6 items-center font-medium text-accent hover:underline">
            Sign in
          </Link>
        </Trans>
      </p>
    </DoorFrame>
  )
}
