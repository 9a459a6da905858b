import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import { Link } from 'react-router'

import { useDeleteSuppressionMutation, useListSuppressionsQuery, useListTemplatesQuery, type WordingOut } from '@/api/gen/mail'
import { useOrganisation } from '@/app/session'
import { date } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { SkeletonRows } from '@/ui/skeleton'
import { Failure } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { type Template, mailKind, mailLanguage } from '../mail-words'

export function Component() {
  const { data, error, refetch } = useListTemplatesQuery()
  const wordings = data?.data ?? []
  const templates = [...new Set(wordings.map((each) => each.template))]
  return (
    <div className="max-w-3xl space-y-6">
      <p className="max-w-prose text-13 text-ink-2">
        <Trans>What KSAP writes to the people of your organisation. Say it in your own words, in each language; what you do not change keeps KSAP's.</Trans>
      </p>
      <Card flush>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : !data ? (
          <SkeletonRows rows={7} />
        ) : (
          <ul aria-label={t`Mails`} className="divide-y divide-line">
            {templates.map((template) => (
              <Row key={template} template={template} wordings={wordings.filter((each) => each.template === template)} />
            ))}
          </ul>
        )}
      </Card>
      <HeldBack />
    </div>
  )
}

function Row({ template, wordings }: { template: Template; wordings: WordingOut[] }) {
  const { name, about } = mailKind(template)
  const changed = wordings.filter((each) => each.changed_at)
  return (
    <li className="relative flex min-h-14 items-center gap-4 px-4 py-2 hover:bg-sunken">
      <div className="min-w-0 flex-1">
        <Link to={`/settings/wording/${template}`} className="text-13 font-medium after:absolute after:inset-0">
          {name}
        </Link>
        <p className="text-12 text-ink-2">{about}</p>
      </div>
      {changed.map((each) => (
        <Badge key={each.language} tone="info">{t`Own words: ${mailLanguage(each.language)}`}</Badge>
      ))}
      <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
    </li>
  )
}

/** Addresses whose server said that nobody is there. */
function HeldBack() {
  const { data } = useListSuppressionsQuery()
  const { timezone } = useOrganisation()
  const [release, { isLoading }] = useDeleteSuppressionMutation()
  const tell = useToast()
  const rows = data?.data ?? []
  const go = async (address: string) => {
    const answer = await release({ recipient: address })
    tell(answer.error ? problem(answer.error).message : t`Mails go to ${address} again`)
  }
  return (
    <Card title={<Trans>Held back addresses</Trans>} flush={rows.length > 0}>
      {rows.length ? (
        <ul aria-label={t`Held back addresses`} className="divide-y divide-line">
          {rows.map((each) => (
            <li key={each.address} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-13">
              <div className="min-w-0 flex-1">
                <p className="font-medium break-all">{each.address}</p>
                <p className="text-12 break-words text-ink-2">
                  {date(each.created_at, timezone)} · {each.reason}
                </p>
              </div>
              <Button busy={isLoading} onClick={() => void go(each.address)}>
                <Trans>Send again</Trans>
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-13 text-ink-2">
          <Trans>None. An address whose mail server says that nobody is there gets no more mails and stands here, until you release it.</Trans>
        </p>
      )}
    </Card>
  )
}
