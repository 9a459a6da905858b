import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'

import type { OrderOut } from '@/api/gen/orders'
import { cn } from '@/lib/cn'
import { Money } from '@/ui/money'

type Amounts = Pick<OrderOut, 'currency' | 'subtotal' | 'discount' | 'shipping' | 'tax' | 'total' | 'refunded' | 'taxes_included' | 'shipping_lines' | 'taxes' | 'discounts'>

const zero = (amount: string): boolean => !/[1-9]/.test(amount)
const negative = (amount: string): string => (amount.startsWith('-') || zero(amount) ? amount : `-${amount}`)
const words = (entries: Record<string, unknown>[], name: string): string => [...new Set(entries.map((entry) => entry[name]).filter((each): each is string => typeof each === 'string' && each !== ''))].join(', ')

/** How the total comes about: the subtotal is that of discounted lines. What is part of another amount is quieter, so the rest adds up. */
export function MoneyTable({ order }: { order: Amounts }) {
  const row = (name: ReactNode, amount: string, note = '', look?: 'sum' | 'within') => (
    <div className={cn('flex items-baseline justify-between gap-3', look === 'sum' && 'border-t border-line pt-2 font-semibold', look === 'within' && 'text-ink-2')}>
      <dt className="min-w-0 break-words">
        {name}
        {note && <span className="ml-2 text-12 font-normal text-ink-2">{note}</span>}
      </dt>
      <dd>
        <Money amount={amount} currency={order.currency} />
      </dd>
    </div>
  )
  return (
    <dl className="space-y-1.5 text-13">
      {row(<Trans>Subtotal</Trans>, order.subtotal)}
      {!zero(order.discount) && row(<Trans>Discount, already taken off</Trans>, order.discount, words(order.discounts, 'code') || words(order.discounts, 'title'), 'within')}
      {row(<Trans>Shipping</Trans>, order.shipping, words(order.shipping_lines, 'title'))}
      {order.taxes_included ? row(<Trans>Tax, included</Trans>, order.tax, words(order.taxes, 'title'), 'within') : row(<Trans>Tax</Trans>, order.tax, words(order.taxes, 'title'))}
      {row(<Trans>Total</Trans>, order.total, '', 'sum')}
      {!zero(order.refunded) && row(<Trans>Refunded</Trans>, negative(order.refunded))}
    </dl>
  )
}
