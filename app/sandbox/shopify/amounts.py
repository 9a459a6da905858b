"""The sums of orders and lines, told apart as Shopify tells them.

`quantity` is what was ever ordered, `kept` less what was edited away, `current` less what was given back too. Money that
is not marked as current counts what was ordered.
"""

from __future__ import annotations

from decimal import Decimal

from app.sandbox.shop import ZERO, Order, OrderLine, ShippingLine


def current(order: Order, line: OrderLine) -> int:
    """Units that the order still has."""
    left = line.kept - line.refunded
    return max(min(left, line.fulfilled), 0) if order.cancelled else max(left, 0)


def share(part: int, whole: int, amount: Decimal) -> Decimal:
    return amount * part / whole if whole else ZERO


def ordered_discount(line: OrderLine) -> Decimal:
    """The discount on all units that were ever ordered."""
    return share(line.quantity, line.kept, line.discount)


def ordered_total(line: OrderLine) -> Decimal:
    return line.price * line.quantity - ordered_discount(line)


def ordered_tax(line: OrderLine) -> Decimal:
    return share(line.quantity, line.kept, line.tax)


def current_total(order: Order, line: OrderLine) -> Decimal:
    return share(current(order, line), line.kept, line.total)


def current_tax(order: Order, line: OrderLine) -> Decimal:
    return share(current(order, line), line.kept, line.tax)


def current_discount(order: Order, line: OrderLine) -> Decimal:
    return share(current(order, line), line.kept, line.discount)


def unit_after_discounts(line: OrderLine) -> Decimal:
    return line.price - share(1, line.kept, line.discount)


def from_code(order: Order, line: OrderLine) -> bool:
    """Whether a line's discount stems from one of the whole order."""
    return bool(order.discounts) and line.discount > 0


def own_discount(order: Order, line: OrderLine) -> Decimal:
    """The discount that was given on this line alone."""
    return ZERO if order.discounts else ordered_discount(line)


def taxes(order: Order) -> Decimal:
    return sum((ordered_tax(x) for x in order.lines), ZERO) + sum((x.tax for x in order.shipping_lines), ZERO)


def refunded_shipping(order: Order) -> Decimal:
    return sum((refund.shipping for refund in order.refunds), ZERO)


def shipping_discount(line: ShippingLine) -> Decimal:
    return line.discount


def subtotal(order: Order) -> Decimal:
    return sum((ordered_total(line) for line in order.lines), ZERO)


def total(order: Order) -> Decimal:
    """`totalPriceSet`."""
    return subtotal(order) + order.shipping_total + (ZERO if order.taxes_included else taxes(order))


def current_subtotal(order: Order) -> Decimal:
    return sum((current_total(order, line) for line in order.lines), ZERO)


def current_shipping(order: Order) -> Decimal:
    if _nothing_left(order):
        return ZERO
    return max(order.shipping_total - refunded_shipping(order), ZERO)


def current_taxes(order: Order) -> Decimal:
    goods = sum((current_tax(order, line) for line in order.lines), ZERO)
    freight = share(1, 1, sum((line.tax for line in order.shipping_lines), ZERO))
    if order.shipping_total:
        freight = freight * current_shipping(order) / order.shipping_total
    return goods + (ZERO if _nothing_left(order) else freight)


def current_price(order: Order) -> Decimal:
    """`currentTotalPriceSet`."""
    taxes_ = ZERO if order.taxes_included else current_taxes(order)
    return current_subtotal(order) + current_shipping(order) + taxes_


def current_discounts(order: Order) -> Decimal:
    return sum((current_discount(order, line) for line in order.lines), ZERO)


def received(order: Order) -> Decimal:
    """Money that came in."""
    return ZERO if order.financial in ("pending", "authorized", "voided") else order.total


def outstanding(order: Order) -> Decimal:
    """Money that is still to come."""
    if order.financial in ("pending", "authorized"):
        return current_price(order)
    return ZERO


def weight(order: Order) -> int:
    return sum(line.weight_grams * line.quantity for line in order.lines)


def _nothing_left(order: Order) -> bool:
    """A cancelled order of which nothing was shipped has no freight either."""
    return order.cancelled is not None and not any(line.fulfilled for line in order.lines)
