import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Copy } from 'lucide-react'
import { Link } from 'react-router'

import type { OrderOut } from '@/api/gen/orders'
import { copyText } from '@/lib/clipboard'
import { useScoped } from '@/lib/url-state'
import { IconButton } from '@/ui/button'
import { Card } from '@/ui/card'
import { useToast } from '@/ui/toast'

import { Address, addressLines } from './address'

export function Customer({ order }: { order: OrderOut }) {
  const scoped = useScoped()
  const tell = useToast()
  const ships = addressLines(order.shipping_address, order.customer_name)
  const bills = addressLines(order.billing_address, order.customer_name)
  const same = bills.length > 0 && bills.join('\n') === ships.join('\n')
  const copy = async () => {
    if (await copyText(ships.join('\n'))) tell(t`Address copied`)
  }
  return (
    <Card title={<Trans>Customer</Trans>}>
      <div className="space-y-4 text-13">
        <div>
          <p className="font-medium break-words">{order.customer_name || <Trans>No name</Trans>}</p>
          {order.email && (
            <p>
              <a href={`mailto:${order.email}`} className="inline-flex min-h-6 items-center pointer-coarse:min-h-11 break-all text-accent hover:underline">
                {order.email}
              </a>
            </p>
          )}
          {order.phone && (
            <p>
              <a href={`tel:${order.phone.replace(/\s/g, '')}`} className="tnum inline-flex min-h-6 items-center pointer-coarse:min-h-11 hover:underline">
                {order.phone}
              </a>
            </p>
          )}
          {order.email && (
            <p>
              <Link to={scoped(`/orders?customer=${encodeURIComponent(order.email)}`)} className="inline-flex min-h-6 items-center pointer-coarse:min-h-11 text-accent hover:underline">
                <Trans>All orders of this customer</Trans>
              </Link>
            </p>
          )}
        </div>
        <div>
          <div className="flex items-center justify-between">
            <h3 className="text-12 font-medium text-ink-2">
              <Trans>Ships to</Trans>
            </h3>
            {ships.length > 0 && (
              <IconButton label={t`Copy the address`} onClick={() => void copy()} className="-my-1 -mr-2 size-7">
                <Copy className="size-3.5" />
              </IconButton>
            )}
          </div>
          <Address address={order.shipping_address} fallback={order.customer_name} />
        </div>
        {bills.length > 0 && (
          <div>
            <h3 className="text-12 font-medium text-ink-2">
              <Trans>Billing address</Trans>
            </h3>
            {same ? (
              <p className="text-ink-2">
                <Trans>Same as the shipping address</Trans>
              </p>
            ) : (
              <Address address={order.billing_address} fallback={order.customer_name} />
            )}
          </div>
        )}
      </div>
    </Card>
  )
}
