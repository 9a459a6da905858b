import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { type FormEvent, useRef, useState } from 'react'

import { useFulfillOrderMutation } from '@/api/gen/fulfilment'
import { problem } from '@/lib/errors'
import { newKey } from '@/lib/id'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { Progress } from '@/ui/sparkline'

import type { OutcomeOut } from '@/api/gen/orders'
import { CarrierField } from './carrier-field'
import { Results } from './results'

interface ShipDialogProps {
  ids: string[]
  numberOf: (id: string) => string | undefined
  onClose: () => void
  onDone: () => void
}

/** Everything that is open of each order leaves now, one shipment each, under a key of its own: asked twice it leaves once. */
export function ShipDialog({ ids, numberOf, onClose, onDone }: ShipDialogProps) {
  const [carrier, setCarrier] = useState('')
  const [notify, setNotify] = useState(true)
  const [outcomes, setOutcomes] = useState<OutcomeOut[]>([])
  const [state, setState] = useState<'asking' | 'running' | 'done'>('asking')
  const chosen = useRef(ids)
  const keys = useRef(new Map(ids.map((id) => [id, newKey()])))
  const stopped = useRef(false)
  const [ship] = useFulfillOrderMutation()
  const run = async (event: FormEvent) => {
    event.preventDefault()
    setState('running')
    for (const id of chosen.current) {
      if (stopped.current) return
      const answer = await ship({ orderId: id, 'Idempotency-Key': keys.current.get(id), fulfilBody: { tracking: { carrier: carrier.trim() }, notify_customer: notify } })
      const wrong = answer.error ? problem(answer.error) : null
      setOutcomes((before) => [...before, { order_id: id, ok: !wrong, changed: !wrong, code: wrong?.code ?? '', message: wrong?.message ?? '' }])
    }
    setState('done')
  }
  const close = () => {
    stopped.current = true
    onClose()
    if (outcomes.length) onDone()
  }
  const count = chosen.current.length
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={<Plural value={count} one="Ship # order" other="Ship # orders" />}
      description={state === 'asking' ? <Trans>All open units of each order are marked as shipped, and the stores are told. For labels, or for a part of an order, ship it from its own page.</Trans> : undefined}
      footer={
        state === 'done' ? (
          <Button look="primary" onClick={close}>
            <Trans>Done</Trans>
          </Button>
        ) : (
          <>
            <Button onClick={close}>{state === 'running' ? <Trans>Stop</Trans> : <Trans>Cancel</Trans>}</Button>
            <Button type="submit" form="bulk-ship" look="primary" busy={state === 'running'}>
              <Trans>Mark as shipped</Trans>
            </Button>
          </>
        )
      }
    >
      {state !== 'done' && (
        <form id="bulk-ship" onSubmit={(event) => void run(event)} className="space-y-3 pb-2">
          <CarrierField label={t`Carrier (optional)`} value={carrier} onChange={setCarrier} />
          <Checkbox label={t`The stores write to their customers`} hint={t`Each store sends its own shipping message.`} checked={notify} onChange={setNotify} />
        </form>
      )}
      {state === 'running' && <Progress done={outcomes.length} total={count} label={t`Shipping`} />}
      {outcomes.length > 0 && <Results outcomes={outcomes} numberOf={numberOf} />}
    </Dialog>
  )
}
