import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { Printer } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'

import { useAppDispatch } from '@/app/store'
import { type ShipmentOut, fulfilmentApi } from '@/api/gen/fulfilment'
import { problem } from '@/lib/errors'
import { Badge } from '@/ui/badge'
import { Button, ButtonLink } from '@/ui/button'
import { Dialog } from '@/ui/overlay'
import { Progress } from '@/ui/sparkline'

import { labelAddress, usableLabel } from './shipment'

interface Found {
  id: string
  labels: ShipmentOut[]
  error: string
}

/** Which of the chosen orders have labels; they are printed together. */
export function LabelsDialog({ ids, numberOf, onClose }: { ids: string[]; numberOf: (id: string) => string | undefined; onClose: () => void }) {
  const dispatch = useAppDispatch()
  const [found, setFound] = useState<Found[]>([])
  const asked = useRef(ids)
  useEffect(() => {
    let over = false
    const look = async () => {
      for (const id of asked.current) {
        const query = dispatch(fulfilmentApi.endpoints.listShipments.initiate({ orderId: id, limit: 50 }, { subscribe: false, forceRefetch: true }))
        const answer = await query
        if (over) return
        setFound((before) => [...before, { id, labels: (answer.data?.data ?? []).filter(usableLabel), error: answer.error ? problem(answer.error).message : '' }])
      }
    }
    setFound([])
    void look()
    return () => {
      over = true
    }
  }, [dispatch])
  const labels = found.flatMap((each) => each.labels)
  const ready = found.length >= asked.current.length
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={<Trans>Shipping labels</Trans>}
      description={ready ? <Plural value={labels.length} _0="None of these orders has a label yet. Ship them to buy one." one="# label to print." other="# labels to print." /> : <Trans>Looking for labels</Trans>}
      footer={
        <>
          <Button onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
          {ready && labels.length > 0 && (
            <ButtonLink look="primary" icon={<Printer className="size-4" />} to={`/shipments/labels?${labels.map((each) => `id=${each.id}`).join('&')}`} target="_blank" rel="noopener">
              <Trans>Print labels</Trans>
            </ButtonLink>
          )}
        </>
      }
    >
      {!ready && <Progress done={found.length} total={asked.current.length} label={t`Looking for labels`} />}
      <ul className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {found.map((each) => (
          <li key={each.id} className="flex min-h-9 flex-wrap items-center gap-x-3 px-3 py-1.5 text-13">
            <Link to={`/orders/${each.id}`} className="tnum font-medium hover:underline">
              {numberOf(each.id) ?? t`Order`}
            </Link>
            <span className="ml-auto flex flex-wrap gap-3">
              {each.labels.map((label) => (
                <a key={label.id} href={labelAddress(label.id)} target="_blank" rel="noopener" className="tnum inline-flex min-h-6 items-center pointer-coarse:min-h-11 text-accent hover:underline">
                  {label.tracking_number || t`Label`}
                </a>
              ))}
              {!each.labels.length && !each.error && <Badge>{t`No label`}</Badge>}
              {each.error && <span className="text-bad">{each.error}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
