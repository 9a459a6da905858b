"""Orders of WooCommerce in our words: pure functions of the shop's JSON.

All of WooCommerce's order amounts are net of tax, whatever `prices_include_tax` says (that flag only tells how prices
were typed in). So `taxes_included` is always False here and `subtotal + shipping + tax = total` holds, up to the
rounding of the shop.

- `price` of a line is its subtotal ÷ quantity, to four places: the vendor's own `price` is a JSON number made by
  floating-point division, after discounts. `total` and `discount` are exact.
- Fees are lines (WooCommerce numbers all items of an order in one sequence, so ids do not clash) that need no shipping.
  A negative fee is a line of price 0 with a discount, as some plug-ins give rebates that way.
- A quantity that is not whole (plug-ins for goods by the metre) becomes one unit at the full subtotal, with the
  original quantity in `properties`.
- `restocked` is known per line in total only (metadata `_restock_refunded_items`): the earliest refunds count first.
- Drafts of the block checkout are carts, not orders: `is_order` tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.kernel.money import SCALE
from app.ports.storefront import (
    RemoteAddress,
    RemoteDiscount,
    RemoteFulfilment,
    RemoteLine,
    RemoteOrder,
    RemoteRefund,
    RemoteShippingLine,
    RemoteTax,
)
from app.vendors.woocommerce.fulfilment_mapping import read_fulfilments, shipped
from app.vendors.woocommerce.wire import Raw, archive, ident, meta, money, number, title, when, whole

ZERO = Decimal(0)
DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft", "new"})
_STATUS: Mapping[str, str] = {
    "pending": "pending",
    "failed": "pending",
    "checkout-draft": "pending",
    "on-hold": "open",
    "processing": "open",
    "completed": "completed",
    "cancelled": "cancelled",
    "trash": "cancelled",
}
_CLOSED = frozenset({"completed", "cancelled"})


def is_order(raw: Raw) -> bool:
    return raw.get("status") not in DRAFTS


def read_order(raw: Raw, refunds: Sequence[Raw] = (), core_fulfilments: Sequence[Raw] = ()) -> RemoteOrder:
    """One order. `refunds` are those of `orders/{id}/refunds` (an order itself names only their totals)."""
    status, fulfilments = read_status(raw), read_fulfilments(raw, core_fulfilments)
    given_back = _read_refunds(raw, refunds)
    lines = _read_lines(raw, status, fulfilments, given_back)
    refunded = sum((-money(entry.get("total")) for entry in raw.get("refunds") or ()), ZERO)
    billing, shipping = raw.get("billing") or {}, raw.get("shipping") or {}
    created, updated = when(raw.get("date_created_gmt")), when(raw.get("date_modified_gmt"))
    placed = created or updated or datetime.fromtimestamp(0, UTC)
    return RemoteOrder(
        external_id=str(raw["id"]),
        number=str(raw.get("number") or raw["id"]),
        currency=str(raw.get("currency") or ""),
        status=status,
        payment_status=read_payment_status(raw, refunded),
        placed_at=placed,
        updated_at=updated or placed,
        subtotal=sum((line.total for line in lines), ZERO),
        discount=sum((line.discount for line in lines), ZERO),
        shipping=money(raw.get("shipping_total")),
        tax=money(raw.get("total_tax")),
        total=money(raw.get("total")),
        refunded=refunded,
        customer_id=ident(raw.get("customer_id")),
        customer_name=_name(billing) or _name(shipping),
        email=str(billing.get("email") or ""),
        phone=str(billing.get("phone") or ""),
        billing_address=read_address(billing),
        shipping_address=read_address(shipping),
        lines=lines,
        taxes=tuple(_read_tax_line(entry) for entry in raw.get("tax_lines") or ()),
        discounts=tuple(
            RemoteDiscount(code=str(entry.get("code") or ""), amount=money(entry.get("discount")))
            for entry in raw.get("coupon_lines") or ()
        ),
        shipping_lines=tuple(_read_shipping(entry, raw) for entry in raw.get("shipping_lines") or ()),
        refunds=given_back,
        fulfilments=fulfilments,
        note=str(raw.get("customer_note") or ""),
        source=str(raw.get("created_via") or ""),
        cancel_reason="deleted in the shop" if raw.get("status") == "trash" else "",
        raw=archive(raw),
    )


def read_status(raw: Raw) -> str:
    """pending | open | completed | cancelled. A status that a plug-in added is open until the order was completed."""
    status = str(raw.get("status") or "")
    if status in _STATUS:
        return _STATUS[status]
    if raw.get("date_completed_gmt"):
        return "completed"
    return "cancelled" if status == "refunded" else "open"


def read_payment_status(raw: Raw, refunded: Decimal) -> str:
    """From the status, the date of payment and the refunds; WooCommerce has no field of its own for it."""
    status, total = raw.get("status"), money(raw.get("total"))
    if status == "refunded" or (refunded > 0 and refunded >= total):
        return "refunded"
    if refunded > 0:
        return "partially_refunded"
    if status == "failed":
        return "failed"
    if raw.get("date_paid_gmt") or status == "completed" or (status == "processing" and total == 0):
        return "paid"
    return "voided" if status in ("cancelled", "trash") else "pending"


def read_address(raw: Raw) -> RemoteAddress | None:
    """None when every field is empty, as for goods that are not shipped."""
    texts = {key: str(raw.get(key) or "") for key in ("company", "city", "country", "phone")}
    address = RemoteAddress(
        name=_name(raw),
        line1=str(raw.get("address_1") or ""),
        line2=str(raw.get("address_2") or ""),
        region=str(raw.get("state") or ""),
        postal_code=str(raw.get("postcode") or ""),
        **texts,
    )
    return None if address == RemoteAddress() else address


# ── lines ───────────────────────────────────────────────────────────────────────────────────────────────


def _read_lines(
    raw: Raw, status: str, fulfilments: Sequence[RemoteFulfilment], refunds: Sequence[RemoteRefund]
) -> tuple[RemoteLine, ...]:
    left, returned = shipped(fulfilments), _units_refunded(refunds)
    physical = raw.get("needs_processing") is not False or bool(raw.get("shipping_lines"))
    goods = [_read_line(entry, raw, status, left, returned, physical) for entry in raw.get("line_items") or ()]
    return (*goods, *(_read_fee(entry, raw) for entry in raw.get("fee_lines") or ()))


def _read_line(
    raw: Raw, order: Raw, status: str, left: Mapping[str, int], returned: Mapping[str, int], physical: bool
) -> RemoteLine:
    key, count = str(raw["id"]), number(raw.get("quantity")) or ZERO
    subtotal, total = money(raw.get("subtotal")), money(raw.get("total"))
    exact = count == count.to_integral_value()
    quantity = int(count) if exact else 1
    refunded = min(returned.get(key, 0), quantity)
    open_units = quantity - refunded
    fulfilled = open_units if status == "completed" else min(left.get(key, 0), quantity)
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
        requires_shipping=physical,
        fulfilled=fulfilled,
        refunded=refunded,
        fulfillable=max(0, open_units - fulfilled) if physical and status not in _CLOSED else 0,
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
    visible = (entry for entry in raw.get("meta_data") or () if not str(entry.get("key") or "_").startswith("_"))
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


# ── taxes, shipping, refunds ────────────────────────────────────────────────────────────────────────────


def _read_taxes(raw: Raw, order: Raw) -> tuple[RemoteTax, ...]:
    rates = {str(entry.get("rate_id")): entry for entry in order.get("tax_lines") or ()}
    taxes = []
    for entry in raw.get("taxes") or ():
        line = rates.get(str(entry.get("id")), {})
        amount = money(entry.get("total"))
        if amount or line:
            taxes.append(RemoteTax(title=title(line.get("label")) or "Tax", amount=amount, rate=_rate(line)))
    return tuple(taxes)


def _read_tax_line(raw: Raw) -> RemoteTax:
    amount = money(raw.get("tax_total")) + money(raw.get("shipping_tax_total"))
    return RemoteTax(title=title(raw.get("label")) or str(raw.get("rate_code") or "Tax"), amount=amount, rate=_rate(raw))


def _rate(line: Raw) -> Decimal | None:
    """A fraction: 0.19 for 19 %."""
    percent = number(line.get("rate_percent"))
    return None if percent is None else percent / 100


def _read_shipping(raw: Raw, order: Raw) -> RemoteShippingLine:
    return RemoteShippingLine(
        title=title(raw.get("method_title")),
        amount=money(raw.get("total")),
        code=str(raw.get("method_id") or ""),
        taxes=_read_taxes(raw, order),
    )


def _read_refunds(order: Raw, details: Sequence[Raw]) -> tuple[RemoteRefund, ...]:
    """Oldest first. A refund whose details are not at hand has no lines and the order's last change as its time."""
    known = {str(entry["id"]): entry for entry in details}
    restock = {str(line["id"]): whole(meta(line, "_restock_refunded_items")) or 0 for line in order.get("line_items") or ()}
    fallback = when(order.get("date_modified_gmt")) or datetime.fromtimestamp(0, UTC)
    found = []
    for entry in sorted(order.get("refunds") or (), key=lambda item: int(item["id"])):
        detail = known.get(str(entry["id"]), {})
        found.append(
            RemoteRefund(
                external_id=str(entry["id"]),
                amount=-money(entry.get("total")),
                created_at=when(detail.get("date_created_gmt")) or fallback,
                reason=str(entry.get("reason") or detail.get("reason") or ""),
                lines=tuple(_refund_lines(detail, restock)),
            )
        )
    return tuple(found)


def _refund_lines(refund: Raw, restock: dict[str, int]) -> list[tuple[str, int, bool]]:
    lines = []
    for entry in refund.get("line_items") or ():
        line, quantity = ident(meta(entry, "_refunded_item_id")), -(whole(entry.get("quantity")) or 0)
        if not line or quantity <= 0:  # money back without goods
            continue
        back = restock.get(line, 0) >= quantity
        if back:
            restock[line] -= quantity
        lines.append((line, quantity, back))
    return lines


def _units_refunded(refunds: Sequence[RemoteRefund]) -> dict[str, int]:
    units: dict[str, int] = {}
    for refund in refunds:
        for line, quantity, _ in refund.lines:
            units[line] = units.get(line, 0) + quantity
    return units


def _name(raw: Raw) -> str:
    return " ".join(part for part in (raw.get("first_name"), raw.get("last_name")) if part)
