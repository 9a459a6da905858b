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
from decimal import Decimal

from app.ports.storefront import RemoteAddress, RemoteDiscount, RemoteOrder, RemoteRefund
from app.vendors.woocommerce.fulfilment_mapping import has_core_fulfilments, read_fulfilments, shipped
from app.vendors.woocommerce.line_mapping import ZERO, Goods, read_lines, read_shipping, read_tax_line
from app.vendors.woocommerce.wire import Raw, archive, entries, ident, meta, money, when, whole

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


def is_order(raw: Raw) -> bool:
    return raw.get("status") not in DRAFTS


def read_order(raw: Raw, refunds: Sequence[Raw] = (), core_fulfilments: Sequence[Raw] = ()) -> RemoteOrder:
    """One order. `refunds` are those of `orders/{id}/refunds` (an order itself names only their totals)."""
    fulfilments, given_back = read_fulfilments(raw, core_fulfilments), _read_refunds(raw, refunds)
    left = shipped(fulfilments)
    status = read_status(raw, any_left=bool(left) or has_core_fulfilments(raw))
    lines = read_lines(raw, Goods.of(raw, status, left, given_back))
    refunded = sum((-money(entry.get("total")) for entry in entries(raw, "refunds")), ZERO)
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
        taxes=tuple(read_tax_line(entry) for entry in entries(raw, "tax_lines")),
        discounts=tuple(
            RemoteDiscount(code=str(entry.get("code") or ""), amount=money(entry.get("discount")))
            for entry in entries(raw, "coupon_lines")
        ),
        shipping_lines=tuple(read_shipping(entry, raw) for entry in entries(raw, "shipping_lines")),
        refunds=given_back,
        fulfilments=fulfilments,
        note=str(raw.get("customer_note") or ""),
        source=str(raw.get("created_via") or ""),
        cancel_reason="deleted in the shop" if raw.get("status") == "trash" else "",
        raw=archive(raw),
    )


def read_status(raw: Raw, *, any_left: bool = False) -> str:
    """pending | open | completed | cancelled.

    A refunded order was completed if it had been before or something was shipped, else it was as good as cancelled. A
    status that a plug-in added is open until the order was completed.
    """
    status = str(raw.get("status") or "")
    if status in _STATUS:
        return _STATUS[status]
    if raw.get("date_completed_gmt") or (status == "refunded" and any_left):
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


# ── refunds ─────────────────────────────────────────────────────────────────────────────────────────────


def _read_refunds(order: Raw, details: Sequence[Raw]) -> tuple[RemoteRefund, ...]:
    """Oldest first. A refund whose details are not at hand has no lines and the order's last change as its time."""
    known = {str(entry["id"]): entry for entry in details}
    lines = entries(order, "line_items")
    restock = {str(line["id"]): whole(meta(line, "_restock_refunded_items")) or 0 for line in lines}
    fallback = when(order.get("date_modified_gmt")) or datetime.fromtimestamp(0, UTC)
    found = []
    for entry in sorted(entries(order, "refunds"), key=lambda item: int(item["id"])):
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
    for entry in entries(refund, "line_items"):
        line, quantity = ident(meta(entry, "_refunded_item_id")), -(whole(entry.get("quantity")) or 0)
        if not line or quantity <= 0:  # money back without goods
            continue
        back = restock.get(line, 0) >= quantity
        if back:
            restock[line] -= quantity
        lines.append((line, quantity, back))
    return lines


def _name(raw: Raw) -> str:
    return " ".join(part for part in (raw.get("first_name"), raw.get("last_name")) if part)
