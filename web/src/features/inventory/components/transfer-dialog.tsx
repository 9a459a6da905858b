import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'

import { useListLocationsQuery } from '@/api/gen/inventory'
import { problem } from '@/lib/errors'
import { newKey } from '@/lib/id'
import { number } from '@/lib/money'
import { Button } from '@/ui/button'
import { Input, Select } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { useMoveStockMutation } from '../api'
import { whole } from '../words'
import type { Place } from './adjust-dialog'

/** What is available at one location goes to another. */
export function TransferDialog({ level, onClose }: { level: Place; onClose: () => void }) {
  const { data } = useListLocationsQuery()
  const [text, setText] = useState('')
  const [target, setTarget] = useState('')
  const [reason, setReason] = useState('')
  const [key, setKey] = useState(newKey)
  const [missing, setMissing] = useState<{ quantity?: string; target?: string }>({})
  const [send, { isLoading, error, reset }] = useMoveStockMutation()
  const tell = useToast()
  const others = data?.data.filter((location) => location.active && location.id !== level.location_id) ?? []
  const chosen = target || (others.length === 1 ? (others[0]?.id ?? '') : '')
  const fields = error ? problem(error).fields : {}
  const short = error && problem(error).status === 409 ? problem(error).message : undefined
  const again = () => {
    if (error) reset()
    setKey(newKey())
    setMissing({})
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const quantity = whole(text)
    const wrong: typeof missing = {}
    if (quantity === undefined || quantity < 1) wrong.quantity = t`Type how many go, one at least.`
    if (!chosen) wrong.target = t`Choose where they go.`
    setMissing(wrong)
    if (wrong.quantity || wrong.target || quantity === undefined) return
    const answer = await send({ key, body: { variant_id: level.variant_id, from_location_id: level.location_id, to_location_id: chosen, quantity, reason: reason.trim() } })
    if ('error' in answer) return
    const name = others.find((location) => location.id === chosen)?.name ?? ''
    tell(t`${quantity} moved to ${name}`, {
      label: t`Undo`,
      run: () => void send({ key: newKey(), body: { variant_id: level.variant_id, from_location_id: chosen, to_location_id: level.location_id, quantity, reason: t`Undone` } }),
    })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t`Move stock`}
      description={[level.product, level.variant, level.sku].filter(Boolean).join(' · ') || undefined}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="transfer" look="primary" busy={isLoading}>
            <Trans>Move</Trans>
          </Button>
        </>
      }
    >
      <form id="transfer" noValidate onSubmit={(event) => void submit(event)} className="space-y-3 pb-2">
        <p className="text-13">
          <Trans>
            {number(level.available)} are available at {level.location}.
          </Trans>
        </p>
        <div className="grid gap-3 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <Input
            label={t`Quantity`}
            inputMode="numeric"
            className="tnum text-right"
            value={text}
            maxLength={8}
            autoFocus
            error={missing.quantity ?? fields.quantity ?? short}
            onChange={(event) => {
              setText(event.target.value)
              again()
            }}
          />
          <Select
            label={t`To`}
            value={chosen}
            error={missing.target ?? fields.to_location_id}
            onChange={(event) => {
              setTarget(event.target.value)
              again()
            }}
          >
            <option value="">{t`Choose a location…`}</option>
            {others.map((location) => (
              <option key={location.id} value={location.id}>
                {location.name}
              </option>
            ))}
          </Select>
        </div>
        <Input label={t`Reason (optional)`} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        {!short && <FormError error={error} />}
      </form>
    </Dialog>
  )
}
