import { t } from '@lingui/core/macro'

import { useGetOrderQuery } from '@/api/gen/orders'
import { useMay } from '@/app/session'

/** The number of an order by its id. */
export function OrderRef({ id }: { id: string }) {
  const may = useMay('orders.read')
  const { data } = useGetOrderQuery({ orderId: id }, { skip: !may })
  return <span className="tnum">{data?.data.number ?? t`Order`}</span>
}
