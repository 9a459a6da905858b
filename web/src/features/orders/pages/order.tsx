import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useParams } from 'react-router'

import { type OrderOut, useGetOrderQuery } from '@/api/gen/orders'
import { useOrganisation } from '@/app/session'
import { dateTime } from '@/lib/dates'
import { problem } from '@/lib/errors'
import { orderSource } from '@/lib/orders'
import { ButtonLink } from '@/ui/button'
import { Card } from '@/ui/card'
import { Back, PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import { actionsOf } from '../components/actions'
import { Customer } from '../components/customer'
import { Lines } from '../components/lines'
import { MoneyTable } from '../components/money-table'
import { NextAction } from '../components/next-action'
import { Notes } from '../components/note'
import { OrderMenu } from '../components/order-menu'
import { OrderShipments } from '../components/order-shipments'
import { Raw } from '../components/raw'
import { Refunds } from '../components/refunds'
import { StatusBadges } from '../components/status-badges'
import { useStoreMap } from '../components/stores'
import { StoreName } from '../components/columns'
import { Tags } from '../components/tags'
import { Timeline } from '../components/timeline'

export function Component() {
  const { id = '' } = useParams()
  const { currentData, error, refetch } = useGetOrderQuery({ orderId: id })
  const order = currentData?.data
  if (error && !order) return <NotThere error={error} retry={() => void refetch()} />
  return <div className="mx-auto max-w-7xl">{order ? <Whole order={order} /> : <Shape />}</div>
}

function Whole({ order }: { order: OrderOut }) {
  const { timezone } = useOrganisation()
  const stores = useStoreMap()
  const { primary } = actionsOf(order)
  const primaryTo = { accept: 'open', release: 'open', complete: 'completed', fulfil: '' }[primary ?? 'fulfil']
  return (
    <>
      <PageHead
        documentTitle={t`Order ${order.number}`}
        eyebrow={
          <Back to="/orders">
            <Trans>Orders</Trans>
          </Back>
        }
        title={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span>{order.number}</span>
            <StatusBadges order={order} />
          </span>
        }
        below={
          <>
            <StoreName store={stores.get(order.store_id)} />
            <span>{dateTime(order.placed_at, timezone)}</span>
            <span>{orderSource(order.source)}</span>
          </>
        }
      >
        <div className="flex items-center gap-2 max-sm:w-[calc(100vw-1.5rem)] max-sm:flex-row-reverse max-sm:[&>a]:flex-1 max-sm:[&>span]:flex-1 max-sm:[&>span>button]:w-full">
          <OrderMenu order={order} primaryTo={primaryTo} />
          <NextAction order={order} />
        </div>
      </PageHead>
      {order.cancelled_at && (
        <p className="mb-4 rounded-md border border-line bg-sunken px-3 py-2 text-13">
          <Trans>Cancelled {dateTime(order.cancelled_at, timezone)}.</Trans> {order.cancel_reason}
        </p>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4 max-lg:contents">
          <Card title={<Trans>Items</Trans>} flush>
            <Lines items={order.items} currency={order.currency} />
          </Card>
          <OrderShipments order={order} />
          <div className="min-w-0 space-y-4 max-lg:order-last">
            <Timeline order={order} />
            <Raw orderId={order.id} />
          </div>
        </div>
        <div className="min-w-0 space-y-4">
          <Card title={<Trans>Payment</Trans>}>
            <MoneyTable order={order} />
            <Refunds order={order} />
          </Card>
          <Customer order={order} />
          <Notes key={order.id} order={order} />
          <Tags order={order} />
        </div>
      </div>
    </>
  )
}

function NotThere({ error, retry }: { error: unknown; retry: () => void }) {
  const status = problem(error).status
  if (status !== 404 && status !== 422) return <Failure error={error} retry={retry} />
  return (
    <Empty
      title={<Trans>There is no such order</Trans>}
      action={
        <ButtonLink to="/orders">
          <Trans>All orders</Trans>
        </ButtonLink>
      }
    >
      <Trans>The link may be old, or the order belongs to another organisation.</Trans>
    </Empty>
  )
}

function Shape() {
  return (
    <div role="status" aria-label={t`Loading`} className="space-y-4">
      <Skeleton className="h-7 w-64" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-4">
          <Skeleton className="h-56 w-full" />
          <Skeleton className="h-64 w-full" />
        </div>
        <div className="space-y-4">
          <Skeleton className="h-40 w-full" />
          <Skeleton className="h-48 w-full" />
        </div>
      </div>
    </div>
  )
}
