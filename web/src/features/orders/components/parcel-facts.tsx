import { Plural, Trans } from '@lingui/react/macro'
import { useLingui } from '@lingui/react'

import type { ShipmentOut } from '@/api/gen/fulfilment'
import { Card } from '@/ui/card'

import { weightText } from '../parcels'

/** What is inside, what it weighs. */
export function ParcelFacts({ shipment }: { shipment: ShipmentOut }) {
  const { i18n } = useLingui()
  return (
    <Card title={shipment.parcels.length > 1 ? <Plural value={shipment.parcels.length} one="# parcel" other="# parcels" /> : <Trans>Parcel</Trans>}>
      <div className="space-y-3 text-13">
        <ul className="space-y-1.5">
          {shipment.lines.map((line) => (
            <li key={line.order_item_id} className="flex gap-2">
              <span className="tnum text-ink-2">{line.quantity} ×</span>
              <span className="min-w-0 break-words">
                {line.title}
                {line.variant_title && <span className="text-ink-2"> · {line.variant_title}</span>}
              </span>
            </li>
          ))}
        </ul>
        {shipment.parcels.some((parcel) => parcel.weight_grams) && (
          <ul className="tnum border-t border-line pt-2 text-ink-2">
            {shipment.parcels.map((parcel, at) => (
              <li key={at}>
                {[
                  parcel.weight_grams ? weightText(parcel.weight_grams, i18n.locale || 'en') : '',
                  parcel.length_mm && parcel.width_mm && parcel.height_mm ? `${parcel.length_mm / 10} × ${parcel.width_mm / 10} × ${parcel.height_mm / 10} cm` : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </li>
            ))}
          </ul>
        )}
        {shipment.notify_customer && (
          <p className="text-12 text-ink-2">
            <Trans>The store writes to the customer when it leaves.</Trans>
          </p>
        )}
      </div>
    </Card>
  )
}
