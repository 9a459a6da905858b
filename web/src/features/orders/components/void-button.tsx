import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

import { type ShipmentOut, useCancelShipmentMutation, useVoidShipmentMutation } from '@/api/gen/fulfilment'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { useToast } from '@/ui/toast'

/** Gives a label back, or drops what was only planned; what has begun to move cannot be called back. */
export function VoidButton({ shipment }: { shipment: ShipmentOut }) {
  const [asking, setAsking] = useState(false)
  const [giveBack, voiding] = useVoidShipmentMutation()
  const [drop, dropping] = useCancelShipmentMutation()
  const tell = useToast()
  const draft = shipment.state === 'draft'
  if (!draft && shipment.state !== 'label_bought' && shipment.state !== 'shipped') return null
  const label = shipment.has_label
  const name = draft ? t`Drop this parcel` : label ? t`Give the label back` : t`Take the shipment back`
  const run = async () => {
    const answer = await (draft ? drop({ shipmentId: shipment.id }) : giveBack({ shipmentId: shipment.id }))
    if (answer.error) return
    setAsking(false)
    tell(draft ? t`Parcel dropped` : label ? t`Label given back` : t`Shipment taken back`)
  }
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}>
        {name}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={`${name}?`}
        consequence={
          draft ? (
            <Trans>Its items can be shipped again.</Trans>
          ) : label ? (
            <Trans>The carrier is asked to void the label. Its number can then not be used, and the items can be shipped again. This cannot be undone.</Trans>
          ) : (
            <Trans>The items count as not shipped again. A message that the customer got cannot be taken back.</Trans>
          )
        }
        action={name}
        busy={voiding.isLoading || dropping.isLoading}
        error={voiding.error ?? dropping.error}
        onConfirm={() => void run()}
      >
        {null}
      </Confirm>
    </>
  )
}
