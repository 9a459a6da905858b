/** Enter what a person asked. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { type RequestBody, useCreatePrivacyRequestMutation } from '@/api/gen/privacy'
import { useOrganisation } from '@/app/session'
import { cn } from '@/lib/cn'
import { problem } from '@/lib/errors'
import { today } from '@/lib/ranges'
import { Button, ButtonLink } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Input, Select, Textarea } from '@/ui/field'
import { FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { KINDS, type Kind, kindWords, regimeName, subjectKind } from '../privacy-words'
import { startOfDay } from '../zoned'

export function Component() {
  const navigate = useNavigate()
  const tell = useToast()
  const { timezone } = useOrganisation()
  const now = today(timezone)
  const [kind, setKind] = useState<Kind>('export')
  const [who, setWho] = useState<RequestBody['subject_kind']>('buyer')
  const [regime, setRegime] = useState<NonNullable<RequestBody['regime']>>('gdpr')
  const [email, setEmail] = useState('')
  const [note, setNote] = useState('')
  const [received, setReceived] = useState(now)
  const [missing, setMissing] = useState('')
  const [asked, setAsked] = useState(false)
  const [create, { error, isLoading }] = useCreatePrivacyRequestMutation()
  const fields = error ? problem(error).fields : {}
  const send = async () => {
    const requestBody: RequestBody = { kind, subject_kind: who, email: email.trim(), regime, note: note.trim(), received_at: received === now ? null : startOfDay(received, timezone) }
    const answer = await create({ requestBody })
    setAsked(false)
    if (!answer.data) return
    tell(t`Request entered`)
    void navigate(`/settings/privacy/requests/${answer.data.data.id}`)
  }
  return (
    <div className="max-w-2xl">
      <Link to="/settings/privacy" className="mb-3 inline-flex min-h-8 items-center gap-1.5 text-13 text-ink-2 hover:text-ink">
        <ArrowLeft aria-hidden="true" className="size-4" />
        <Trans>Privacy requests</Trans>
      </Link>
      <form
        noValidate
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (!/^\S+@\S+\.\S+$/.test(email.trim())) return setMissing(t`Enter the person's e-mail address.`)
          if (kind === 'erasure') setAsked(true)
          else void send()
        }}
      >
        <div>
          <h2 className="text-16">
            <Trans>New request</Trans>
          </h2>
          <p className="mt-1 text-13 text-ink-2">
            <Trans>Make sure first that it is the person who asks: answer to the address that you know.</Trans>
          </p>
        </div>
        <fieldset>
          <legend className="mb-1.5 text-13 font-medium">
            <Trans>What is asked for</Trans>
          </legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {KINDS.map((each) => (
              <label key={each} className={cn('flex cursor-pointer gap-2.5 rounded-md border p-3', kind === each ? 'border-accent bg-accent-soft' : 'border-control bg-surface hover:bg-sunken')}>
                <input type="radio" name="kind" aria-label={kindWords(each).text} className="mt-0.5 size-4 shrink-0 accent-[var(--accent)]" checked={kind === each} onChange={() => setKind(each)} />
                <span>
                  <span className="block text-13 font-medium">{kindWords(each).text}</span>
                  <span className="block text-12 text-ink-2">{kindWords(each).hint}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <div className="space-y-1.5">
          <p className="text-13 font-medium">
            <Trans>Who asks</Trans>
          </p>
          <Segmented label={t`Who asks`} value={who} onChange={setWho} options={[{ value: 'buyer', text: subjectKind('buyer') }, { value: 'member', text: subjectKind('member') }]} />
        </div>
        <Input
          label={t`E-mail address`}
          type="email"
          autoComplete="off"
          maxLength={320}
          value={email}
          error={missing || fields.email}
          onChange={(event) => {
            setEmail(event.target.value)
            setMissing('')
          }}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Input label={t`Received on`} type="date" max={now} value={received} error={fields.received_at} onChange={(event) => setReceived(event.target.value || now)} />
          <Select label={t`Time to answer`} value={regime} onChange={(event) => setRegime(event.target.value as typeof regime)}>
            <option value="gdpr">{regimeName('gdpr')}</option>
            <option value="ccpa">{regimeName('ccpa')}</option>
          </Select>
        </div>
        <Textarea label={t`Note`} maxLength={5000} hint={t`How it came, and what exactly was asked.`} value={note} error={fields.note} onChange={(event) => setNote(event.target.value)} />
        <FormError error={Object.keys(fields).length ? null : error} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={isLoading}>
            <Trans>Enter the request</Trans>
          </Button>
          <ButtonLink look="quiet" to="/settings/privacy">
            <Trans>Cancel</Trans>
          </ButtonLink>
        </div>
      </form>
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t`Erase ${email.trim()}?`}
        consequence={t`In 30 days, or when the request is due if that is sooner, name, addresses, e-mail and phone are removed for good. Orders and figures stay, without the person. Until then you can call it off.`}
        action={<Trans>Plan the erasure</Trans>}
        busy={isLoading}
        onConfirm={() => void send()}
      >
        {null}
      </Confirm>
    </div>
  )
}
