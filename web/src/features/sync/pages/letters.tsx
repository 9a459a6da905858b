import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { MailCheck } from 'lucide-react'
import { useMemo } from 'react'

import type { LetterRow, ListDeadLettersApiArg } from '@/api/gen/sync'
import { useOrganisation } from '@/app/session'
import { ago, dateTime } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { resourceName } from '@/lib/runs'
import { useNow } from '@/lib/use-now'
import { useUrlState } from '@/lib/url-state'
import { Card } from '@/ui/card'
import { Empty, Failure } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { type Column, Table } from '@/ui/table/table'

import { useLetterPagesInfiniteQuery } from '../api'
import { SyncFrame, useOneStore, useStoreNames } from '../components/frame'
import { Letter } from '../components/letter'

type State = NonNullable<ListDeadLettersApiArg['state']>

/** What could not be taken in or sent, with what to do about it. */
export function Component() {
  const url = useUrlState()
  const now = useNow(30_000)
  const name = useStoreNames()
  const { timezone } = useOrganisation()
  const state = (['open', 'replayed', 'discarded'].includes(url.get('state')) ? url.get('state') : 'open') as State
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useLetterPagesInfiniteQuery({ storeId: useOneStore(), state })
  const rows = useRows<LetterRow>(data)
  const open = url.get('open')
  const columns = useMemo<Column<LetterRow>[]>(
    () => [
      {
        key: 'what',
        head: t`What`,
        width: 'minmax(9rem,1fr)',
        phone: 'title',
        cell: (letter) => (letter.direction === 'in' ? t`${resourceName(letter.resource)} from the store` : t`${resourceName(letter.resource)} to the store`),
      },
      { key: 'store', head: t`Store`, width: 'minmax(8rem,0.8fr)', gives: 3, phone: 'second', cell: (letter) => name(letter.store_id) },
      { key: 'id', head: t`Number`, width: '9rem', gives: 2, cell: (letter) => <span className="font-mono text-12">{letter.external_id || '–'}</span> },
      { key: 'error', head: t`Why`, width: 'minmax(12rem,2fr)', phone: 'second', cell: (letter) => letter.error },
      { key: 'attempts', head: t`Tries`, width: '4rem', gives: 1, align: 'end', cell: (letter) => letter.attempts },
      { key: 'when', head: t`Since`, width: '7.5rem', align: 'end', phone: 'end', cell: (letter) => <time title={dateTime(letter.created_at, timezone)}>{ago(letter.created_at, now)}</time> },
    ],
    [name, now, timezone],
  )
  return (
    <SyncFrame>
      <div className="mb-3">
        <Segmented
          label={t`State`}
          value={state}
          onChange={(value) => url.set({ state: value === 'open' ? undefined : value, open: undefined })}
          options={[
            { value: 'open', text: t`Open` },
            { value: 'replayed', text: t`Tried again` },
            { value: 'discarded', text: t`Discarded` },
          ]}
        />
      </div>
      <Card flush>
        {error && !rows.length ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Table
            label={t`Undelivered`}
            columns={columns}
            rows={rows}
            rowKey={(letter) => letter.id}
            rowHref={(letter) => `/sync/letters?${new URLSearchParams({ ...(state === 'open' ? {} : { state }), open: letter.id })}`}
            activeKey={open}
            loading={isLoading}
            loadingMore={isFetchingNextPage}
            hasMore={hasNextPage}
            onMore={() => void fetchNextPage()}
            empty={
              <Empty icon={<MailCheck />} title={state === 'open' ? <Trans>Everything was delivered</Trans> : <Trans>Nothing here</Trans>}>
                {state === 'open' && <Trans>What KSAP cannot take in or send after several tries waits here, with the reason; nothing gets lost.</Trans>}
              </Empty>
            }
          />
        )}
      </Card>
      {open && <Letter id={open} onClose={() => url.set({ open: undefined })} />}
    </SyncFrame>
  )
}
