"""From an order as a channel tells it to rows of the book. Pure: no database."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from app.kernel.ids import new_id
from app.kernel.money import minor_units
from app.orders.contracts import PAYMENT_STATUSES, STATUSES
from app.orders.lifecycle import FULFILMENT, PAYMENT, STATUS
from app.ports.storefront import RemoteOrder

Row = Mapping[str, Any]
OWN = "ksap"  # the source of orders that were entered here
_MOST = 2**31 - 1
_TOO_MUCH = Decimal(10) ** 16


def fingerprint(order: RemoteOrder) -> str:
    """Equal for readings that say the same, whenever they were made."""
    said = replace(order, raw="", updated_at=order.placed_at)
    return hashlib.blake2b(orjson.dumps(said, default=_same), digest_size=16).hexdigest()


def _same(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def problem(order: RemoteOrder) -> str:
    """Why this order cannot stand in the book; empty when it can."""
    if not all(id_ and "\x00" not in id_ for id_ in (order.external_id, *(line.external_id for line in order.lines))):
        return "The order, or one of its lines, has no usable id."
    try:
        minor_units(order.currency)
    except ValueError as error:
        return str(error)
    if order.status not in STATUSES or order.payment_status not in PAYMENT_STATUSES:
        return f"The status {order.status} / {order.payment_status} is none of an order."
    amounts = [order.subtotal, order.discount, order.shipping, order.tax, order.total, order.refunded]
    amounts += [a for line in order.lines for a in (line.price, line.total, line.discount)]
    amounts += [tax.amount for line in order.lines for tax in line.taxes] + [refund.amount for refund in order.refunds]
    if any(not a.is_finite() or abs(a) >= _TOO_MUCH for a in amounts):
        return "An amount is out of range."
    if any(r.amount < 0 for r in order.refunds):
        return "A refund is negative."
    units = [n for line in order.lines for n in (line.quantity, line.fulfilled, line.refunded)]
    units += [n for refund in order.refunds for _, n, _ in refund.lines]
    if any(n < 0 for n in units) or sum(units) > _MOST:
        return "A quantity is out of range."
    if len({line.external_id for line in order.lines}) != len(order.lines):
        return "Two lines have the same id."
    return ""


def item_rows(
    order: RemoteOrder, order_id: UUID, known: Mapping[str, Row], links: Mapping[str, tuple[UUID, UUID]], *, may_lower: bool
) -> list[dict[str, Any]]:
    """`known` by the line's id. What we have shipped ourselves stands although the channel does not know it yet, unless
    `may_lower`: a fulfilment was newly cancelled there."""
    restocked: dict[str, int] = defaultdict(int)
    for refund in order.refunds:
        for line_id, quantity, back in refund.lines:
            restocked[line_id] += quantity if back else 0
    rows = []
    for position, line in enumerate(order.lines):
        ours = known.get(line.external_id)
        fulfilled = line.fulfilled if may_lower or ours is None else max(line.fulfilled, ours["fulfilled"])
        left = max(0, min(line.fulfillable - (fulfilled - line.fulfilled), line.quantity - fulfilled))
        variant, product = links.get(line.variant_id, (None, None))
        rows.append(
            {
                "id": ours["id"] if ours else new_id(),
                "order_id": order_id,
                "external_id": line.external_id,
                "position": position,
                "product_id": product,
                "variant_id": variant,
                "remote_product_id": line.product_id,
                "remote_variant_id": "" if order.source == OWN else line.variant_id,
                "title": line.title,
                "variant_title": line.variant_title,
                "sku": line.sku,
                "image_url": line.image_url,
                "quantity": line.quantity,
                "price": line.price,
                "discount": line.discount,
                "tax": sum((t.amount for t in line.taxes), Decimal(0)),
                "total": line.total,
                "requires_shipping": line.requires_shipping,
                "fulfilled": fulfilled,
                "refunded": line.refunded,
                "restocked": restocked[line.external_id],
                "open": 0 if order.status == "cancelled" else left,
                "properties": line.properties or {},
            }
        )
    return rows


def fulfilment_status(before: str, items: Sequence[Row]) -> str:
    """Of units shipped against units still to ship. Lines that need no shipping count only where nothing else is."""
    counted = [i for i in items if i["requires_shipping"]] or list(items)
    shipped, left = sum(i["fulfilled"] for i in counted), sum(i["open"] for i in counted)
    if not shipped:
        after = "unfulfilled"
    elif left:
        after = "partial"
    elif all(i["restocked"] >= i["quantity"] for i in counted):
        after = "returned"
    else:
        after = "delivered" if before == "delivered" else "fulfilled"
    return after if FULFILMENT.leads(before, after) else before


def new_cancellations(order: RemoteOrder, before: Row | None) -> bool:
    """Whether the channel cancelled a fulfilment, or took one away, since we last looked."""
    details = before["details"] if before else {}
    seen = set((details.get("remote") or {}).get("cancelled", ()))
    shown = {f["external_id"] for f in details.get("fulfilments", ()) if f["status"] != "cancelled"}
    cancelled = {f.external_id for f in order.fulfilments if f.status == "cancelled"}
    return bool(cancelled - seen) or bool(shown - {f.external_id for f in order.fulfilments})


def statuses(order: RemoteOrder, before: Row | None) -> tuple[str, str, list[str]]:
    """(status, payment status, notes). A status that people chose here stands until the channel itself moves on."""
    if before is None:
        return order.status, order.payment_status, []
    notes = []
    status, payment = order.status, order.payment_status
    if (before["details"].get("remote") or {}).get("status") == order.status:
        status = before["status"]
    if not STATUS.leads(before["status"], status):
        notes.append(f"The channel says {status}, which does not follow {before['status']}")
        status = before["status"]
    if not PAYMENT.leads(before["payment_status"], payment):
        notes.append(f"The channel says {payment}, which does not follow {before['payment_status']}")
        payment = before["payment_status"]
    return status, payment, notes


def order_row(
    order: RemoteOrder,
    order_id: UUID,
    *,
    before: Row | None,
    items: Sequence[Row],
    customer_id: UUID | None,
    historic: bool,
    mark: str,
) -> tuple[dict[str, Any], list[str]]:
    """The row, and what was not followed of the reading."""
    status, payment, notes = statuses(order, before)
    remote = (before["details"].get("remote") or {}) if before else {}
    own_tags = [t for t in before["tags"] if t not in remote.get("tags", ())] if before else []
    address = order.shipping_address or order.billing_address
    words = (order.number, order.external_id, order.customer_name, order.email, order.phone)
    goods = [word for line in order.lines for word in (line.sku, line.title)]
    local_cancel = before is not None and before["status"] == "cancelled" == status
    row = {
        "id": order_id,
        "external_id": order.external_id,
        "number": order.number or order.external_id,
        "customer_id": customer_id,
        "customer_name": order.customer_name,
        "email": order.email.strip().lower(),
        "phone": order.phone,
        "billing_address": asdict(order.billing_address) if order.billing_address else None,
        "shipping_address": asdict(order.shipping_address) if order.shipping_address else None,
        "country": address.country.upper() if address else "",
        **{name: getattr(order, name) for name in _SAME},
        "details": _details(order, historic=before["details"].get("historic", False) if before else historic),
        "status": status,
        "payment_status": payment,
        "fulfilment_status": fulfilment_status(before["fulfilment_status"] if before else "unfulfilled", items),
        "units": sum(line.quantity for line in order.lines),
        "tags": [*dict.fromkeys((*order.tags, *own_tags))],
        "search": " ".join(w for w in (*words, *goods) if w).lower()[:4000],
        "fingerprint": mark,
        "remote_updated_at": order.updated_at,
        "cancelled_at": order.cancelled_at or (before["cancelled_at"] if before and local_cancel else None),
        "cancel_reason": order.cancel_reason or (before["cancel_reason"] if before and local_cancel else ""),
    }
    return row, notes


_SAME = (
    "currency", "subtotal", "discount", "shipping", "tax", "total", "refunded", "taxes_included", "note", "source", "placed_at",
)  # fmt: skip


def _details(order: RemoteOrder, *, historic: bool) -> dict[str, Any]:
    return {
        "taxes": [asdict(t) for t in order.taxes],
        "discounts": [asdict(d) for d in order.discounts],
        "shipping_lines": [asdict(s) for s in order.shipping_lines],
        "fulfilments": [asdict(f) for f in order.fulfilments],
        "historic": historic,
        "remote": {
            "status": order.status,
            "tags": list(order.tags),
            "cancelled": [f.external_id for f in order.fulfilments if f.status == "cancelled"],
        },
    }


def refund_rows(order: RemoteOrder, order_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "order_id": order_id,
            "external_id": refund.external_id,
            "amount": refund.amount,
            "currency": order.currency,
            "reason": refund.reason,
            "lines": [list(line) for line in refund.lines],
            "refunded_at": refund.created_at,
        }
        for refund in {r.external_id: r for r in order.refunds}.values()
    ]
