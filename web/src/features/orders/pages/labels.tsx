/** Labels to print, one on each page; the shell stays off the paper. */
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Printer } from 'lucide-react'

import { type ShipmentOut, useGetShipmentQuery } from '@/api/gen/fulfilment'
import { useUrlState } from '@/lib/url-state'
import { Button } from '@/ui/button'
import { PageHead } from '@/ui/page'
import { Skeleton } from '@/ui/skeleton'
import { Empty, Failure } from '@/ui/state'

import { labelAddress, usableLabel } from '../components/shipment'

export function Component() {
  const ids = useUrlState().all('id')
  return (
    <div className="mx-auto max-w-3xl">
      <div className="print:hidden">
        <PageHead title={t`Print labels`}>
          <Button look="primary" icon={<Printer className="size-4" />} onClick={() => window.print()}>
            <Trans>Print</Trans>
          </Button>
        </PageHead>
      </div>
      {!ids.length && (
        <Empty title={<Trans>No label is chosen</Trans>}>
          <Trans>Choose orders in the list of orders, then print their labels.</Trans>
        </Empty>
      )}
      <ul className="space-y-4 print:space-y-0">
        {ids.map((id) => (
          <One key={id} id={id} />
        ))}
      </ul>
    </div>
  )
}

function One({ id }: { id: string }) {
  const { data, error, refetch } = useGetShipmentQuery({ shipmentId: id })
  if (error)
    return (
      <li className="print:hidden">
        <Failure error={error} retry={() => void refetch()} />
      </li>
    )
  if (!data)
    return (
      <li>
        <Skeleton className="h-96 w-full" />
      </li>
    )
  return <Labels shipment={data.data} />
}

function Labels({ shipment }: { shipment: ShipmentOut }) {
  const numbers = shipment.parcels.length ? shipment.parcels.map((_, at) => at + 1) : [1]
  if (!usableLabel(shipment))
    return (
      <li className="rounded-lg border border-line bg-surface p-4 text-13 print:hidden">
        <Trans>This shipment has no label.</Trans>
      </li>
    )
  return numbers.map((parcel) => (
    <li key={parcel} className="rounded-lg border border-line bg-surface p-4 print:break-after-page print:border-0 print:p-0 print:last:break-after-auto">
      <p className="tnum mb-3 text-13 text-ink-2 print:hidden">
        {shipment.carrier} · {shipment.parcels[parcel - 1]?.tracking_number || shipment.tracking_number}
      </p>
      {shipment.label_media_type.startsWith('image/') ? (
        <img src={labelAddress(shipment.id, parcel)} alt={t`Label ${shipment.tracking_number}`} className="max-w-full print:max-h-[97vh] print:w-[4in] print:object-contain" />
      ) : (
        <a href={labelAddress(shipment.id, parcel)} target="_blank" rel="noopener" className="inline-flex min-h-8 items-center pointer-coarse:min-h-11 text-13 font-medium text-accent hover:underline">
          <Trans>This label is a file of its own: open and print it there</Trans>
        </a>
      )}
    </li>
  ))
}
