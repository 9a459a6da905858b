import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plus, UserRoundCheck } from 'lucide-react'
import { type ReactNode, useCallback, useMemo } from 'react'

import type { RequestOut } from '@/api/gen/privacy'
import { useOrganisation } from '@/app/session'
import { cn } from '@/lib/cn'
import { date } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { useNow } from '@/lib/use-now'
import { useUrlState } from '@/lib/url-state'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Empty, Failure } from '@/ui/state'
import { FacetChip, SearchBox } from '@/ui/table/filters'
import { type Column, Table } from '@/ui/table/table'

import { usePrivacyRequestPagesInfiniteQuery } from '../api'
import { PrivacyFrame } from '../components/privacy-frame'
import { STATES, inDays, kindWords, stateText, stateWords } from '../privacy-words'

export function Component() {
  const url = useUrlState()
  const fresh = (
    <ButtonLink look="primary" to="/settings/privacy/requests/new" icon={<Plus className="size-4" />}>
      <Trans>New request</Trans>
    </ButtonLink>
  )
  const search = useCallback((value: string) => url.set({ email: value }, { replace: true }), [url])
  return (
    <PrivacyFrame text={<Trans>What people ask about their data, the soonest due first. The law gives you a month to answer.</Trans>} actions={fresh}>
      <div className="mb-3 flex flex-wrap gap-2">
        <SearchBox label={t`E-mail address`} value={url.get('email')} onChange={search} />
        <FacetChip facet={{ name: 'state', label: t`State`, options: STATES.map((value) => ({ value, text: stateText(value) })) }} chosen={url.all('state')} onChange={(values) => url.set({ state: values })} />
      </div>
      <List action={fresh} />
    </PrivacyFrame>
  )
}

function List({ action }: { action: ReactNode }) {
  const url = useUrlState()
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const state = url.all('state') as RequestOut['state'][]
  const email = url.get('email')
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = usePrivacyRequestPagesInfiniteQuery({ state, email }, { refetchOnMountOrArgChange: true })
  const rows = useRows<RequestOut>(data)
  const columns = useMemo<Column<RequestOut>[]>(
    () => [
      { key: 'who', head: t`Person`, width: 'minmax(9rem,1.6fr)', phone: 'title', cell: (request) => request.subject },
      { key: 'kind', head: t`Asks for`, width: 'minmax(8rem,1fr)', phone: 'second', cell: (request) => kindWords(request.kind).text },
      { key: 'state', head: t`State`, width: '9rem', phone: 'end', cell: (request) => <Badge tone={stateWords(request).tone}>{stateWords(request).text}</Badge> },
      { key: 'received', head: t`Received`, width: '6.5rem', cell: (request) => date(request.received_at, timezone) },
      {
        key: 'due',
        head: t`Due`,
        width: '10rem',
        align: 'end',
        phone: 'second',
        cell: (request) =>
          request.finished_at ? (
            <span className="text-ink-2">{t`Answered ${date(request.finished_at, timezone)}`}</span>
          ) : (
            <time dateTime={request.due_at} title={date(request.due_at, timezone)} className={cn(request.overdue && 'text-bad')}>
              {inDays(request.due_at, now)}
            </time>
          ),
      },
    ],
    [now, timezone],
  )
  return (
    <Card flush>
      {error && !rows.length ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Table
          label={t`Privacy requests`}
          columns={columns}
          rows={rows}
          rowKey={(request) => request.id}
          rowHref={(request) => `/settings/privacy/requests/${request.id}`}
          loading={isLoading}
          loadingMore={isFetchingNextPage}
          hasMore={hasNextPage}
          onMore={() => void fetchNextPage()}
          empty={
            email || state.length ? (
              <Empty title={<Trans>No request matches</Trans>} action={<Button onClick={() => url.set({ email: undefined, state: undefined })}>{t`Clear filters`}</Button>} />
            ) : (
              <Empty icon={<UserRoundCheck />} title={<Trans>Nobody has asked yet</Trans>} action={action}>
                <Trans>When a buyer or colleague wants a copy of their data, or wants them erased, enter it here: KSAP gathers or erases them and keeps the date.</Trans>
              </Empty>
            )
          }
        />
      )}
    </Card>
  )
}
