import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Truck } from 'lucide-react'

import { type OrderOut, useChangeOrderStatusMutation } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { useScoped } from '@/lib/url-state'
import { Button, ButtonLink } from '@/ui/button'
import { useToast } from '@/ui/toast'

import { actionsOf } from './actions'

/** The one thing that the order waits for. */
export function NextAction({ order }: { order: OrderOut }) {
  const { primary } = actionsOf(order)
  const mayWrite = useMay('orders.write')
  const mayShip = useMay('fulfilment.write')
  const scoped = useScoped()
  if (primary === 'fulfil')
    return mayShip ? (
      <ButtonLink look="primary" to={scoped(`/orders/${order.id}/fulfil`)} icon={<Truck className="size-4" />}>
        {order.fulfilment_status === 'partial' ? <Trans>Ship the rest</Trans> : <Trans>Ship</Trans>}
      </ButtonLink>
    ) : null
  if (!primary || !mayWrite) return null
  return <StatusButton key={primary} order={order} primary={primary} />
}

function StatusButton({ order, primary }: { order: OrderOut; primary: 'accept' | 'release' | 'complete' }) {
  const [change, { isLoading, error }] = useChangeOrderStatusMutation()
  const tell = useToast()
  const to = primary === 'complete' ? 'completed' : 'open'
  const words = { accept: t`Confirm order`, release: t`Take off hold`, complete: t`Mark as completed` }
  const said = { accept: t`${order.number} confirmed`, release: t`${order.number} taken off hold`, complete: t`${order.number} completed` }
  const undo = { accept: undefined, release: 'on_hold' as const, complete: 'open' as const }[primary]
  const run = async () => {
    const answer = await change({ orderId: order.id, 'If-Match': `"${order.version}"`, statusBody: { status: to } })
    if (answer.error) return
    tell(
      said[primary],
      undo && {
        label: t`Undo`,
        run: () => void change({ orderId: order.id, statusBody: { status: undo } }),
      },
    )
  }
  return (
    <span className="inline-flex flex-col items-start gap-1">
      <Button look="primary" busy={isLoading} icon={<Check className="size-4" />} onClick={() => void run()}>
        {words[primary]}
      </Button>
      {error && (
        <span role="alert" className="max-w-72 text-12 text-bad">
          {problem(error).status === 412 ? t`Somebody changed the order meanwhile; it is shown anew. Try again.` : problem(error).message}
        </span>
      )}
    </span>
  )
}
