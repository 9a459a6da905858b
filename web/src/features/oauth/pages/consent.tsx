import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Navigate, useLocation, useSearchParams } from 'react-router'

import { type ScopeOut, useDecideAuthorisationMutation, useLookAtAuthorisationQuery } from '@/api/gen/oauth'
import { loginAddress, useSession } from '@/app/session'
import { problem } from '@/lib/errors'
import { Button } from '@/ui/button'
import { DoorFrame } from '@/ui/door'
import { FormError } from '@/ui/state'

import { leave } from '../leave'
import { scopeText } from '../words'

/** A program of others asks to act for whoever is signed in. */
export function Component() {
  const { pathname, search } = useLocation()
  const { profile, error } = useSession()
  if (error && problem(error).status === 401) return <Navigate to={loginAddress(pathname + search)} replace />
  if (error) return <Refused>{problem(error).message}</Refused>
  return profile ? <Consent email={profile.email} /> : <DoorFrame wide title={t`One moment…`} />
}

function Consent({ email }: { email: string }) {
  const asked = useAsked()
  const { data, error } = useLookAtAuthorisationQuery(
    {
      clientId: asked.client_id,
      redirectUri: asked.redirect_uri,
      responseType: asked.response_type,
      scope: asked.scope,
      state: asked.state,
      codeChallenge: asked.code_challenge,
      codeChallengeMethod: asked.code_challenge_method,
    },
    { refetchOnMountOrArgChange: true },
  )
  const [decide, decision] = useDecideAuthorisationMutation()
  const seen = data?.data
  const away = seen?.redirect_to
  useEffect(() => {
    if (away) leave(away)
  }, [away])
  if (error) return <Refused>{problem(error).message}</Refused>
  if (!seen || away) return <DoorFrame wide title={t`One moment…`} />
  const answer = async (approve: boolean) => {
    const result = await decide({ decisionBody: { ...asked, approve } })
    if (result.data) leave(result.data.data.redirect_to)
  }
  const busy = decision.isLoading || decision.isSuccess
  const nothing = seen.scopes.length === 0
  return (
    <DoorFrame
      wide
      title={t`Allow ${seen.client_name} access?`}
      intro={
        <Trans>
          The app wants to act for {email} in {seen.organisation}.
        </Trans>
      }
    >
      {nothing ? (
        <p role="status" className="mt-5 text-14">
          <Trans>Your role has none of the permissions that it asks for, so there is nothing that you could allow.</Trans>
        </p>
      ) : (
        <Scopes title={t`It may then`} scopes={seen.scopes} />
      )}
      {seen.beyond.length > 0 && <Scopes title={t`Not included, because your role does not have it`} scopes={seen.beyond} muted />}
      <p className="mt-5 text-13 text-ink-2">
        <Trans>
          You will return to <span className="break-all font-medium text-ink">{place(seen.redirect_uri)}</span>. You can take the access back at any time.
        </Trans>
      </p>
      <FormError error={decision.error} />
      <div className="mt-5 grid grid-cols-2 gap-3">
        <Button disabled={busy} onClick={() => void answer(false)}>
          <Trans>Refuse</Trans>
        </Button>
        <Button look="primary" busy={busy} disabled={nothing} onClick={() => void answer(true)}>
          <Trans>Allow</Trans>
        </Button>
      </div>
    </DoorFrame>
  )
}

function Scopes({ title, scopes, muted = false }: { title: string; scopes: ScopeOut[]; muted?: boolean }) {
  return (
    <section className="mt-5">
      <h2 className="text-13 text-ink-2">{title}</h2>
      <ul className={`mt-1.5 space-y-1 text-14 ${muted ? 'text-ink-2' : ''}`}>
        {scopes.map((scope) => (
          <li key={scope.name} className="flex gap-2">
            <span aria-hidden="true">·</span>
            <span className="min-w-0 break-words">{scopeText(scope)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Refused({ children }: { children: ReactNode }) {
  return (
    <DoorFrame wide title={t`This request does not work`}>
      <p role="alert" className="mt-4 flex items-start gap-2.5 text-14">
        <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
        <span className="min-w-0 break-words">{children}</span>
      </p>
      <p className="mt-4 text-13 text-ink-2">
        <Trans>Nothing was allowed. Go back to the app and begin again, or tell its maker.</Trans>
      </p>
    </DoorFrame>
  )
}

/** What the address asks, as the API takes it. */
function useAsked() {
  const [params] = useSearchParams()
  const of = (name: string) => params.get(name) ?? ''
  return {
    client_id: of('client_id'),
    redirect_uri: of('redirect_uri'),
    response_type: of('response_type'),
    scope: of('scope'),
    state: of('state'),
    code_challenge: of('code_challenge'),
    code_challenge_method: of('code_challenge_method'),
  }
}

/** Host or scheme of an address: what people can judge. */
function place(uri: string): string {
  try {
    const { host, protocol } = new URL(uri)
    return host || protocol.replace(/:$/, '')
  } catch {
    return uri
  }
}
