import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'

import { etagOf } from '@/api/base'
import { type OrderOut, useGetOrderQuery, useSetOrderNoteMutation } from '@/api/gen/orders'
import { useMay } from '@/app/session'
import { problem } from '@/lib/errors'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { Textarea } from '@/ui/field'
import { FormError } from '@/ui/state'

import { actionsOf } from './actions'

/** What the customer wrote, and what the team keeps for itself. An edit is based on the state that was read. */
export function Notes({ order }: { order: OrderOut }) {
  const may = useMay('orders.write') && actionsOf(order).edit
  const [editing, setEditing] = useState(false)
  return (
    <Card
      title={<Trans>Notes</Trans>}
      actions={
        may && !editing ? (
          <IconButton label={t`Edit the internal note`} onClick={() => setEditing(true)} className="-mr-2">
            <Pencil className="size-4" />
          </IconButton>
        ) : undefined
      }
    >
      <div className="space-y-3 text-13">
        {order.note && (
          <div>
            <h3 className="text-12 font-medium text-ink-2">
              <Trans>The customer wrote</Trans>
            </h3>
            <p className="break-words whitespace-pre-line">{order.note}</p>
          </div>
        )}
        {editing ? (
          <Edit order={order} onClose={() => setEditing(false)} />
        ) : (
          <div>
            {order.note && (
              <h3 className="text-12 font-medium text-ink-2">
                <Trans>Internal</Trans>
              </h3>
            )}
            {order.internal_note ? (
              <p className="break-words whitespace-pre-line">{order.internal_note}</p>
            ) : (
              <p className="text-ink-2">
                <Trans>No internal note.</Trans>
              </p>
            )}
          </div>
        )}
      </div>
    </Card>
  )
}

function Edit({ order, onClose }: { order: OrderOut; onClose: () => void }) {
  const { data, refetch } = useGetOrderQuery({ orderId: order.id })
  const [based, setBased] = useState(() => etagOf(data) ?? `"${order.version}"`)
  const [text, setText] = useState(order.internal_note)
  const [save, { isLoading, error, reset }] = useSetOrderNoteMutation()
  const stale = problem(error).status === 412
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await save({ orderId: order.id, 'If-Match': based, noteBody: { note: text.trim() } })
    if (!answer.error) onClose()
  }
  const again = async () => {
    const fresh = await refetch()
    setBased(etagOf(fresh.data) ?? based)
    reset()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-2">
      <Textarea label={t`Internal note`} hint={t`Customers do not see it.`} value={text} rows={4} maxLength={5000} autoFocus onChange={(event) => setText(event.target.value)} error={error ? problem(error).fields.note : undefined} />
      {stale ? (
        <div role="alert" className="space-y-2 rounded-md border border-warn/50 p-2.5">
          <p>
            <Trans>Somebody changed this order meanwhile. The note there is now:</Trans>
          </p>
          <p className="break-words whitespace-pre-line text-ink-2">{order.internal_note || t`(empty)`}</p>
          <Button onClick={() => void again()}>
            <Trans>Go on with my text</Trans>
          </Button>
        </div>
      ) : (
        <FormError error={error} />
      )}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={isLoading} disabled={stale}>
          <Trans>Save</Trans>
        </Button>
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  )
}
