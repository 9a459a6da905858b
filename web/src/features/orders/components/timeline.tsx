import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowDownToLine, CircleCheck, CircleDot, MessageSquareText, PackageCheck, Tag, Truck } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'

import { type OrderOut, type TimelineRow, useAddOrderNoteMutation } from '@/api/gen/orders'
import { useMay, useOrganisation } from '@/app/session'
import { ago, dateTime } from '@/lib/dates'
import { useRows } from '@/lib/pages'
import { useNow } from '@/lib/use-now'
import { useWho } from '@/lib/who'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Textarea } from '@/ui/field'
import { Skeleton } from '@/ui/skeleton'
import { Failure, FormError } from '@/ui/state'

import { useOrderStoryInfiniteQuery } from '../api'
import { told } from './story-words'

const icons: Record<string, typeof Truck> = {
  entered: ArrowDownToLine,
  changed: CircleDot,
  status: CircleCheck,
  note: MessageSquareText,
  tags: Tag,
  fulfilment: Truck,
  delivery: PackageCheck,
}

/** Who did what when, and from where; newest first. */
export function Timeline({ order }: { order: OrderOut }) {
  const story = useOrderStoryInfiniteQuery(order.id)
  const rows = useRows(story.data)
  return (
    <Card title={<Trans>Timeline</Trans>}>
      <Remark orderId={order.id} />
      {story.isError && <Failure error={story.error} retry={() => void story.refetch()} className="flex gap-3 rounded-md border border-bad/40 p-3" />}
      {story.isLoading && (
        <div role="status" aria-label={t`Loading`} className="space-y-3">
          <Skeleton className="h-8 w-full" />
          <Skeleton className="h-8 w-4/5" />
        </div>
      )}
      <ol className="relative">
        {rows.map((event, at) => (
          <Event key={event.id} event={event} currency={order.currency} last={at === rows.length - 1 && !story.hasNextPage} />
        ))}
      </ol>
      {story.hasNextPage && (
        <Button busy={story.isFetchingNextPage} onClick={() => void story.fetchNextPage()}>
          <Trans>Earlier</Trans>
        </Button>
      )}
    </Card>
  )
}

function Event({ event, currency, last }: { event: TimelineRow; currency: string; last: boolean }) {
  const who = useWho()
  const now = useNow(60_000)
  const { timezone } = useOrganisation()
  const { title, details, quote } = told(event, currency)
  const Icon = icons[event.kind] ?? CircleDot
  const shipment = typeof event.after.shipment_id === 'string' ? event.after.shipment_id : ''
  const name = event.source === 'user' || event.source === 'system' ? who(`${event.source}:${event.actor}`) : event.actor
  const from: Record<string, string> = { user: '', channel: t`store`, carrier: t`carrier`, system: '' }
  const source = from[event.source] ?? ''
  return (
    <li className="relative flex gap-3 pb-4 last:pb-0">
      {!last && <span aria-hidden="true" className="absolute top-6 bottom-0 left-3 w-px bg-line" />}
      <span aria-hidden="true" className="z-[1] flex size-6 shrink-0 items-center justify-center rounded-full border border-line bg-surface text-ink-2">
        <Icon className="size-3.5" strokeWidth={1.75} />
      </span>
      <div className="min-w-0 flex-1 pt-0.5 text-13">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <p className="font-medium break-words">
            {title}
            {shipment && (
              <Link to={`/shipments/${shipment}`} className="ml-2 font-normal text-accent hover:underline">
                <Trans>Shipment</Trans>
              </Link>
            )}
          </p>
          <time dateTime={event.at} title={dateTime(event.at, timezone)} className="text-12 whitespace-nowrap text-ink-2">
            {ago(event.at, now)}
          </time>
        </div>
        {quote && <p className="mt-1 rounded-md bg-sunken px-2.5 py-1.5 break-words whitespace-pre-line">{quote}</p>}
        {details.length > 0 && <p className="break-words text-ink-2">{details.join(' · ')}</p>}
        <p className="text-12 text-ink-2">
          {name}
          {source && name && ` (${source})`} · {dateTime(event.at, timezone)}
        </p>
      </div>
    </li>
  )
}

function Remark({ orderId }: { orderId: string }) {
  const may = useMay('orders.write')
  const [text, setText] = useState('')
  const [missing, setMissing] = useState(false)
  const [add, { isLoading, error }] = useAddOrderNoteMutation()
  if (!may) return null
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!text.trim()) return setMissing(true)
    setMissing(false)
    const answer = await add({ orderId, remarkBody: { note: text.trim() } })
    if (!answer.error) setText('')
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="mb-5 space-y-2">
      <Textarea
        label={t`Add a note`}
        hideLabel
        rows={2}
        className="min-h-0"
        placeholder={t`Add a note to the timeline; only your team sees it`}
        value={text}
        maxLength={5000}
        error={missing && !text.trim() ? t`Write the note first.` : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <FormError error={error} />
      {(text || isLoading) && (
        <Button type="submit" busy={isLoading}>
          <Trans>Add note</Trans>
        </Button>
      )}
    </form>
  )
}
