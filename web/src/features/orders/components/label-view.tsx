import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'

import type { ShipmentOut } from '@/api/gen/fulfilment'
import { Card } from '@/ui/card'

import { labelAddress } from './shipment'

/** The label as the carrier made it: pictures show here, other files open on their own. */
export function LabelView({ shipment }: { shipment: ShipmentOut }) {
  const numbers = shipment.parcels.length ? shipment.parcels.map((_, at) => at + 1) : [1]
  const picture = shipment.label_media_type.startsWith('image/')
  return (
    <Card title={numbers.length > 1 ? <Trans>Labels</Trans> : <Trans>Label</Trans>}>
      <ul className="space-y-4">
        {numbers.map((parcel) => (
          <li key={parcel} className="space-y-2">
            {picture && (
              <a href={labelAddress(shipment.id, parcel)} target="_blank" rel="noopener" className="block w-fit">
                <img src={labelAddress(shipment.id, parcel)} alt={t`Label of parcel ${parcel}, number ${shipment.parcels[parcel - 1]?.tracking_number || shipment.tracking_number}`} loading="lazy" className="max-h-96 max-w-full rounded-md border border-line" />
              </a>
            )}
            <a href={labelAddress(shipment.id, parcel)} target="_blank" rel="noopener" className="inline-flex min-h-8 items-center pointer-coarse:min-h-11 gap-1.5 text-13 font-medium text-accent hover:underline">
              <Download aria-hidden="true" className="size-4" />
              {numbers.length > 1 ? <Trans>Open the label of parcel {parcel}</Trans> : <Trans>Open the label</Trans>}
            </a>
          </li>
        ))}
      </ul>
    </Card>
  )
}
