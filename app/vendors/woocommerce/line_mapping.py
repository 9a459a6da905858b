"""Lines of an order: goods, fees, their taxes, shipping. Pure; see `order_mapping` for the rules.

Which units left is known from the shipments where these name lines. A completed order has shipped everything that was
not given back before it was completed; what was refunded later had been shipped and came back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.kernel.money import SCALE
from app.ports.storefront import RemoteLine, RemoteRefund, RemoteShippingLine, RemoteTax
from app.vendors.woocommerce.wire import Raw, entries, ident, metadata, money, number, title, when

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of the goods of an order as a whole; units are by line id."""

    left: Mapping[str, int]  # in shipments that name lines
    returned: Mapping[str, int]  # refunded at any time
    kept: Mapping[str, int]  # refunded before the order was completed: never shipped
    completed: bool  # at some time, whatever became of the order later
    closed: bool  # nothing will be shipped any more
    physical: bool

    @classmethod
    def of(cls, order: Raw, status: str, left: Mapping[str, int], refunds: Sequence[RemoteRefund]) -> Goods:
        at = when(order.get("date_completed_gmt"))
        early = [refund for refund in refunds if at is None or refund.created_at < at]
        return cls(
            left=left,
            returned=_units(refunds),
            kept=_units(early),
            completed=status == "completed",
            closed=status in ("completed", "cancelled"),
            physical=order.get("needs_processing") is not False or bool(order.get("shipping_lines")),
        )

    def fulfilled(self, line: str, quantity: int) -> int:
        shipped = min(self.left.get(line, 0), quantity)
        return max(shipped, quantity - self.kept.get(line, 0)) if self.completed else shipped


def read_lines(order: Raw, goods: Goods) -> tuple[RemoteLine, ...]:
    """The goods, then the fees."""
    return (
        *(_read_line(entry, order, goods) for entry in entries(order, "line_items")),
        *(_read_fee(entry, order) for entry in entries(order, "fee_lines")),
    )


def _read_line(raw: Raw, order: Raw, goods: Goods) -> RemoteLine:
    key, count = str(raw["id"]), number(raw.get("quantity")) or ZERO
    subtotal, total = money(raw.get("subtotal")), money(raw.get("total"))
    exact = count == count.to_integral_value()
    quantity = int(count) if exact else 1
    refunded = min(goods.returned.get(key, 0), quantity)
    fulfilled = goods.fulfilled(key, quantity) if goods.physical or goods.completed else 0
    to_ship = 0 if goods.closed or not goods.physical else max(0, quantity - refunded - fulfilled)
    properties = _properties(raw)
    if not exact:
        properties["quantity"] = str(count)
    image = raw.get("image")
    return RemoteLine(
        external_id=key,
        title=title(raw.get("parent_name") or raw.get("name")),
        quantity=quantity,
        price=(subtotal / quantity if quantity else subtotal).quantize(SCALE, ROUND_HALF_UP),
        total=total,
        product_id=ident(raw.get("product_id")),
        variant_id=ident(raw.get("variation_id")) or ident(raw.get("product_id")),
        variant_title=_variant_title(raw),
        sku=str(raw.get("sku") or ""),
        discount=subtotal - total,
        taxes=_read_taxes(raw, order),
        requires_shipping=goods.physical,
        fulfilled=fulfilled,
        refunded=refunded,
        fulfillable=to_ship,
        image_url=str(image.get("src") or "") if isinstance(image, Mapping) else "",
        properties=properties or None,
    )


def _read_fee(raw: Raw, order: Raw) -> RemoteLine:
    total = money(raw.get("total"))
    return RemoteLine(
        external_id=str(raw["id"]),
        title=title(raw.get("name")) or "Fee",
        quantity=1,
        price=max(total, ZERO),
        total=total,
        discount=max(-total, ZERO),
        taxes=_read_taxes(raw, order),
        requires_shipping=False,
        properties={"kind": "fee"},
    )


def _properties(raw: Raw) -> dict[str, Any]:
    """What the buyer chose or typed: metadata that is not internal (a leading underscore) and not an attribute."""
    visible = (entry for entry in metadata(raw) if not str(entry.get("key") or "_").startswith("_"))
    return {
        title(entry.get("display_key") or entry["key"]): entry.get("display_value", entry.get("value"))
        for entry in visible
        if isinstance(entry.get("display_value", entry.get("value")), str | int)
    }


def _variant_title(raw: Raw) -> str:
    """The part of the name that the variation adds to its parent's."""
    if not ident(raw.get("variation_id")):
        return ""
    parent, name = title(raw.get("parent_name")), title(raw.get("name"))
    if parent and name.startswith(parent):
        return name[len(parent) :].lstrip(" -–—")
    return " / ".join(str(value) for value in _properties(raw).values())


def _read_taxes(raw: Raw, order: Raw) -> tuple[RemoteTax, ...]:
    rates = {str(entry.get("rate_id")): entry for entry in entries(order, "tax_lines")}
    taxes = []
    for entry in entries(raw, "taxes"):
        line = rates.get(str(entry.get("id")), {})
        amount = money(entry.get("total"))
        if amount or line:
            taxes.append(RemoteTax(title=title(line.get("label")) or "Tax", amount=amount, rate=_rate(line)))
    return tuple(taxes)


def read_tax_line(raw: Raw) -> RemoteTax:
    amount = money(raw.get("tax_total")) + money(raw.get("shipping_tax_total"))
    return RemoteTax(title=title(raw.get("label")) or str(raw.get("rate_code") or "Tax"), amount=amount, rate=_rate(raw))


def _rate(line: Raw) -> Decimal | None:
    """A fraction: 0.19 for 19 %."""
    percent = number(line.get("rate_percent"))
    return None if percent is None else percent / 100


def read_shipping(raw: Raw, order: Raw) -> RemoteShippingLine:
    return RemoteShippingLine(
        title=title(raw.get("method_title")),
        amount=money(raw.get("total")),
        code=str(raw.get("method_id") or ""),
        taxes=_read_taxes(raw, order),
    )


def _units(refunds: Sequence[RemoteRefund]) -> dict[str, int]:
    units: dict[str, int] = {}
    for refund in refunds:
        for line, quantity, _ in refund.lines:
            units[line] = units.get(line, 0) + quantity
    return units
