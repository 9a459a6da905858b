import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { UserRoundSearch } from 'lucide-react'
import { useCallback, useState } from 'react'

import { type ConsentOut, useListConsentsQuery, useRecordConsentMutation } from '@/api/gen/privacy'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { SearchBox } from '@/ui/table/filters'
import { useToast } from '@/ui/toast'

import { spelt } from '../audit-words'
import { PrivacyFrame } from '../components/privacy-frame'

export function Component() {
  const url = useUrlState()
  const email = url.get('email')
  const [recording, setRecording] = useState(false)
  const search = useCallback((value: string) => url.set({ email: value }, { replace: true }), [url])
  return (
    <PrivacyFrame
      text={<Trans>What somebody agreed to or took back, with the text of the time. Nothing is overwritten: the last word on a purpose holds.</Trans>}
      actions={<Button onClick={() => setRecording(true)}>{t`Enter a consent`}</Button>}
    >
      <div className="mb-3">
        <SearchBox label={t`E-mail address`} minimum={3} value={email} onChange={search} />
      </div>
      <div>
        <Card flush>{email.length >= 3 ? <Story email={email} /> : <Empty icon={<UserRoundSearch />} title={<Trans>Whose consents?</Trans>}><Trans>Enter the whole e-mail address of a person to see all they ever said.</Trans></Empty>}</Card>
      </div>
      {recording && <Record email={email} onClose={() => setRecording(false)} />}
    </PrivacyFrame>
  )
}

function Story({ email }: { email: string }) {
  const { timezone } = useOrganisation()
  const { currentData, error, refetch } = useListConsentsQuery({ email })
  if (error && !currentData) return <Failure error={error} retry={() => void refetch()} />
  if (!currentData) return <SkeletonRows rows={3} />
  const said = currentData.data
  if (!said.length)
    return (
      <Empty title={<Trans>Nothing is known of this address</Trans>}>
        <Trans>It neither agreed nor objected to anything here.</Trans>
      </Empty>
    )
  const latest = new Set<string>()
  const holds = (consent: ConsentOut) => {
    if (latest.has(consent.purpose)) return false
    latest.add(consent.purpose)
    return true
  }
  return (
    <ul aria-label={t`Consents`} className="divide-y divide-line">
      {said.map((consent) => (
        <li key={consent.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
          <div className="min-w-0 flex-1 basis-56">
            <p className="flex flex-wrap items-center gap-x-3 text-13 font-medium">
              {spelt(consent.purpose)}
              {consent.granted ? <Badge tone="ok">{t`Agreed`}</Badge> : <Badge tone="warn">{t`Taken back`}</Badge>}
              {holds(consent) && <span className="text-12 font-normal text-ink-2">{t`holds now`}</span>}
            </p>
            <p className="text-12 text-ink-2">
              {[t`Text ${consent.text_version}`, consent.source, consent.recorded_by && t`entered by ${consent.recorded_by}`].filter(Boolean).join(' · ')}
            </p>
          </div>
          <time dateTime={consent.at} className="tnum text-13 text-ink-2">
            {dateTime(consent.at, timezone)}
          </time>
        </li>
      ))}
    </ul>
  )
}

function Record({ email: first, onClose }: { email: string; onClose: () => void }) {
  const tell = useToast()
  const url = useUrlState()
  const [email, setEmail] = useState(first)
  const [purpose, setPurpose] = useState('')
  const [version, setVersion] = useState('')
  const [source, setSource] = useState('')
  const [granted, setGranted] = useState<'yes' | 'no'>('yes')
  const [record, { error, isLoading }] = useRecordConsentMutation()
  const fields = error ? problem(error).fields : {}
  const submit = async () => {
    const answer = await record({ consentBody: { email: email.trim(), purpose: purpose.trim(), text_version: version.trim(), source: source.trim(), granted: granted === 'yes' } })
    if (!answer.data) return
    tell(t`Consent entered`)
    url.set({ email: email.trim() })
    onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t`Enter a consent`} description={t`What somebody said on paper, by phone or in a form of yours.`}>
      <form
        className="space-y-4 pb-3"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Input label={t`E-mail address`} type="email" autoComplete="off" autoFocus maxLength={320} value={email} error={fields.email} onChange={(event) => setEmail(event.target.value)} />
        <Segmented label={t`What was said`} value={granted} onChange={setGranted} options={[{ value: 'yes', text: t`Agreed` }, { value: 'no', text: t`Taken back` }]} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Input label={t`Purpose`} placeholder={t`Newsletter`} maxLength={100} value={purpose} error={fields.purpose} onChange={(event) => setPurpose(event.target.value)} />
          <Input label={t`Version of the text`} placeholder="2026-11" maxLength={50} value={version} error={fields.text_version} onChange={(event) => setVersion(event.target.value)} />
        </div>
        <Input label={t`Where it was said`} placeholder={t`By phone`} maxLength={200} value={source} error={fields.source} onChange={(event) => setSource(event.target.value)} />
        <FormError error={Object.keys(fields).length ? null : error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary" busy={isLoading} disabled={!email.trim() || !purpose.trim() || !version.trim()}>
            <Trans>Enter it</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
