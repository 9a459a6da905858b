import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronRight, FileText, Plus } from 'lucide-react'

import { type TextOut, useListPrivacyTextsQuery } from '@/api/gen/privacy'
import { useOrganisation } from '@/app/session'
import { date } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import { PrivacyFrame } from '../components/privacy-frame'
import { languageName, textKind } from '../text-words'

export function Component() {
  const { data, error, refetch } = useListPrivacyTextsQuery()
  const publish = (
    <ButtonLink look="primary" to="/settings/privacy/texts/new" icon={<Plus className="size-4" />}>
      <Trans>Publish a text</Trans>
    </ButtonLink>
  )
  const texts = data?.data ?? []
  return (
    <PrivacyFrame text={<Trans>What people agree to, in every version and language. A published version stays as it is, so that each consent can be shown with its text.</Trans>} actions={texts.length > 0 && publish}>
      <Card flush>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <SkeletonRows rows={3} />
        ) : texts.length ? (
          <ul aria-label={t`Texts`} className="divide-y divide-line">
            {texts.map((text) => (
              <Row key={text.id} text={text} current={isCurrent(text, texts)} />
            ))}
          </ul>
        ) : (
          <Empty icon={<FileText />} title={<Trans>No text is published yet</Trans>} action={publish}>
            <Trans>Publish your privacy policy, or the sentence beside the newsletter's tick box. Consents then name the version that people saw.</Trans>
          </Empty>
        )}
      </Card>
    </PrivacyFrame>
  )
}

/** The newest of its kind and language; the list has the newest first. */
const isCurrent = (text: TextOut, all: TextOut[]): boolean => all.find((each) => each.kind === text.kind && each.language === text.language) === text

function Row({ text, current }: { text: TextOut; current: boolean }) {
  const { timezone } = useOrganisation()
  return (
    <li>
      <details className="group px-4">
        <summary className="flex min-h-12 cursor-pointer flex-wrap items-center gap-x-3 gap-y-0.5 py-2 text-13">
          <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-3 group-open:rotate-90" />
          <span className="font-medium">{textKind(text.kind)}</span>
          <span className="tnum text-ink-2">{text.text_version}</span>
          <span className="text-ink-2">{languageName(text.language)}</span>
          {current && <Badge tone="ok">{t`Current`}</Badge>}
          <span className="ml-auto text-12 text-ink-2">{t`Published ${date(text.published_at, timezone)} by ${text.published_by}`}</span>
        </summary>
        <div className="pb-4 pl-7">
          <p lang={text.language} className="max-h-96 max-w-2xl overflow-y-auto text-14 break-words whitespace-pre-line text-ink-2">
            {text.text}
          </p>
          <ButtonLink to={`/settings/privacy/texts/new?from=${text.id}`} className="mt-3">
            <Trans>New version of it</Trans>
          </ButtonLink>
        </div>
      </details>
    </li>
  )
}
