import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import { type FieldPath, useForm } from 'react-hook-form'
import { useNavigate } from 'react-router'

import { api } from '@/api/base'
import { type GlanceOut, useAcceptInvitationMutation, useLookAtInvitationMutation } from '@/api/gen/accounts'
import { currentLocale } from '@/app/i18n'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { Button, ButtonLink } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

import { Outcome } from '../components/done'
import { useToken } from '../token'

export function Component() {
  const token = useToken()
  const [look, { data, error }] = useLookAtInvitationMutation()
  const asked = useRef(false)
  useEffect(() => {
    if (!token || asked.current) return
    asked.current = true
    void look({ tokenBody: { token } })
  }, [token, look])
  if (data) return <Join token={token} glance={data.data} />
  const found = error ? problem(error) : null
  return (
    <DoorFrame title={found || !token ? t`This invitation does not work` : t`Invitation`}>
      {found ? (
        <>
          <Outcome good={false}>{found.message}</Outcome>
          {found.code !== 'LINK_INVALID' && (
            <Button className="mt-5 w-full" onClick={() => void look({ tokenBody: { token } })}>
              <Trans>Try again</Trans>
            </Button>
          )}
        </>
      ) : token ? (
        <p role="status" className="text-14 text-ink-2">
          <Trans>One moment…</Trans>
        </p>
      ) : (
        <Outcome good={false}>
          <Trans>The address is not complete. Open the link from the mail once more.</Trans>
        </Outcome>
      )}
      {(found || !token) && (
        <>
          <p className="mt-4 text-13 text-ink-2">
            <Trans>Ask whoever invited you for a new one.</Trans>
          </p>
          <ButtonLink to="/login" className="mt-5 w-full">
            <Trans>Sign in</Trans>
          </ButtonLink>
        </>
      )}
    </DoorFrame>
  )
}

function Join({ token, glance }: { token: string; glance: GlanceOut }) {
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const [accept, { error, isLoading }] = useAcceptInvitationMutation()
  const form = useForm({ defaultValues: { first_name: '', last_name: '', password: '' } })
  const errors = form.formState.errors
  const fresh = !glance.has_account
  const submit = form.handleSubmit(async (values) => {
    const answer = await accept({ acceptBody: { token, password: values.password, language: currentLocale(), ...(fresh ? { first_name: values.first_name, last_name: values.last_name } : {}) } })
    if (answer.error) {
      for (const [field, message] of Object.entries(problem(answer.error).fields)) if (field in values) form.setError(field as FieldPath<typeof values>, { message })
      return
    }
    dispatch(api.util.resetApiState())
    void navigate('/', { replace: true })
  })
  const shown = error && Object.keys(problem(error).fields).length ? null : error
  return (
    <DoorFrame
      title={t`Join ${glance.organisation}`}
      intro={
        <Trans>
          {glance.invited_by} invites you as {glance.role_name}.
        </Trans>
      }
    >
      <form className="space-y-4" noValidate onSubmit={(event) => void submit(event)}>
        <Input label={t`E-mail`} type="email" autoComplete="username" value={glance.email} readOnly />
        {fresh && (
          <div className="grid grid-cols-2 gap-3">
            <Input label={t`First name`} autoComplete="given-name" maxLength={100} error={errors.first_name?.message} {...form.register('first_name')} />
            <Input label={t`Last name`} autoComplete="family-name" maxLength={100} error={errors.last_name?.message} {...form.register('last_name')} />
          </div>
        )}
        <Input
          label={t`Password`}
          type="password"
          autoComplete={fresh ? 'new-password' : 'current-password'}
          hint={fresh ? t`At least 10 characters; a phrase of a few words is best.` : t`The one of your account.`}
          error={errors.password?.message}
          {...form.register('password', { required: fresh ? t`Choose a password.` : t`Enter your password.`, ...(fresh ? { minLength: { value: 10, message: t`Use at least 10 characters.` } } : {}) })}
        />
        <FormError error={shown} />
        <Button type="submit" look="primary" busy={isLoading} className="w-full">
          <Trans>Join</Trans>
        </Button>
      </form>
    </DoorFrame>
  )
}
