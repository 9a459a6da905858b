/** The second step of signing in: set up an app, take the recovery codes, switch it off. Each asks for the password. */
import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'

import { type EnrolmentOut, useConfirmTotpMutation, useDisableTotpMutation, useGetMfaQuery, useRenewRecoveryCodesMutation, useStartTotpMutation } from '@/api/gen/accounts'
import { problem } from '@/lib/errors'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

type Doing = 'enrol' | 'renew' | 'disable' | null

export function SecondFactor() {
  const { data, error, refetch } = useGetMfaQuery()
  const [doing, setDoing] = useState<Doing>(null)
  const [enrolment, setEnrolment] = useState<EnrolmentOut | null>(null)
  const [codes, setCodes] = useState<string[]>([])
  const tell = useToast()
  const [start, starting] = useStartTotpMutation()
  const [renew, renewing] = useRenewRecoveryCodesMutation()
  const [disable, disabling] = useDisableTotpMutation()
  const mfa = data?.data
  if (error && !mfa) return <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />
  if (!mfa) return <Skeleton className="h-8 w-48" />
  const prove = async (password: string) => {
    if (doing === 'enrol') {
      const answer = await start({ proofBody: { password } })
      if (answer.data) setEnrolment(answer.data.data)
      if (answer.data) setDoing(null)
    } else if (doing === 'renew') {
      const answer = await renew({ proofBody: { password } })
      if (answer.data) setCodes([...answer.data.data.recovery_codes])
      if (answer.data) setDoing(null)
    } else {
      const answer = await disable({ proofBody: { password } })
      if (answer.error) return
      setDoing(null)
      tell(t`Switched off`)
    }
  }
  const titles: Record<Exclude<Doing, null>, string> = { enrol: t`Set up an authenticator app`, renew: t`New recovery codes`, disable: t`Switch off the second step?` }
  const state = doing === 'enrol' ? starting : doing === 'renew' ? renewing : disabling
  return (
    <div className="space-y-3 text-13">
      {mfa.totp ? (
        <>
          <p className="flex flex-wrap items-center gap-3">
            <Badge tone="ok">{t`On`}</Badge>
            <span className={mfa.recovery_codes_left < 3 ? 'text-warn' : 'text-ink-2'}>
              <Plural value={mfa.recovery_codes_left} one="# recovery code left" other="# recovery codes left" />
            </span>
          </p>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setDoing('renew')}>
              <Trans>New recovery codes</Trans>
            </Button>
            <Button onClick={() => setDoing('disable')}>
              <Trans>Switch off</Trans>
            </Button>
          </div>
        </>
      ) : (
        <Button onClick={() => setDoing('enrol')}>
          <Trans>Set up</Trans>
        </Button>
      )}
      {doing && (
        <Prove
          title={titles[doing]}
          consequence={doing === 'disable' ? t`From then on your password alone opens your account.` : doing === 'renew' ? t`The codes you have now stop working.` : t`Your password first, so that nobody else does this in your name.`}
          danger={doing === 'disable'}
          action={doing === 'disable' ? <Trans>Switch off</Trans> : <Trans>Continue</Trans>}
          busy={state.isLoading}
          error={state.error}
          onProve={(password) => void prove(password)}
          onClose={() => {
            state.reset()
            setDoing(null)
          }}
        />
      )}
      {enrolment && (
        <Enrol
          enrolment={enrolment}
          onDone={(fresh) => {
            setEnrolment(null)
            setCodes(fresh)
          }}
          onClose={() => setEnrolment(null)}
        />
      )}
      {codes.length > 0 && <Codes codes={codes} onClose={() => setCodes([])} />}
    </div>
  )
}

interface ProveProps {
  title: string
  consequence: string
  action: ReactNode
  danger: boolean
  busy: boolean
  error: unknown
  onProve: (password: string) => void
  onClose: () => void
}

function Prove({ title, consequence, action, danger, busy, error, onProve, onClose }: ProveProps) {
  const [password, setPassword] = useState('')
  const wrong = error ? problem(error).fields.password : undefined
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={consequence}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (password) onProve(password)
        }}
      >
        <Input label={t`Your password`} type="password" autoComplete="current-password" autoFocus maxLength={1000} value={password} error={wrong} onChange={(event) => setPassword(event.target.value)} />
        <FormError error={wrong ? null : error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy} disabled={!password}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Enrol({ enrolment, onDone, onClose }: { enrolment: EnrolmentOut; onDone: (codes: string[]) => void; onClose: () => void }) {
  const [code, setCode] = useState('')
  const [confirm, { error, isLoading }] = useConfirmTotpMutation()
  const wrong = error ? problem(error).fields.code : undefined
  const submit = async () => {
    const answer = await confirm({ codeBody: { code: code.replaceAll(' ', '') } })
    if (answer.data) onDone([...answer.data.data.recovery_codes])
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`Scan this with your app`} description={t`Then enter the six digits that it shows.`}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="flex flex-wrap items-center gap-4">
          <img src={enrolment.qr} alt={t`QR code for the authenticator app`} className="size-40 shrink-0 rounded-md border border-line bg-[white] p-2" />
          <div className="min-w-0 flex-1 basis-44">
            <p className="text-12 text-ink-2">
              <Trans>Where nothing can be scanned, type this key:</Trans>
            </p>
            <p className="mt-1 font-mono text-13 break-all">{enrolment.secret}</p>
          </div>
        </div>
        <Input label={t`Code`} inputMode="numeric" autoComplete="one-time-code" autoFocus maxLength={12} className="tnum" value={code} error={wrong} onChange={(event) => setCode(event.target.value)} />
        <FormError error={wrong ? null : error} />
        <div className="flex justify-end">
          <Button type="submit" look="primary" busy={isLoading} disabled={code.trim().length < 6}>
            <Trans>Switch on</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Codes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const tell = useToast()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'))
      tell(t`Copied`)
    } catch {
      tell(t`The browser did not allow copying: select the text instead.`)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t`Your recovery codes`}
      description={t`Keep them where your phone is not: each opens your account once when the app is lost. They are shown this once.`}
      footer={
        <>
          <Button onClick={() => void copy()}>
            <Trans>Copy</Trans>
          </Button>
          <Button look="primary" onClick={onClose}>
            <Trans>I have kept them</Trans>
          </Button>
        </>
      }
    >
      <ul className="grid grid-cols-2 gap-2 rounded-md border border-line bg-sunken p-4 font-mono text-13">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  )
}
