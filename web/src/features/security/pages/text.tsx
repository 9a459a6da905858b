import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'

import { type TextBody, type TextOut, useListPrivacyTextsQuery, usePublishPrivacyTextMutation } from '@/api/gen/privacy'
import { currentLocale } from '@/app/i18n'
import { useOrganisation } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUnsaved } from '@/lib/unsaved'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Confirm } from '@/ui/confirm'
import { Input, Select, Textarea } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { PrivacyFrame } from '../components/privacy-frame'
import { TEXT_KINDS, TEXT_LANGUAGES, languageName, monthly, textKind } from '../text-words'

const OTHER = 'other'

export function Component() {
  const [params] = useSearchParams()
  const { data } = useListPrivacyTextsQuery()
  return (
    <PrivacyFrame text={<Trans>A version is published for good: correct it by publishing the next one.</Trans>}>
      {data ? <Form texts={data.data} base={data.data.find((text) => text.id === params.get('from'))} /> : <Skeleton className="h-96 w-full rounded-lg" />}
    </PrivacyFrame>
  )
}

function Form({ texts, base }: { texts: TextOut[]; base?: TextOut }) {
  const navigate = useNavigate()
  const tell = useToast()
  const kinds = [...new Set([...TEXT_KINDS, ...texts.map((text) => text.kind)])]
  const [kind, setKind] = useState(base?.kind ?? 'privacy_policy')
  const [named, setNamed] = useState('')
  const [version, setVersion] = useState(() => monthly(new Date()))
  const [language, setLanguage] = useState(base?.language ?? currentLocale())
  const [text, setText] = useState(base?.text ?? '')
  const [asked, setAsked] = useState(false)
  const letGo = useUnsaved(text !== (base?.text ?? '') || named !== '')
  const [publish, { error, isLoading }] = usePublishPrivacyTextMutation()
  const found = error ? problem(error) : null
  const body: TextBody = { kind: kind === OTHER ? named.trim() : kind, text_version: version.trim(), language, text: text.trim() }
  const taken = texts.some((each) => each.kind === body.kind && each.text_version === body.text_version && each.language === language)
  const ready = Boolean(body.kind && body.text_version && body.text) && !taken
  const go = async () => {
    const answer = await publish({ textBody: body })
    setAsked(false)
    if (!answer.data) return
    tell(t`${textKind(body.kind)} ${body.text_version} is published`)
    letGo()
    void navigate('/settings/privacy/texts')
  }
  return (
    <form
      className="grid gap-6 lg:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) setAsked(true)
      }}
    >
      <div className="min-w-0 space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Select label={t`What it is for`} value={kind} error={kind === OTHER ? undefined : found?.fields.kind} onChange={(event) => setKind(event.target.value)}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {textKind(each)}
              </option>
            ))}
            <option value={OTHER}>{t`Something else`}</option>
          </Select>
          {kind === OTHER && <Input label={t`Name of the purpose`} maxLength={50} placeholder="reviews_by_mail" value={named} error={found?.fields.kind} onChange={(event) => setNamed(event.target.value)} />}
          <Select label={t`Language`} value={language} error={found?.fields.language} onChange={(event) => setLanguage(event.target.value)}>
            {TEXT_LANGUAGES.map((code) => (
              <option key={code} value={code}>
                {languageName(code)}
              </option>
            ))}
          </Select>
          <Input
            label={t`Version`}
            maxLength={50}
            className="tnum"
            value={version}
            error={taken ? t`This version is published already. Name the next one.` : found?.fields.text_version}
            onChange={(event) => setVersion(event.target.value)}
          />
        </div>
        <Textarea label={t`Text`} rows={16} maxLength={200_000} lang={language} value={text} error={found?.fields.text} hint={t`Plain text. An empty line begins a new paragraph.`} onChange={(event) => setText(event.target.value)} />
        <FormError error={found && !Object.keys(found.fields).length ? error : null} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={!ready}>
            <Trans>Publish</Trans>
          </Button>
          <ButtonLink look="quiet" to="/settings/privacy/texts">
            <Trans>Cancel</Trans>
          </ButtonLink>
        </div>
      </div>
      <Preview body={body} />
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t`Publish version ${body.text_version}?`}
        consequence={<Trans>It can be neither changed nor deleted afterwards. Consents from now on can name it.</Trans>}
        action={<Trans>Publish</Trans>}
        danger={false}
        busy={isLoading}
        onConfirm={() => void go()}
      >
        {null}
      </Confirm>
    </form>
  )
}

/** As people read it. */
function Preview({ body }: { body: TextBody }) {
  const { name } = useOrganisation()
  const paragraphs = body.text.split(/\n{2,}/).filter(Boolean)
  return (
    <section aria-label={t`Preview`} className="min-w-0 lg:sticky lg:top-20 lg:self-start">
      <Card title={<Trans>Preview</Trans>}>
        <div lang={body.language} className="max-h-[70dvh] space-y-3 overflow-y-auto text-14 break-words">
          <p className="text-16 font-semibold">{textKind(body.kind)}</p>
          {paragraphs.length ? (
            paragraphs.map((paragraph, at) => (
              <p key={at} className="whitespace-pre-line">
                {paragraph}
              </p>
            ))
          ) : (
            <p className="text-ink-2">
              <Trans>What you write stands here as people read it.</Trans>
            </p>
          )}
          <p className="border-t border-line pt-3 text-12 text-ink-2">
            {name} · {body.text_version} · {languageName(body.language)}
          </p>
        </div>
      </Card>
    </section>
  )
}
