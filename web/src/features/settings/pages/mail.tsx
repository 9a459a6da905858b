import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Mail } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { api } from '@/api/base'
import type { MailOut } from '@/api/gen/mail'
import { useOrganisation } from '@/app/session'
import { ago, dateTime } from '@/lib/dates'
import { byCursor, useRows } from '@/lib/pages'
import { useNow } from '@/lib/use-now'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Facts } from '@/ui/card'
import { Dialog } from '@/ui/overlay'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

const mailListApi = api.enhanceEndpoints({ addTagTypes: ['mail'] }).injectEndpoints({
  endpoints: (build) => ({
    mailRows: build.infiniteQuery<{ data: MailOut[]; page: { next_cursor: string | null; limit: number } }, void, string | undefined>({
      infiniteQueryOptions: byCursor,
      query: ({ pageParam }) => ({ url: '/api/v1/mail/outbox', params: { limit: 50, cursor: pageParam } }),
      providesTags: ['mail'],
    }),
  }),
})

function mailState(state: string): { text: string; tone: Tone } {
  const words: Record<string, { text: string; tone: Tone }> = {
    kept: { text: t`Kept here`, tone: 'info' },
    pending: { text: t`Being sent`, tone: 'info' },
    sent: { text: t`Sent`, tone: 'ok' },
    failed: { text: t`Not sent`, tone: 'bad' },
    suppressed: { text: t`Held back`, tone: 'warn' },
  }
  return words[state] ?? { text: state, tone: 'neutral' }
}

export function Component() {
  const now = useNow(60_000)
  const list = mailListApi.useMailRowsInfiniteQuery(undefined, { refetchOnMountOrArgChange: true })
  const rows = useRows(list.data)
  const [open, setOpen] = useState<MailOut | null>(null)
  const kept = rows.some((mail) => mail.state === 'kept')
  return (
    <div className="max-w-4xl">
      <p className="mb-3 max-w-prose text-13 text-ink-2">
        {kept ? (
          <Trans>No mail server is set: mails are not sent, they are kept here with their links, for you to pass on.</Trans>
        ) : (
          <Trans>What KSAP writes to the people of your organisation: confirmations, new passwords, invitations.</Trans>
        )}
      </p>
      <div className="rounded-lg border border-line bg-surface">
        {list.isError && !rows.length ? (
          <Failure error={list.error} retry={() => void list.refetch()} />
        ) : !list.data ? (
          <SkeletonRows rows={4} />
        ) : rows.length === 0 ? (
          <Empty icon={<Mail />} title={<Trans>No mails yet</Trans>}>
            <Trans>Invitations and links to confirm addresses will stand here.</Trans>
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {rows.map((mail) => {
              const state = mailState(mail.state)
              return (
                <li key={mail.id} className="relative flex items-center gap-4 px-4 py-2.5 hover:bg-sunken">
                  <div className="min-w-0 flex-1">
                    <button type="button" className="block max-w-full truncate text-left text-13 font-medium after:absolute after:inset-0" onClick={() => setOpen(mail)}>
                      {mail.subject}
                    </button>
                    <p className="truncate text-12 text-ink-2">{mail.recipient}</p>
                  </div>
                  <Badge tone={state.tone}>{state.text}</Badge>
                  <span className="hidden w-24 text-right text-12 text-ink-2 sm:block">{ago(mail.created_at, now)}</span>
                </li>
              )
            })}
          </ul>
        )}
        {list.hasNextPage && (
          <div className="border-t border-line p-2">
            <Button look="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              <Trans>Show earlier ones</Trans>
            </Button>
          </div>
        )}
      </div>
      {open && <Letter mail={open} onClose={() => setOpen(null)} />}
    </div>
  )
}

function Letter({ mail, onClose }: { mail: MailOut; onClose: () => void }) {
  const { timezone } = useOrganisation()
  const state = mailState(mail.state)
  const rows: [string, ReactNode][] = [
    [t`To`, mail.recipient],
    [t`Written`, dateTime(mail.created_at, timezone)],
    [t`State`, <Badge key="state" tone={state.tone}>{state.text}</Badge>],
    ...(mail.sent_at ? [[t`Sent`, dateTime(mail.sent_at, timezone)] as [string, ReactNode]] : []),
    ...(mail.error ? [[t`Reason`, mail.error] as [string, ReactNode]] : []),
  ]
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()} title={mail.subject} width="wide">
      <div className="space-y-4 pb-4">
        <Facts rows={rows} />
        {mail.text ? (
          <p className="rounded-md border border-line bg-sunken p-4 text-13 break-words whitespace-pre-line">
            <Linked text={mail.text} />
          </p>
        ) : (
          <p className="text-13 text-ink-2">
            <Trans>Its words are for its reader only.</Trans>
          </p>
        )}
      </div>
    </Dialog>
  )
}

/** The mail's words, with links of our own origin to press. */
function Linked({ text }: { text: string }) {
  return text.split(/(https?:\/\/\S+)/).map((piece, at) =>
    at % 2 ? (
      <a key={at} href={piece} target="_blank" rel="noreferrer noopener" className="break-all text-accent underline">
        {piece}
      </a>
    ) : (
      piece
    ),
  )
}
