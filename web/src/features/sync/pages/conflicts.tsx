import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { GitMerge } from 'lucide-react'
import { Link } from 'react-router'

import { type ConflictOut, useDecideConflictMutation } from '@/api/gen/sync'
import { useMay, useOrganisation } from '@/app/session'
import { cn } from '@/lib/cn'
import { dateTime } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { useUrlState } from '@/lib/url-state'
import { Tag } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { SkeletonRows } from '@/ui/skeleton'
import { Empty, Failure, FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'

import { useConflictPagesInfiniteQuery } from '../api'
import { fieldName } from '../components/fields'
import { SyncFrame, useOneStore, useStoreNames } from '../components/frame'

/** Where both sides changed the same field: what was, what each side has, who won, and the choice to decide otherwise. */
export function Component() {
  const url = useUrlState()
  const state = url.get('state') === 'decided' ? 'decided' : 'open'
  const { data, error, isLoading, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useConflictPagesInfiniteQuery({ storeId: useOneStore(), state })
  const rows = useRows<ConflictOut>(data)
  return (
    <SyncFrame>
      <div className="mb-3">
        <Segmented
          label={t`State`}
          value={state}
          onChange={(value) => url.set({ state: value === 'open' ? undefined : value })}
          options={[
            { value: 'open', text: t`Not looked at` },
            { value: 'decided', text: t`Decided` },
          ]}
        />
      </div>
      {isLoading && <SkeletonRows rows={4} />}
      {error && !rows.length && <Failure error={error} retry={() => void refetch()} />}
      {!isLoading && !error && rows.length === 0 && (
        <Card flush>
          <Empty icon={<GitMerge />} title={state === 'open' ? <Trans>No conflicts</Trans> : <Trans>Nothing was decided yet</Trans>}>
            {state === 'open' && <Trans>When a product is changed here and in a store at the same time, one side wins at once and you can decide otherwise here.</Trans>}
          </Empty>
        </Card>
      )}
      <ul className="space-y-3">
        {rows.map((conflict) => (
          <li key={conflict.id}>
            <Conflict conflict={conflict} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div className="mt-4">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </SyncFrame>
  )
}

function Conflict({ conflict }: { conflict: ConflictOut }) {
  const name = useStoreNames()
  const may = useMay('sync.run')
  const { timezone } = useOrganisation()
  const [decide, { error, isLoading }] = useDecideConflictMutation()
  const keep = (side: 'ours' | 'theirs') => void decide({ conflictId: conflict.id, keepBody: { keep: side } })
  const valid = conflict.decision ?? conflict.winner
  return (
    <Card
      title={
        <span className="flex flex-wrap items-baseline gap-x-2">
          {conflict.product_id ? (
            <Link to={`/products/${conflict.product_id}`} className="hover:underline">
              {conflict.product}
            </Link>
          ) : (
            conflict.product
          )}
          <span className="text-13 font-normal text-ink-2">
            {fieldName(conflict.field)}
            {conflict.sku && ` · ${conflict.sku}`} · {dateTime(conflict.at, timezone)}
          </span>
        </span>
      }
    >
      <dl className="grid gap-3 sm:grid-cols-3">
        <Value title={t`Both had`} text={conflict.base} />
        <Value title={t`KSAP`} text={conflict.ours} holds={valid === 'ours'} />
        <Value title={name(conflict.store_id) || t`The store`} text={conflict.theirs} holds={valid === 'theirs'} />
      </dl>
      {conflict.decision ? (
        <p className="mt-3 text-12 text-ink-2">
          <Trans>Decided by {conflict.decided_by}</Trans>
        </p>
      ) : (
        may && (
          <div className="mt-4 flex flex-wrap items-center gap-2">
            <Button disabled={isLoading} onClick={() => keep('ours')}>
              <Trans>Keep KSAP's</Trans>
            </Button>
            <Button disabled={isLoading} onClick={() => keep('theirs')}>
              <Trans>Keep the store's</Trans>
            </Button>
            <FormError error={error} />
          </div>
        )
      )}
    </Card>
  )
}

function Value({ title, text, holds = false }: { title: string; text: string | null; holds?: boolean }) {
  return (
    <div className={cn('min-w-0 rounded-md border px-3 py-2', holds ? 'border-accent' : 'border-line')}>
      <dt className="flex items-center justify-between gap-2 text-12 text-ink-2">
        {title}
        {holds && <Tag>{t`holds now`}</Tag>}
      </dt>
      <dd className="mt-1 line-clamp-6 text-13 break-words whitespace-pre-wrap">{text === null || text === '' ? <span className="text-ink-3">{t`empty`}</span> : text}</dd>
    </div>
  )
}
