import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Link, useNavigate, useSearchParams } from 'react-router'

import { api } from '@/api/base'
import { useLoginMutation } from '@/api/gen/accounts'
import { safeNext } from '@/app/session'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Checkbox, Input } from '@/ui/field'
import { FormError } from '@/ui/state'

import { CodeStep } from '../components/code-step'
import { OtherWays } from '../components/other-ways'

export function Component() {
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const [login, { error, isLoading, reset }] = useLoginMutation()
  const [challenge, setChallenge] = useState('')
  const [remember, setRemember] = useState(false)
  const form = useForm({ defaultValues: { email: '', password: '' } })
  const submit = form.handleSubmit(async (loginBody) => {
    const answer = await login({ loginBody: { ...loginBody, remember } })
    if (answer.data) return enter()
    const { code, details } = problem(answer.error)
    if (code === 'MFA_REQUIRED') setChallenge(String(details.mfa_token ?? ''))
  })
  const enter = () => {
    dispatch(api.util.resetApiState())
    void navigate(safeNext(params.get('next')), { replace: true })
  }
  if (challenge)
    return (
      <CodeStep
        token={challenge}
        remember={remember}
        onDone={enter}
        onBack={() => {
          setChallenge('')
          reset()
        }}
      />
    )
  const next = params.get('next')
  return (
    <DoorFrame title={t`Sign in`}>
      <form onSubmit={(event) => void submit(event)} className="space-y-4" noValidate>
        <Input
          label={t`E-mail`}
          type="email"
          autoComplete="username"
          autoFocus
          error={form.formState.errors.email?.message}
          {...form.register('email', { required: t`Enter the e-mail address of your account.` })}
        />
        <Input
          label={t`Password`}
          type="password"
          autoComplete="current-password"
          error={form.formState.errors.password?.message}
          {...form.register('password', { required: t`Enter your password.` })}
        />
        <Checkbox label={t`Stay signed in on this device`} checked={remember} onChange={setRemember} />
        <FormError error={error} />
        <Button type="submit" look="primary" busy={isLoading} className="w-full">
          <Trans>Sign in</Trans>
        </Button>
      </form>
      <OtherWays next={params.get('next')} remember={remember} onEnter={enter} />
      <p className="mt-5">
        <Link to="/forgot-password" className="inline-flex min-h-6 items-center text-13 text-accent hover:underline">
          <Trans>Forgot your password?</Trans>
        </Link>
      </p>
      <p className="mt-2 text-13 text-ink-2">
        <Trans>
          New here?{' '}
          <Link to={next ? `/register?next=${encodeURIComponent(next)}` : '/register'} className="inline-flex min-h-6 items-center font-medium text-accent hover:underline">
            Create an account
          </Link>
        </Trans>
      </p>
    </DoorFrame>
  )
}
