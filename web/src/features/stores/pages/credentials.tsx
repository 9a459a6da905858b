import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ExternalLink } from 'lucide-react'
import { type FormEvent, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { type DraftOut, type PlatformOut, useAuthoriseDraftMutation, useChangeDraftMutation } from '@/api/gen/stores'
import { problem } from '@/lib/errors'
import { useUrlState } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'

import { ManifestFields, type Values, check } from '../components/manifest-fields'
import { AppSetup, MethodChoice, VendorDocs } from '../components/method-choice'
import { Notice } from '../components/notice'
import { failing } from '../components/report'
import { StepButtons, WizardPage, useWizard } from '../components/wizard'
import { keepTyped, leaves, methodOf, typedBefore, useOpenDrafts } from '../drafts'

export function Component() {
  const { draft, platform, instead } = useWizard('credentials')
  if (!draft || !platform) return instead
  return <Form key={draft.id} draft={draft} platform={platform} />
}

const textual = (values: Record<string, unknown>): Values => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value ?? '')]))

function useForm(draft: DraftOut, platform: PlatformOut) {
  const [auth, setAuth] = useState(draft.auth)
  const [values, setValues] = useState<Values>(() => ({ ...textual(draft.public), ...typedBefore(draft.id) }))
  const [name, setName] = useState(draft.store_name)
  const [errors, setErrors] = useState<Values>({})
  const method = methodOf(platform, auth) ?? platform.auth[0]
  const fields = useMemo(() => method?.fields ?? [], [method])
  const given = (source: Values): Values => Object.fromEntries(fields.map((field) => [field.name, (source[field.name] ?? '').trim()]))
  // the server keeps a secret only while the address that it was typed for stays the same
  const before = textual(draft.public)
  const same = auth === draft.auth && fields.every((field) => field.kind === 'secret' || (values[field.name] ?? '') === (before[field.name] ?? ''))
  return { auth, setAuth, values, setValues, name, setName, errors, setErrors, method, fields, given, masks: same ? draft.masks : {} }
}

function Form({ draft, platform }: { draft: DraftOut; platform: PlatformOut }) {
  const url = useUrlState()
  const navigate = useNavigate()
  const { remember } = useOpenDrafts()
  const form = useForm(draft, platform)
  const [change, changing] = useChangeDraftMutation()
  const [authorise, authorising] = useAuthoriseDraftMutation()
  const [leaving, setLeaving] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const away = leaves(form.method?.kind)
  const finished = draft.step === 'finished'
  const toFirstFault = (wrong: Values) => {
    const first = form.fields.find((field) => wrong[field.name])
    box.current?.querySelector<HTMLElement>(`[name="${first?.name ?? ''}"]`)?.focus()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = check(form.fields, form.values, form.masks)
    form.setErrors(wrong)
    if (Object.keys(wrong).length) return toFirstFault(wrong)
    const values = form.given(form.values)
    keepTyped(draft.id, values)
    const sent = Object.fromEntries(Object.entries(values).filter(([, value]) => value))
    const answer = await change({ draftId: draft.id, draftBody: { auth: form.auth, fields: sent, store_name: form.name.trim() } })
    if (!answer.data) return refused(answer.error)
    remember(draft)
    if (!away) return navigate(`/stores/connect/${draft.id}/test?run=1`)
    const sentTo = await authorise({ draftId: draft.id })
    if (!sentTo.data) return refused(sentTo.error)
    setLeaving(true)
    window.location.assign(sentTo.data.data.url)
  }
  const refused = (error: unknown) => {
    const found = problem(error).fields
    form.setErrors(found)
    toFirstFault(found)
  }
  const failed = changing.error ?? authorising.error
  const elsewhere = failed && !Object.keys(problem(failed).fields).some((name) => form.fields.some((field) => field.name === name)) ? failed : null
  return (
    <WizardPage at="credentials" title={draft.reconnects ? t`Reconnect to ${platform.title}` : t`Connect to ${platform.title}`} draft={draft} platform={platform}>
      <Before draft={draft} returned={url.get('returned')} />
      {finished ? (
        <Notice tone="info" title={t`This store is connected.`} action={<ButtonLink to={`/stores/${draft.store_id ?? ''}`}>{t`Open the store`}</ButtonLink>} />
      ) : (
        <form ref={box} onSubmit={(event) => void submit(event)} noValidate className="space-y-6">
          <MethodChoice
            platform={platform}
            value={form.auth}
            onChange={(slug) => {
              form.setAuth(slug)
              form.setErrors({})
            }}
          />
          {form.method?.kind === 'oauth' && <AppSetup platform={platform} />}
          <ManifestFields
            fields={form.fields}
            values={form.values}
            errors={form.errors}
            masks={form.masks}
            onChange={(name, value) => {
              form.setValues((before) => ({ ...before, [name]: value }))
              if (form.errors[name]) form.setErrors((before) => Object.fromEntries(Object.entries(before).filter(([each]) => each !== name)))
            }}
          />
          {!draft.reconnects && (
            <Input label={t`Name of the store here (optional)`} hint={t`Left empty, it is called as in ${platform.title}.`} value={form.name} maxLength={200} onChange={(event) => form.setName(event.target.value)} />
          )}
          <VendorDocs platform={platform} />
          <FormError error={elsewhere} />
          <StepButtons back={<ButtonLink look="quiet" to={draft.reconnects ? `/stores/${draft.store_id ?? ''}` : '/stores/connect'}>{t`Back`}</ButtonLink>}>
            <Button type="submit" look="primary" busy={changing.isLoading || authorising.isLoading || leaving} icon={away ? <ExternalLink className="size-4" /> : undefined}>
              {away ? <Trans>Approve at {platform.title}</Trans> : <Trans>Test the connection</Trans>}
            </Button>
          </StepButtons>
        </form>
      )}
    </WizardPage>
  )
}

/** Why the last try did not work, where there was one. */
function Before({ draft, returned }: { draft: DraftOut; returned: string }) {
  const fault = failing(draft.report)
  if (draft.error)
    return (
      <Notice tone="bad" title={draft.error}>
        <Trans>Nothing was connected. Check the form and start the approval again.</Trans>
      </Notice>
    )
  if (fault)
    return (
      <Notice tone="bad" title={fault.message}>
        {fault.remedy}
      </Notice>
    )
  if (returned === 'declined')
    return (
      <Notice tone="warn">
        <Trans>The form was changed after the approval was started. Start it again.</Trans>
      </Notice>
    )
  if (draft.environment === 'sandbox')
    return (
      <Notice tone="info">
        <Trans>This connects a shop of the sandbox. The sandbox lists each shop's keys on its page "Connect".</Trans>
      </Notice>
    )
  return null
}
