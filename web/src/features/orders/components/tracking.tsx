import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Copy, ExternalLink } from 'lucide-react'

import type { ShipmentOut } from '@/api/gen/fulfilment'
import { copyText } from '@/lib/clipboard'
import { IconButton } from '@/ui/button'
import { Facts } from '@/ui/card'
import { Money } from '@/ui/money'
import { useToast } from '@/ui/toast'

/** Carrier, number and where to follow it. */
export function Tracking({ shipment, extra = [] }: { shipment: ShipmentOut; extra?: [React.ReactNode, React.ReactNode][] }) {
  const tell = useToast()
  const copy = async () => {
    if (await copyText(shipment.tracking_number)) tell(t`Tracking number copied`)
  }
  const page = /^https?:\/\//.test(shipment.tracking_url) ? shipment.tracking_url : ''
  const rows: [React.ReactNode, React.ReactNode][] = [
    [<Trans key="c">Carrier</Trans>, shipment.carrier || <span className="text-ink-2">{t`None`}</span>],
    [
      <Trans key="t">Tracking number</Trans>,
      shipment.tracking_number ? (
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="tnum break-all">{shipment.tracking_number}</span>
          <IconButton label={t`Copy the tracking number`} onClick={() => void copy()} className="-my-1 size-7">
            <Copy className="size-3.5" />
          </IconButton>
          {page && (
            <a href={page} target="_blank" rel="noopener noreferrer" className="inline-flex min-h-6 items-center pointer-coarse:min-h-11 gap-1 text-accent hover:underline">
              <Trans>Follow the parcel</Trans>
              <ExternalLink aria-hidden="true" className="size-3.5" />
            </a>
          )}
        </span>
      ) : (
        <span className="text-ink-2">{t`None`}</span>
      ),
    ],
    ...(shipment.cost !== null ? [[<Trans key="p">Price of the label</Trans>, <Money key="m" amount={shipment.cost} currency={shipment.currency} />] as [React.ReactNode, React.ReactNode]] : []),
    ...extra,
  ]
  return (
    <div className="mt-4 first:mt-0">
      <Facts rows={rows} />
    </div>
  )
}
