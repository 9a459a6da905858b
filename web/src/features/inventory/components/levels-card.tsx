import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'

import { type LevelRow, useGetInventorySettingsQuery, useListLocationsQuery, useSetStockThresholdsMutation } from '@/api/gen/inventory'
import { useMay } from '@/app/session'
import { cn } from '@/lib/cn'
import { number } from '@/lib/money'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Input } from '@/ui/field'
import { FormError } from '@/ui/state'
import { useToast } from '@/ui/toast'

import { whole } from '../words'
import { AdjustDialog, type Place } from './adjust-dialog'
import { TransferDialog } from './transfer-dialog'

/** What is where, for every location that can hold stock. */
export function LevelsCard({ variantId, levels }: { variantId: string; levels: LevelRow[] }) {
  const { data } = useListLocationsQuery()
  const may = useMay('inventory.adjust')
  const [open, setOpen] = useState<{ what: 'adjust' | 'move'; place: Place } | null>(null)
  const known = levels[0]
  const here = new Map(levels.map((level) => [level.location_id, level]))
  const locations = data?.data.filter((location) => location.active || here.has(location.id)) ?? []
  const place = (id: string, name: string): Place => {
    const level = here.get(id)
    if (level) return level
    return { variant_id: variantId, location_id: id, location: name, product: known?.product ?? '', variant: known?.variant ?? '', sku: known?.sku ?? '', on_hand: 0, reserved: 0, available: 0 }
  }
  return (
    <Card title={<Trans>By location</Trans>} flush>
      <ul className="divide-y divide-line border-t border-line">
        {locations.map((location) => {
          const level = here.get(location.id)
          return (
            <li key={location.id} className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
              <div className="min-w-0 flex-1 basis-40">
                <p className="flex flex-wrap items-center gap-2 text-14 font-medium">
                  {location.name}
                  {level?.low && <Badge tone="warn">{t`Low`}</Badge>}
                </p>
                {level && <Threshold key={String(level.low_at)} level={level} />}
              </div>
              <dl className="flex gap-5 text-13 [&>div]:min-w-14">
                <Figure name={t`On hand`} value={level?.on_hand ?? 0} />
                <Figure name={t`Reserved`} value={level?.reserved ?? 0} />
                <Figure name={t`Available`} value={level?.available ?? 0} strong />
                <Figure name={t`Incoming`} value={level?.incoming ?? 0} />
              </dl>
              {may && (
                <div className="flex gap-2 sm:w-[9.5rem]">
                  <Button onClick={() => setOpen({ what: 'adjust', place: place(location.id, location.name) })} aria-label={t`Adjust at ${location.name}`}>
                    <Trans>Adjust</Trans>
                  </Button>
                  {locations.length > 1 && (level?.available ?? 0) > 0 && (
                    <Button look="quiet" onClick={() => setOpen({ what: 'move', place: place(location.id, location.name) })} aria-label={t`Move from ${location.name}`}>
                      <Trans>Move</Trans>
                    </Button>
                  )}
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {open?.what === 'adjust' && <AdjustDialog level={open.place} onClose={() => setOpen(null)} />}
      {open?.what === 'move' && <TransferDialog level={open.place} onClose={() => setOpen(null)} />}
    </Card>
  )
}

function Figure({ name, value, strong }: { name: string; value: number; strong?: boolean }) {
  return (
    <div className="text-right">
      <dt className="text-12 text-ink-2">{name}</dt>
      <dd className={cn('tnum', strong && 'font-semibold', value < 0 && 'text-bad')}>{number(value)}</dd>
    </div>
  )
}

function Threshold({ level }: { level: LevelRow }) {
  const may = useMay('inventory.adjust')
  const { data } = useGetInventorySettingsQuery()
  const [editing, setEditing] = useState(false)
  const [text, setText] = useState(level.low_at === null ? '' : String(level.low_at))
  const [wrong, setWrong] = useState('')
  const [save, { isLoading, error }] = useSetStockThresholdsMutation()
  const tell = useToast()
  const general = data?.data.low_at ?? null
  const put = async (event: FormEvent) => {
    event.preventDefault()
    const value = text.trim() ? whole(text) : null
    if (value === undefined || (value !== null && value < 0)) return setWrong(t`Type a whole number, or nothing.`)
    const body = (low_at: number | null) => ({ thresholdsBody: { thresholds: [{ variant_id: level.variant_id, location_id: level.location_id, low_at }] } })
    const answer = await save(body(value))
    if ('error' in answer) return
    setEditing(false)
    tell(t`Threshold saved`, { label: t`Undo`, run: () => void save(body(level.low_at)) })
  }
  if (editing)
    return (
      <form noValidate onSubmit={(event) => void put(event)} className="mt-1 flex items-start gap-2">
        <div className="w-44">
          <Input label={t`Low at or under`} inputMode="numeric" value={text} maxLength={7} autoFocus placeholder={general === null ? '' : String(general)} hint={t`Leave empty for the default.`} error={wrong || undefined} onChange={(event) => setText(event.target.value)} />
          <FormError error={error} />
        </div>
        <Button type="submit" busy={isLoading} className="mt-6">
          <Trans>Save</Trans>
        </Button>
      </form>
    )
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-12 text-ink-2">
      {level.low_at !== null ? <Trans>Low at {level.low_at} or fewer</Trans> : general !== null ? <Trans>Low at {general} or fewer (default)</Trans> : <Trans>Never counts as low</Trans>}
      {may && (
        <button type="button" onClick={() => setEditing(true)} className="inline-flex min-h-6 items-center text-accent hover:underline pointer-coarse:min-h-11">
          <Trans>Change</Trans>
        </button>
      )}
    </p>
  )
}
