import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

import { api } from '@/api/base'
import { type AnswerBody, useFinishLinkingMutation, useFinishOidcMutation, useLoginWithCodeMutation } from '@/api/gen/accounts'
import { safeNext } from '@/app/session'
import { useAppDispatch } from '@/app/store'
import { problem } from '@/lib/errors'
import { takeNext } from '@/lib/next'
import { Button, ButtonLink } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

/** Where a provider of identities sends the browser back to. How `state` begins says what was begun. */
export function Component() {
  const [params] = useSearchParams()
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const [enter, entering] = useFinishOidcMutation()
  const [link, linking] = useFinishLinkingMutation()
  const sent = useRef(false)
  const state = params.get('state') ?? ''
  const code = params.get('code') ?? ''
  const iss = params.get('iss') ?? ''
  const links = state.startsWith('link.')
  const home = links ? '/settings/profile' : '/'
  useEffect(() => {
    if (sent.current || !state || !code) return
    sent.current = true
    const answerBody: AnswerBody = { state, code, iss }
    const go = async () => {
      const answer = links ? await link({ answerBody }) : await enter({ answerBody })
      if (answer.error) return
      dispatch(api.util.resetApiState())
      void navigate(links ? home : safeNext(takeNext()), { replace: true })
    }
    void go()
  }, [links, home, state, code, iss, enter, link, navigate, dispatch])
  const error = entering.error ?? linking.error
  const found = error ? problem(error) : null
  if (found?.code === 'MFA_REQUIRED') return <Code token={String(found.details.mfa_token ?? '')} />
  if (!found && state && code) return <DoorFrame wide title={t`One moment…`} />
  return (
    <DoorFrame wide title={links ? t`The account was not linked` : t`Signing in did not work`}>
      <p role="alert" className="mt-4 flex items-start gap-2.5 text-14">
        <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
        <span className="min-w-0 break-words">{found ? found.message : <Trans>The provider did not vouch for you.</Trans>}</span>
      </p>
      <ButtonLink to={links ? '/settings/profile' : '/login'} className="mt-5 w-full">
        {links ? <Trans>Settings</Trans> : <Trans>Sign in</Trans>}
      </ButtonLink>
    </DoorFrame>
  )
}

/** Who has a second factor here gives its code, whoever vouched for them. */
function Code({ token }: { token: string }) {
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const [code, setCode] = useState('')
  const [login, { error, isLoading }] = useLoginWithCodeMutation()
  const submit = async () => {
    const answer = await login({ codeLoginBody: { mfa_token: token, code: code.trim(), remember: false } })
    if (answer.error) return
    dispatch(api.util.resetApiState())
    void navigate(safeNext(takeNext()), { replace: true })
  }
  return (
    <DoorFrame wide title={t`Two-factor sign-in`}>
      <form
        className="mt-5 space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Input
          label={t`Code`}
          hint={t`Of your authenticator app, or a recovery code.`}
          autoComplete="one-time-code"
          required
          minLength={6}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <FormError error={error} />
        <Button type="submit" look="primary" busy={isLoading} className="w-full">
          <Trans>Sign in</Trans>
        </Button>
      </form>
    </DoorFrame>
  )
}
