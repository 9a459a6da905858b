import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { Navigate } from 'react-router'

import { api, proved } from '@/api/base'
import { useListPasskeysQuery, useGetMfaQuery, useLogoutMutation, useSwitchOrganisationMutation } from '@/api/gen/accounts'
import type { ProfileOut } from '@/api/gen/accounts'
import { ProfileProvider, loginAddress, useSession } from '@/app/session'
import { useAppDispatch } from '@/app/store'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/state'

import { Passkeys } from '../components/passkeys'
import { SecondFactor } from '../components/second-factor'

/** The organisation wants a second factor before anything else. */
export function Component() {
  const { profile, error, refetch } = useSession()
  const [owed, setOwed] = useState(false)
  useEffect(() => {
    document.title = `${t`A second factor`} · KSAP`
  }, [])
  if (error && (error as { status?: number }).status === 401) return <Navigate to={loginAddress('')} replace />
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!profile) return null
  if (profile.second_factor_demanded && !owed) setOwed(true)
  if (!profile.second_factor_demanded && !owed) return <Navigate to="/" replace />
  return (
    <ProfileProvider value={profile}>
      <Demand profile={profile} />
    </ProfileProvider>
  )
}

function Demand({ profile }: { profile: ProfileOut }) {
  const done = !profile.second_factor_demanded
  const go = () => window.location.assign('/')
  return (
    <main className="mx-auto max-w-xl px-4 py-8 sm:py-14">
      <div className="mb-6 flex items-center gap-2.5 print:hidden">
        <img src="/favicon.svg" alt="" className="size-7" />
        <span className="text-16 font-semibold">KSAP</span>
      </div>
      <div className="print:hidden">
        <h1 className="text-20">{done ? <Trans>That is all</Trans> : <Trans>{profile.org_name} asks for a second factor</Trans>}</h1>
        <p role="status" className="mt-1 text-14 text-ink-2">
          {done ? (
            <Trans>Your account is guarded by more than a password now. Keep your recovery codes, if there are any below, then go on.</Trans>
          ) : (
            <Trans>So that nobody who learns your password gets in. Set up an authenticator app or a passkey: it takes a minute, and everything else opens then.</Trans>
          )}
        </p>
      </div>
      <div className="mt-6 space-y-6">
        {!done && <Own />}
        <section>
          <h2 className="mb-2 text-14 font-semibold print:hidden">
            <Trans>Authenticator app</Trans>
          </h2>
          <SecondFactor />
        </section>
        <section className="print:hidden">
          <h2 className="mb-2 text-14 font-semibold">
            <Trans>Passkeys</Trans>
          </h2>
          <Passkeys />
        </section>
      </div>
      <div className="mt-8 flex flex-wrap gap-2 border-t border-line pt-5 print:hidden">
        {done && (
          <Button look="primary" onClick={go}>
            <Trans>Go on</Trans>
          </Button>
        )}
        {!done && <Leave profile={profile} />}
      </div>
    </main>
  )
}

/** Who has a factor and came in without it uses it now. */
function Own() {
  const dispatch = useAppDispatch()
  const mfa = useGetMfaQuery().data?.data
  const passkeys = useListPasskeysQuery().data?.data
  if (!mfa?.totp && !passkeys?.length) return null
  return (
    <section className="rounded-lg border border-line bg-surface p-4">
      <p className="text-13">
        <Trans>You have one and signed in without it. Confirm with it, and not with your password, to go on.</Trans>
      </p>
      <Button look="primary" className="mt-3" onClick={() => void proved().then((good) => good && dispatch(api.util.resetApiState()))}>
        <Trans>Confirm now</Trans>
      </Button>
    </section>
  )
}

function Leave({ profile }: { profile: ProfileOut }) {
  const [logout] = useLogoutMutation()
  const [switchTo] = useSwitchOrganisationMutation()
  return (
    <>
      {profile.organisations
        .filter((each) => each.org_id !== profile.org_id)
        .map((each) => (
          <Button key={each.org_id} onClick={() => void switchTo({ switchBody: { org_id: each.org_id } }).then((answer) => answer.data && window.location.assign('/'))}>
            <Trans>Go to {each.org_name}</Trans>
          </Button>
        ))}
      <Button look="quiet" onClick={() => void logout().then(() => window.location.assign('/login'))}>
        <Trans>Log out</Trans>
      </Button>
    </>
  )
}
