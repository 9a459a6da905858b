import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Laptop, Smartphone } from 'lucide-react'
import { useState } from 'react'

import { type SessionOut, useChangePasswordMutation, useEndOtherSessionsMutation, useEndSessionMutation, useListSessionsQuery } from '@/api/gen/accounts'
import { useOrganisation, useProfile } from '@/app/session'
import { countryName } from '@/lib/countries'
import { ago, dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useNow } from '@/lib/use-now'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Input } from '@/ui/field'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { Section } from '../components/section'

export function Component() {
  return (
    <div>
      <Section title={<Trans>Password</Trans>} text={<Trans>Changing it ends all your other sessions.</Trans>}>
        <Password />
      </Section>
      <Section title={<Trans>Sessions</Trans>} text={<Trans>Where you are signed in. If you do not recognise a session, end it and change your password.</Trans>}>
        <Sessions />
      </Section>
    </div>
  )
}

const blank = { current_password: '', new_password: '' }

function Password() {
  const tell = useToast()
  const { email } = useProfile()
  const [values, setValues] = useState(blank)
  const [missing, setMissing] = useState<Partial<typeof blank>>({})
  const [change, { error, isLoading, reset }] = useChangePasswordMutation()
  const fields = error ? problem(error).fields : {}
  const set = (next: Partial<typeof blank>) => {
    setValues((before) => ({ ...before, ...next }))
    setMissing({})
    if (error) reset()
  }
  const submit = async () => {
    const wrong: Partial<typeof blank> = {}
    if (!values.current_password) wrong.current_password = t`Enter your current password.`
    if (values.new_password.length < 10) wrong.new_password = t`Use at least 10 characters.`
    setMissing(wrong)
    if (Object.keys(wrong).length) return
    const answer = await change({ passwordBody: values })
    if (!answer.data) return
    setValues(blank)
    const { ended } = answer.data.data
    tell(ended ? <Plural value={ended} one="Password changed; # other session was ended." other="Password changed; # other sessions were ended." /> : t`Password changed`)
  }
  return (
    <form
      className="space-y-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Input label={t`Current password`} type="password" autoComplete="current-password" maxLength={1000} value={values.current_password} error={missing.current_password ?? fields.current_password} onChange={(event) => set({ current_password: event.target.value })} />
      <Input
        label={t`New password`}
        type="password"
        autoComplete="new-password"
        maxLength={1000}
        hint={t`At least 10 characters; a phrase of a few words is best.`}
        value={values.new_password}
        error={missing.new_password ?? fields.new_password}
        onChange={(event) => set({ new_password: event.target.value })}
      />
      <FormError error={Object.keys(fields).length ? null : error} />
      <Button type="submit" look="primary" busy={isLoading} disabled={!values.current_password && !values.new_password}>
        <Trans>Change the password</Trans>
      </Button>
    </form>
  )
}

function Sessions() {
  const tell = useToast()
  const { data, error, isLoading, refetch } = useListSessionsQuery(undefined, { refetchOnMountOrArgChange: true })
  const [asked, setAsked] = useState(false)
  const [endOthers, ending] = useEndOtherSessionsMutation()
  const sessions = [...(data?.data ?? [])].sort((a, b) => Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at))
  const others = sessions.filter((session) => !session.current).length
  const endAll = async () => {
    const answer = await endOthers()
    if (!answer.data) return
    setAsked(false)
    tell(<Plural value={answer.data.data.ended} one="# session ended" other="# sessions ended" />)
  }
  if (error && !data) return <Failure error={error} retry={() => void refetch()} className="flex items-start gap-3 rounded-lg border border-bad/40 bg-surface p-4" />
  return (
    <div className="space-y-3">
      <div className="rounded-lg border border-line bg-surface">
        {isLoading ? (
          <SkeletonRows rows={3} />
        ) : (
          <ul className="divide-y divide-line" aria-label={t`Sessions`}>
            {sessions.map((session) => (
              <Session key={session.id} session={session} />
            ))}
          </ul>
        )}
      </div>
      {others > 0 && (
        <Button onClick={() => setAsked(true)}>
          <Trans>End all others</Trans>
        </Button>
      )}
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t`End all other sessions?`}
        consequence={<Plural value={others} one="# session besides this one has to sign in again." other="# sessions besides this one have to sign in again." />}
        action={<Trans>End them</Trans>}
        busy={ending.isLoading}
        error={ending.error}
        onConfirm={() => void endAll()}
      >
        {null}
      </Confirm>
    </div>
  )
}

function Session({ session }: { session: SessionOut }) {
  const now = useNow(60_000)
  const tell = useToast()
  const { timezone } = useOrganisation()
  const { organisations } = useProfile()
  const [end, { error, isLoading }] = useEndSessionMutation()
  const device = session.browser && session.os ? t`${session.browser} on ${session.os}` : session.browser || session.os || t`Unknown device`
  const Icon = /android|ios|iphone|ipad/i.test(session.os) ? Smartphone : Laptop
  return (
    <li className="px-4 py-3">
      <div className="flex items-center gap-3">
        <Icon aria-hidden="true" className="size-5 shrink-0 text-ink-3" strokeWidth={1.5} />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-3 text-13 font-medium">
            {device}
            {session.current && <Badge tone="ok">{t`This one`}</Badge>}
            {session.is_new && <Badge tone="info">{t`New country or device`}</Badge>}
            {session.strong && <Badge tone="neutral">{t`Two factors`}</Badge>}
          </p>
          <p className="text-12 break-words text-ink-2">
            {[session.country === 'local' ? t`Local network` : session.country && countryName(session.country), session.address].filter(Boolean).join(' · ')}
            {organisations.length > 1 && ` · ${session.org_name}`} ·{' '}
            <span title={t`Signed in on ${dateTime(session.created_at, timezone)}`}>
              <Trans>last seen {ago(session.last_seen_at, now)}</Trans>
            </span>{' '}
            ·{' '}
            <span title={dateTime(session.expires_at, timezone)}>
              {session.remembered ? <Trans>ends {ago(session.expires_at, now)} without use</Trans> : <Trans>ends {ago(session.expires_at, now)} without use, or with the browser</Trans>}
            </span>
          </p>
        </div>
        {!session.current && (
          <Button
            look="quiet"
            busy={isLoading}
            aria-label={t`End the session of ${device}`}
            onClick={() => void end({ sessionId: session.id }).then((answer) => !answer.error && tell(t`Session ended`))}
          >
            <Trans>End</Trans>
          </Button>
        )}
      </div>
      <FormError error={error} />
    </li>
  )
}
