import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Minus, Plus } from 'lucide-react'

import type { OrderOut } from '@/api/gen/orders'
import { Button, IconButton } from '@/ui/button'
import { control } from '@/ui/field'
import { Picture } from '@/ui/picture'
import { cn } from '@/lib/cn'

type Item = OrderOut['items'][number] & { image_path?: string | null }

export interface Choosable {
  item: Item
  /** Units that may go into this parcel. */
  left: number
}

/** Lines of the order that ship, less what other parcels hold already. */
export function choosable(order: OrderOut, planned: Map<string, number>): Choosable[] {
  return order.items.filter((item) => item.requires_shipping).map((item) => ({ item, left: Math.max(0, item.open - (planned.get(item.id) ?? 0)) }))
}

interface ChooseLinesProps {
  lines: Choosable[]
  chosen: Record<string, number>
  onChange: (chosen: Record<string, number>) => void
}

/** How many of each line go into the parcel: all that is open at first. */
export function ChooseLines({ lines, chosen, onChange }: ChooseLinesProps) {
  const open = lines.filter((line) => line.left > 0)
  const set = (id: string, units: number, left: number) => onChange({ ...chosen, [id]: Math.max(0, Math.min(left, units)) })
  const all = open.every((line) => chosen[line.item.id] === line.left)
  return (
    <div>
      <ul className="divide-y divide-line">
        {lines.map(({ item, left }) => {
          const units = chosen[item.id] ?? 0
          const name = item.variant_title ? `${item.title}, ${item.variant_title}` : item.title
          return (
            <li key={item.id} className={cn('flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5', left === 0 && 'text-ink-2')}>
              <Picture src={item.image_path} alt="" size={40} />
              <div className="min-w-40 flex-1 text-13">
                <p className="font-medium break-words">
                  {item.title}
                  {item.variant_title && <span className="font-normal text-ink-2"> · {item.variant_title}</span>}
                </p>
                <p className="text-12 text-ink-2">{item.sku}</p>
              </div>
              {left === 0 ? (
                <span className="text-13">
                  <Trans>Nothing left to ship</Trans>
                </span>
              ) : (
                <div className="flex items-center gap-1">
                  <IconButton label={t`One less of ${name}`} disabled={units === 0} onClick={() => set(item.id, units - 1, left)}>
                    <Minus className="size-4" />
                  </IconButton>
                  <span className="w-14">
                    <input
                      type="text"
                      inputMode="numeric"
                      aria-label={t`Units of ${name}`}
                      value={String(units)}
                      onChange={(event) => set(item.id, Number(event.target.value.replace(/\D/g, '').slice(0, 6)) || 0, left)}
                      className={cn(control, 'tnum h-8 text-center pointer-coarse:h-11')}
                    />
                  </span>
                  <IconButton label={t`One more of ${name}`} disabled={units >= left} onClick={() => set(item.id, units + 1, left)}>
                    <Plus className="size-4" />
                  </IconButton>
                  <span className="tnum w-14 text-13 text-ink-2">
                    <Trans>of {left}</Trans>
                  </span>
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {open.length > 1 && (
        <div className="flex items-center justify-between gap-3 border-t border-line px-4 py-2 text-13">
          <span className="tnum text-ink-2">
            <Plural value={open.reduce((sum, line) => sum + (chosen[line.item.id] ?? 0), 0)} one="# item in this parcel" other="# items in this parcel" />
          </span>
          <Button look="quiet" onClick={() => onChange(Object.fromEntries(open.map((line) => [line.item.id, all ? 0 : line.left])))}>
            {all ? <Trans>Choose none</Trans> : <Trans>Choose all</Trans>}
          </Button>
        </div>
      )}
    </div>
  )
}
