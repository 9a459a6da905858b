"""Refunds as the REST API shows them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Order, Refund, RefundLine
from app.sandbox.woocommerce.order_lines import Amounts, line_json, plain, shipping_json, tax_rows
from app.sandbox.woocommerce.site import Site

Json = dict[str, Any]


def refund_json(site: Site, order: Order, refund: Refund, dp: int | None = None) -> Json:
    """A refund; what it takes back is negative."""
    wire = order.extra.get("refunds", {}).get(str(refund.id), {})
    route = f"orders/{order.id}/refunds/{refund.id}"
    rows = wire.get("lines") or [_refund_row(site, order, row) for row in refund.lines]
    lines = [_refund_line(site, order, refund, n, row, dp) for n, row in enumerate(rows, 1)]
    return {
        "id": refund.id,
        "parent_id": order.id,
        **site.dates("date_created", refund.created),
        "amount": site.money(refund.amount, dp),
        "reason": refund.note,
        "refunded_by": 1,
        "refunded_payment": bool(wire.get("refunded_payment", False)),
        "meta_data": wire.get("meta", []),
        "line_items": [line for line in lines if line],
        "shipping_lines": _refund_shipping(site, order, refund, dp),
        "tax_lines": [],
        "fee_lines": [],
        "_links": site.links(route, up=f"orders/{order.id}"),
    }


def _refund_row(site: Site, order: Order, row: RefundLine) -> Json:
    net = row.subtotal - (row.tax if order.taxes_included else ZERO)
    return {"item": row.line_id, "quantity": row.quantity, "total": str(net), "tax": str(row.tax)}


def _refund_shipping(site: Site, order: Order, refund: Refund, dp: int | None) -> list[Json]:
    """What was paid back of the delivery, as its own negative line."""
    if not refund.shipping or not order.shipping_lines:
        return []
    line = order.shipping_lines[0]
    whole = shipping_json(site, order, line, dp)
    rate = sum((tax.rate for tax in line.taxes), ZERO)
    net = site.round(refund.shipping / (1 + rate)) if order.taxes_included else refund.shipping
    tax = refund.shipping - net if order.taxes_included else site.round(net * rate)
    taxes = tax_rows(site, order, -tax, None, bool(line.taxes))
    return [
        {
            **whole,
            "id": refund.id * 1000 + 900,
            "total": site.money(-net, dp),
            "total_tax": site.money(-tax, dp),
            "taxes": taxes,
        }
    ]


def _refund_line(site: Site, order: Order, refund: Refund, n: int, row: Json, dp: int | None) -> Json | None:
    line = next((x for x in order.lines if x.id == row["item"]), None)
    if line is None:
        return None
    total, tax = -Decimal(row["total"]), -Decimal(row["tax"])
    quantity = int(row["quantity"])
    whole = line_json(site, order, line, Amounts(total, tax, total, tax), dp)
    item_id = refund.id * 1000 + n
    meta = {"id": item_id * 10, "key": "_refunded_item_id", "value": str(line.id),
            "display_key": "_refunded_item_id", "display_value": str(line.id)}  # fmt: skip
    price = plain(total / -quantity) if quantity else 0
    return {**whole, "id": item_id, "quantity": -quantity, "price": price, "meta_data": [meta]}
