import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'

import { mailApi, useDeleteTemplateMutation, useListTemplatesQuery, usePreviewTemplateMutation, usePutTemplateMutation, useSendTestMailMutation, type WordingFields, type WordingOut } from '@/api/gen/mail'
import { currentLocale } from '@/app/i18n'
import { useProfile } from '@/app/session'
import { problem } from '@/lib/errors'
import { useUrlState } from '@/lib/url-state'
import { useDebounced } from '@/lib/use-debounced'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input, Textarea } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { SaveBar } from '../components/save'
import { type MailLanguage, mailKind, mailLanguage } from '../mail-words'

// looking at a mail changes nothing
mailApi.enhanceEndpoints({ endpoints: { previewTemplate: { invalidatesTags: [] as never } } })

export function Component() {
  const { template } = useParams()
  const url = useUrlState()
  const { data, error, refetch } = useListTemplatesQuery()
  const wordings = data?.data.filter((each) => each.template === template) ?? []
  const language = (url.get('language') || currentLocale()) as MailLanguage
  const wording = wordings.find((each) => each.language === language) ?? wordings[0]
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton className="h-96 w-full rounded-lg" />
  if (!wording) {
    return (
      <Empty title={<Trans>There is no such mail</Trans>}>
        <Trans>The link may be old.</Trans>
      </Empty>
    )
  }
  const { name, about } = mailKind(wording.template)
  return (
    <div>
      <Link to="/settings/wording" className="inline-flex min-h-6 items-center gap-1 text-13 text-ink-2 hover:text-ink pointer-coarse:min-h-11">
        <ArrowLeft aria-hidden="true" className="size-3.5" />
        <Trans>All mails</Trans>
      </Link>
      <div className="mt-1 mb-5 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="text-16 font-semibold">{name}</h2>
          <p className="text-13 text-ink-2">{about}</p>
        </div>
        <Segmented
          label={t`Language`}
          value={wording.language}
          onChange={(next) => url.set({ language: next })}
          options={wordings.map((each) => ({ value: each.language, text: mailLanguage(each.language) }))}
        />
      </div>
      <Editor key={`${wording.template} ${wording.language} ${wording.changed_at ?? ''}`} stored={wording} />
    </div>
  )
}

function Editor({ stored }: { stored: WordingOut }) {
  const { template, language } = stored
  const { email } = useProfile()
  const tell = useToast()
  const [draft, setDraft] = useState<WordingFields>(stored.wording)
  const [save, saving] = usePutTemplateMutation()
  const [reset, resetting] = useDeleteTemplateMutation()
  const [test, testing] = useSendTestMailMutation()
  const found = saving.error ? problem(saving.error) : null
  const area = useRef<HTMLTextAreaElement>(null)
  const dirty = draft.subject !== stored.wording.subject || draft.text !== stored.wording.text || draft.button !== stored.wording.button
  const change = (part: Partial<WordingFields>) => setDraft((now) => ({ ...now, ...part }))
  const place = { template, language, wordingFields: draft }

  const insert = (name: string) => {
    const box = area.current
    const [from, to] = box ? [box.selectionStart, box.selectionEnd] : [draft.text.length, draft.text.length]
    change({ text: `${draft.text.slice(0, from)}{{ ${name} }}${draft.text.slice(to)}` })
    box?.focus()
  }
  const keep = async () => {
    const answer = await save(place)
    if (answer.data) tell(t`Saved: the next mail says it so`)
  }
  const back = async () => {
    const answer = await reset({ template, language })
    tell(answer.error ? problem(answer.error).message : t`KSAP's own words hold again`)
  }
  const attempt = async () => {
    const answer = await test(place)
    if (answer.error) tell(problem(answer.error).message)
    else tell(answer.data.data.state === 'kept' ? t`No mail server is set: the test mail is in the outbox` : t`A test mail is on its way to ${email}`)
  }

  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <form
        className="min-w-0 space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          void keep()
        }}
      >
        <Input label={t`Subject`} required maxLength={200} lang={language} value={draft.subject} error={found?.fields.subject} onChange={(event) => change({ subject: event.target.value })} />
        <Textarea
          label={t`Text`}
          required
          ref={area}
          rows={12}
          maxLength={5000}
          lang={language}
          value={draft.text}
          error={found?.fields.text}
          hint={t`An empty line begins a new paragraph. The link has a paragraph of its own and becomes the button.`}
          onChange={(event) => change({ text: event.target.value })}
        />
        <div>
          <p className="text-12 text-ink-2">
            <Trans>Insert what KSAP fills in:</Trans>
          </p>
          <div className="mt-1 flex flex-wrap gap-1.5">
            {Object.entries(stored.placeholders).map(([name, example]) => (
              <button
                key={name}
                type="button"
                title={example}
                onClick={() => insert(name)}
                className="min-h-6 rounded-sm border border-line bg-sunken px-2 font-mono text-12 text-ink-2 hover:border-control hover:text-ink pointer-coarse:min-h-11"
              >
                {`{{ ${name} }}`}
              </button>
            ))}
          </div>
        </div>
        <Input label={t`Words of the button`} required maxLength={60} lang={language} value={draft.button} error={found?.fields.button} onChange={(event) => change({ button: event.target.value })} />
        <FormError error={found && !Object.keys(found.fields).length ? saving.error : null} />
        <div className="flex flex-wrap items-center gap-2">
          <SaveBar search dirty={dirty} busy={saving.isLoading} onDiscard={() => setDraft(stored.wording)} />
          <span className="grow" />
          {stored.changed_at && (
            <Button look="quiet" busy={resetting.isLoading} onClick={() => void back()}>
              <Trans>Back to KSAP's words</Trans>
            </Button>
          )}
          <Button busy={testing.isLoading} onClick={() => void attempt()}>
            <Trans>Send me a test</Trans>
          </Button>
        </div>
      </form>
      <Preview stored={stored} draft={draft} />
    </div>
  )
}

/** As its reader sees it, filled by the server with made-up values. */
function Preview({ stored, draft }: { stored: WordingOut; draft: WordingFields }) {
  const { template, language, placeholders } = stored
  const settled = useDebounced(draft, 300)
  const [ask, { data, error }] = usePreviewTemplateMutation()
  useEffect(() => {
    void ask({ template, language, wordingFields: settled })
  }, [ask, template, language, settled])
  const mail = data?.data
  let shown: ReactNode = <Skeleton className="h-56 w-full rounded-md" />
  if (error) shown = <p className="text-13 text-bad">{problem(error).message}</p>
  else if (mail) {
    shown = (
      <div lang={language} className="space-y-3 text-14 break-words">
        <p className="border-b border-line pb-3 font-semibold">{mail.subject}</p>
        {mail.text.trim().split('\n\n').map((paragraph, at) =>
          paragraph === placeholders.link ? (
            <p key={at}>
              <span className="inline-block rounded-md bg-accent px-4 py-2 text-13 font-medium text-on-accent">{settled.button}</span>
            </p>
          ) : (
            <p key={at} className="whitespace-pre-line">
              {paragraph}
            </p>
          ),
        )}
      </div>
    )
  }
  return (
    <section aria-label={t`Preview`} className="min-w-0 lg:sticky lg:top-20 lg:self-start">
      <Card title={<Trans>Preview</Trans>}>{shown}</Card>
    </section>
  )
}
