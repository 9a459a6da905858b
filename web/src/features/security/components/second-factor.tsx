/** The second step of signing in: set up an app, take the recovery codes, renew them, switch it off. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { KeyRound, Smartphone } from 'lucide-react'
import { useState } from 'react'

import { type EnrolmentOut, useDisableTotpMutation, useGetMfaQuery, useRenewRecoveryCodesMutation, useStartTotpMutation } from '@/api/gen/accounts'
import { useOrganisation } from '@/app/session'
import { date } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Skeleton } from '@/ui/skeleton'
import { Failure } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Codes } from './codes'
import { Enrol } from './enrol'
import { Prove } from './prove'

type Doing = 'enrol' | 'renew' | 'disable' | null

export function SecondFactor() {
  const { data, error, refetch } = useGetMfaQuery()
  const { timezone } = useOrganisation()
  const [doing, setDoing] = useState<Doing>(null)
  const [enrolment, setEnrolment] = useState<EnrolmentOut | null>(null)
  const [codes, setCodes] = useState<string[]>([])
  const mfa = data?.data
  if (codes.length)
    return <Codes codes={codes} onDone={() => setCodes([])} />
  if (enrolment)
    return (
      <Enrol
        enrolment={enrolment}
        onCancel={() => setEnrolment(null)}
        onDone={(fresh) => {
          setEnrolment(null)
          setCodes(fresh)
        }}
      />
    )
  if (error && !mfa) return <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />
  if (!mfa) return <Skeleton className="h-[4.5rem] w-full rounded-lg" />
  const few = mfa.recovery_codes_left < 3
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
          <Smartphone aria-hidden="true" className="size-5 shrink-0 text-ink-3" strokeWidth={1.5} />
          <div className="min-w-0 flex-1 basis-48">
            <p className="flex flex-wrap items-center gap-x-3 text-13 font-medium">
              <Trans>Authenticator app</Trans>
              {mfa.totp ? <Badge tone="ok">{t`On`}</Badge> : <Badge tone="warn">{t`Off`}</Badge>}
            </p>
            <p className="text-12 text-ink-2">
              {mfa.totp && mfa.since ? <Trans>Asked for at sign-in since {date(mfa.since, timezone)}</Trans> : <Trans>Your password alone opens your account.</Trans>}
            </p>
          </div>
          {mfa.totp ? (
            <Button onClick={() => setDoing('disable')}>
              <Trans>Switch off</Trans>
            </Button>
          ) : (
            <Button look="primary" onClick={() => setDoing('enrol')}>
              <Trans>Set up</Trans>
            </Button>
          )}
        </li>
        {mfa.totp && (
          <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
            <KeyRound aria-hidden="true" className="size-5 shrink-0 text-ink-3" strokeWidth={1.5} />
            <div className="min-w-0 flex-1 basis-48">
              <p className="flex flex-wrap items-center gap-x-3 text-13 font-medium">
                <Trans>Recovery codes</Trans>
                <Badge tone={few ? 'warn' : 'neutral'}>
                  <Plural value={mfa.recovery_codes_left} _0="None left" one="# left" other="# left" />
                </Badge>
              </p>
              <p className="text-12 text-ink-2">
                {few ? <Trans>Renew them before the last one is spent.</Trans> : <Trans>Each opens your account once when the app is lost.</Trans>}
              </p>
            </div>
            <Button onClick={() => setDoing('renew')}>
              <Trans>Renew</Trans>
            </Button>
          </li>
        )}
      </ul>
      {doing && <Step doing={doing} onClose={() => setDoing(null)} onEnrol={setEnrolment} onCodes={setCodes} />}
    </>
  )
}

/** Mounted for one deed only: what a call answered goes with it. */
function Step({ doing, onClose, onEnrol, onCodes }: { doing: Exclude<Doing, null>; onClose: () => void; onEnrol: (enrolment: EnrolmentOut) => void; onCodes: (codes: string[]) => void }) {
  const tell = useToast()
  const [start, starting] = useStartTotpMutation()
  const [renew, renewing] = useRenewRecoveryCodesMutation()
  const [disable, disabling] = useDisableTotpMutation()
  const state = { enrol: starting, renew: renewing, disable: disabling }[doing]
  const prove = async (password: string) => {
    const proofBody = { password }
    if (doing === 'enrol') {
      const answer = await start({ proofBody })
      if (!answer.data) return
      onEnrol(answer.data.data)
    } else if (doing === 'renew') {
      const answer = await renew({ proofBody })
      if (!answer.data) return
      onCodes([...answer.data.data.recovery_codes])
    } else {
      if ((await disable({ proofBody })).error) return
      tell(t`The authenticator app is switched off`)
    }
    onClose()
  }
  const words = {
    enrol: { title: t`Set up an authenticator app`, consequence: t`You need an app that shows codes, like Aegis, 1Password or Google Authenticator. Your password first, so that nobody else does this in your name.`, action: t`Continue` },
    renew: { title: t`Renew the recovery codes?`, consequence: t`The codes you have now stop working at once.`, action: t`Renew` },
    disable: { title: t`Switch off the authenticator app?`, consequence: t`From then on your password alone opens your account, and your recovery codes are void.`, action: t`Switch off` },
  }[doing]
  return <Prove {...words} danger={doing === 'disable'} busy={state.isLoading} error={state.error} onProve={(password) => void prove(password)} onClose={onClose} />
}
