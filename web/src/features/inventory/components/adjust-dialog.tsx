import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'

import { problem } from '@/lib/errors'
import { newKey } from '@/lib/id'
import { number } from '@/lib/money'
import { Button } from '@/ui/button'
import { Input } from '@/ui/field'
import { Dialog } from '@/ui/overlay'
import { FormError } from '@/ui/state'
import { Segmented } from '@/ui/tabs'
import { useToast } from '@/ui/toast'

import { useChangeStockMutation } from '../api'
import { reasons, whole } from '../words'

export interface Place {
  variant_id: string
  location_id: string
  location: string
  product: string
  variant: string
  sku: string
  on_hand: number
  reserved: number
  available: number
}

/** More, fewer, or what was counted, with the reason that the ledger keeps. */
export function AdjustDialog({ level, onClose }: { level: Place; onClose: () => void }) {
  const [mode, setMode] = useState<'delta' | 'absolute'>('delta')
  const [text, setText] = useState('')
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState<{ quantity?: string; reason?: string }>({})
  const [key, setKey] = useState(newKey)
  const [send, { isLoading, error, reset }] = useChangeStockMutation()
  const tell = useToast()
  const typed = whole(text)
  const delta = typed === undefined ? undefined : mode === 'delta' ? typed : typed - level.on_hand
  const fields = error ? problem(error).fields : {}
  const refused = fields.delta ?? fields.absolute ?? fields['changes.0.delta'] ?? fields['changes.0.absolute']

  const again = () => {
    if (error) reset()
    setKey(newKey()) // another change is another call
    setMissing({})
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong: typeof missing = {}
    if (typed === undefined || (mode === 'absolute' && typed < 0)) wrong.quantity = mode === 'delta' ? t`Type a whole number like 5 or -2.` : t`Type the number that you counted.`
    else if (delta === 0) wrong.quantity = mode === 'delta' ? t`Zero changes nothing.` : t`That is what is on hand already.`
    if (!reason.trim()) wrong.reason = t`Say why: the ledger keeps it.`
    setMissing(wrong)
    if (wrong.quantity || wrong.reason || typed === undefined) return
    const place = { variant_id: level.variant_id, location_id: level.location_id }
    const answer = await send({ key, body: { reason: reason.trim(), changes: [mode === 'delta' ? { ...place, delta: typed } : { ...place, absolute: typed }] } })
    if ('error' in answer) return
    const back = delta === undefined ? 0 : -delta
    tell(t`${answer.data.data[0]?.on_hand ?? 0} on hand at ${level.location}`, {
      label: t`Undo`,
      run: () => void send({ key: newKey(), body: { reason: t`Undone: ${reason.trim()}`.slice(0, 500), changes: [{ ...place, delta: back }] } }),
    })
    onClose()
  }
  const after = delta === undefined ? undefined : level.on_hand + delta
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t`Adjust stock`}
      description={[level.product, level.variant, level.sku].filter(Boolean).join(' · ') || undefined}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" form="adjust" look="primary" busy={isLoading}>
            <Trans>Adjust</Trans>
          </Button>
        </>
      }
    >
      <form id="adjust" noValidate onSubmit={(event) => void submit(event)} className="space-y-4 pb-2">
        <Segmented
          label={t`How`}
          value={mode}
          onChange={(value) => {
            setMode(value)
            again()
          }}
          options={[
            { value: 'delta', text: t`Add or take away` },
            { value: 'absolute', text: t`Counted` },
          ]}
        />
        <div className="grid gap-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <Input
            label={mode === 'delta' ? t`Change by` : t`On hand`}
            placeholder={mode === 'delta' ? '-1' : String(level.on_hand)}
            inputMode={mode === 'delta' ? 'text' : 'numeric'}
            className="tnum text-right"
            value={text}
            maxLength={10}
            autoFocus
            error={missing.quantity ?? refused}
            onChange={(event) => {
              setText(event.target.value)
              again()
            }}
          />
          <Input
            label={t`Reason`}
            list="stock-reasons"
            value={reason}
            maxLength={500}
            error={missing.reason ?? fields.reason}
            onChange={(event) => {
              setReason(event.target.value)
              again()
            }}
          />
          <datalist id="stock-reasons">
            {reasons().map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </div>
        <dl className="grid grid-cols-[1fr_auto_auto] gap-x-4 gap-y-1 rounded-md border border-line px-3 py-2 text-13" aria-live="polite">
          <dt className="text-ink-2">
            <Trans>On hand at {level.location}</Trans>
          </dt>
          <Figure before={level.on_hand} after={after} />
          <dt className="text-ink-2">
            <Trans>Reserved for orders</Trans>
          </dt>
          <Figure before={level.reserved} />
          <dt className="text-ink-2">
            <Trans>Available</Trans>
          </dt>
          <Figure before={level.available} after={after === undefined ? undefined : after - level.reserved} />
        </dl>
        {!refused && <FormError error={error} />}
      </form>
    </Dialog>
  )
}

function Figure({ before, after }: { before: number; after?: number }) {
  return (
    <>
      <dd className="tnum text-right">{number(before)}</dd>
      <dd className="tnum min-w-16 text-right font-medium">{after === undefined ? '' : `→ ${number(after)}`}</dd>
    </>
  )
}
