import type { OrderRow } from '@/api/gen/orders'
import { fulfilmentOf, orderStatus, paymentStatus } from '@/lib/orders'
import { Badge } from '@/ui/badge'

export function StatusBadges({ order }: { order: Pick<OrderRow, 'status' | 'payment_status' | 'fulfilment_status'> }) {
  const words = [orderStatus(order.status), paymentStatus(order.payment_status), fulfilmentOf(order)]
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {words.map((word) => (
        <Badge key={word.text} tone={word.tone}>
          {word.text}
        </Badge>
      ))}
    </span>
  )
}
