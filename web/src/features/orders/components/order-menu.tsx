import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleCheck, CirclePause, CirclePlay, CircleX, MoreHorizontal, Printer } from 'lucide-react'
import { useState } from 'react'

import { type OrderOut, useChangeOrderStatusMutation } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { IconButton } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { Input } from '@/ui/field'
import { Menu, MenuItem, MenuLine } from '@/ui/menu'
import { useToast } from '@/ui/toast'

import { slipsAddress } from '../slips'
import { actionsOf } from './actions'

type Step = 'open' | 'on_hold' | 'completed' | 'cancelled'

/** The other legal steps, those that cannot simply be taken back behind a question. */
export function OrderMenu({ order, primaryTo }: { order: OrderOut; primaryTo: string }) {
  const [asking, setAsking] = useState<Step | null>(null)
  const may = useMay('orders.write')
  const steps = (actionsOf(order).statuses as Step[]).filter((step) => step !== primaryTo)
  const names: Record<Step, string> = {
    open: order.status === 'cancelled' || order.status === 'completed' ? t`Reopen` : order.status === 'on_hold' ? t`Take off hold` : t`Confirm order`,
    on_hold: t`Put on hold`,
    completed: t`Mark as completed`,
    cancelled: t`Cancel the order`,
  }
  const icons = { open: CirclePlay, on_hold: CirclePause, completed: CircleCheck, cancelled: CircleX }
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t`More actions`} className="border border-control bg-surface">
            <MoreHorizontal className="size-4" />
          </IconButton>
        }
      >
        <MenuItem icon={<Printer className="size-4" />} onSelect={() => void window.open(slipsAddress([order.id]), '_blank', 'noopener')}>
          <Trans>Print packing slip</Trans>
        </MenuItem>
        {may && steps.length > 0 && <MenuLine />}
        {may &&
          steps.map((step) => {
            const Icon = icons[step]
            return (
              <MenuItem key={step} danger={step === 'cancelled'} icon={<Icon className="size-4" />} onSelect={() => setAsking(step)}>
                {names[step]}
              </MenuItem>
            )
          })}
      </Menu>
      {asking && <Ask order={order} step={asking} name={names[asking]} onClose={() => setAsking(null)} />}
    </>
  )
}

function Ask({ order, step, name, onClose }: { order: OrderOut; step: Step; name: string; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [change, { isLoading, error }] = useChangeOrderStatusMutation()
  const tell = useToast()
  const consequences: Record<Step, string> = {
    open: t`The order waits for its next step again, and its open units are held in stock again.`,
    on_hold: t`Nothing of it can ship until it is taken off hold. The store is not told.`,
    completed: t`The order leaves the open orders. The store is not told; you can reopen it here.`,
    cancelled: t`Its units are free to sell again, and nothing of it can ship. KSAP refunds nothing and does not tell the store: cancel and refund it there, too.`,
  }
  const run = async () => {
    const answer = await change({ orderId: order.id, 'If-Match': `"${order.version}"`, statusBody: { status: step, reason: reason.trim() } })
    if (answer.error) return
    tell(t`${order.number}: ${name}`)
    onClose()
  }
  return (
    <Confirm open onOpenChange={(open) => !open && onClose()} title={`${name}: ${order.number}`} consequence={consequences[step]} action={name} danger={step === 'cancelled'} busy={isLoading} error={error} onConfirm={() => void run()}>
      <div className="pb-2">
        <Input label={t`Reason (optional)`} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Confirm>
  )
}
