/** One's e-mail address: confirm it, or ask for another, which counts once its link is opened. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'

import {
  type PendingEmailOut,
  accountsApi,
  useAskToChangeEmailMutation,
  useCancelEmailChangeMutation,
  useGetEmailChangeQuery,
  useGetProfileQuery,
  useRequestVerificationMutation,
} from '@/api/gen/accounts'
import { useOrganisation, useProfile } from '@/app/session'
import { useAppDispatch } from '@/app/store'
import { dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useNow } from '@/lib/use-now'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Section } from './section'

export function Email() {
  const profile = useProfile()
  const { data, error, refetch } = useGetEmailChangeQuery(undefined, { refetchOnMountOrArgChange: true })
  useGetProfileQuery(undefined, { refetchOnMountOrArgChange: true }) // the link may have been opened elsewhere
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const pending = data?.data
  useComeBack(Boolean(pending))
  const close = () => {
    setOpen(false)
    window.setTimeout(() => button.current?.focus())
  }
  return (
    <Section
      title={<Trans>E-mail address</Trans>}
      text={<Trans>You sign in with this address, and mails about your account go to it. A new one takes effect once you open the link that is sent to it.</Trans>}
    >
      <div className="space-y-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <span className="min-w-0 text-14 break-all">{profile.email}</span>
          {profile.is_verified ? <Badge tone="ok">{t`Confirmed`}</Badge> : <Badge tone="warn">{t`Not confirmed`}</Badge>}
          {!open && !pending && (
            <Button ref={button} className="sm:ml-auto" onClick={() => setOpen(true)}>
              <Trans>Change the address</Trans>
            </Button>
          )}
        </div>
        {!profile.is_verified && !pending && !open && <Unconfirmed />}
        {error && <Failure error={error} retry={() => void refetch()} />}
        {pending ? <Pending pending={pending} /> : open && <Change onClose={close} />}
      </div>
    </Section>
  )
}

/** A link is opened in another window: what it did shows here as soon as one comes back. */
function useComeBack(waits: boolean) {
  const dispatch = useAppDispatch()
  useEffect(() => {
    if (!waits) return
    const look = () => dispatch(accountsApi.util.invalidateTags(['users']))
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [waits, dispatch])
}

function Unconfirmed() {
  const [request, { error, isLoading, isSuccess }] = useRequestVerificationMutation()
  if (isSuccess)
    return (
      <p role="status" className="text-13 text-ink-2">
        <Trans>The link is on its way to you. It works for 48 hours.</Trans>
      </p>
    )
  return (
    <div className="space-y-2">
      <p className="text-13 text-ink-2">
        <Trans>Open the link in the mail that was sent to you. If the address has a mistake, change it.</Trans>
      </p>
      <Button busy={isLoading} onClick={() => void request()}>
        <Trans>Send the link again</Trans>
      </Button>
      <FormError error={error} />
    </div>
  )
}

const looksRight = (email: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)

function Change({ onClose }: { onClose: () => void }) {
  const profile = useProfile()
  const [email, setEmail] = useState('')
  const [wrong, setWrong] = useState('')
  const [ask, { error, isLoading }] = useAskToChangeEmailMutation()
  const field = wrong || (error && problem(error).fields.email)
  const submit = () => {
    const wanted = email.trim()
    const mistake = !looksRight(wanted) ? t`Enter an address like name@example.com.` : wanted === profile.email ? t`This is the address that you have.` : ''
    setWrong(mistake)
    if (!mistake) void ask({ emailBody: { email: wanted } })
  }
  return (
    <form
      noValidate
      className="space-y-4 rounded-lg border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Input
        label={t`New address`}
        type="email"
        autoComplete="email"
        autoFocus
        maxLength={254}
        spellCheck={false}
        hint={profile.is_verified ? t`The link in the mail works for 24 hours. Your present address gets a mail that can take the change back for 7 days.` : t`The link in the mail works for 24 hours.`}
        error={field || undefined}
        value={email}
        onChange={(event) => {
          setEmail(event.target.value)
          setWrong('')
        }}
      />
      <FormError error={field ? null : error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" look="primary" busy={isLoading}>
          <Trans>Send the link</Trans>
        </Button>
      </div>
    </form>
  )
}

function Pending({ pending }: { pending: PendingEmailOut }) {
  const { timezone } = useOrganisation()
  const now = useNow(30_000)
  const tell = useToast()
  const [ask, asking] = useAskToChangeEmailMutation()
  const [cancel, cancelling] = useCancelEmailChangeMutation()
  const over = new Date(pending.expires_at) <= now
  const until = dateTime(pending.expires_at, timezone)
  const again = async () => {
    if ((await ask({ emailBody: { email: pending.email } })).data) tell(t`A new link is on its way`)
  }
  return (
    <div role="status" aria-label={t`Change that waits`} className="space-y-3 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 text-14 font-medium break-all">{pending.email}</span>
        <Badge tone={over || pending.held_back ? 'warn' : 'info'}>{over ? t`Link too old` : pending.held_back ? t`Not sent` : t`Waits for its link`}</Badge>
      </div>
      <p className="text-13 text-ink-2">
        {pending.held_back ? (
          <Trans>Mails are not sent to this address, because its server once said that nobody is there. An owner or admin releases it under Settings, Mail wording; or use another address.</Trans>
        ) : over ? (
          <Trans>The link was not opened in time. Send a new one, or keep the address that you have.</Trans>
        ) : (
          <Trans>Open the link in the mail that went there, before {until}. Until then you keep the address above. If nothing comes, look among unwanted mail and check the spelling.</Trans>
        )}
      </p>
      <FormError error={asking.error ?? cancelling.error} />
      <div className="flex flex-wrap gap-2">
        <Button busy={asking.isLoading} onClick={() => void again()}>
          <Trans>Send it again</Trans>
        </Button>
        <Button look="quiet" busy={cancelling.isLoading} onClick={() => void cancel()}>
          <Trans>Keep the present address</Trans>
        </Button>
      </div>
    </div>
  )
}
