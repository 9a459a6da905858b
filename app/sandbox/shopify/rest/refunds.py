"""Refunds as webhooks carry them, alone or within an order."""

from __future__ import annotations

from app.sandbox.shop import ZERO, Order, Refund
from app.sandbox.shopify.ids import gid, nested_number
from app.sandbox.shopify.money import price, rest_set
from app.sandbox.shopify.rest.parts import Json, Sender, line_item
from app.sandbox.shopify.types.transactions import REFUNDED, SALE, gateway

_RESTOCK = {"cancel": "cancel", "none": "no_restock", "return": "return"}


def refund_body(sender: Sender, order: Order, refund: Refund) -> Json:
    """The body of refunds/create."""
    return {
        "id": refund.id,
        "admin_graphql_api_id": gid("Refund", refund.id),
        "created_at": sender.at(refund.created),
        "note": refund.note or None,
        "order_id": order.id,
        "processed_at": sender.at(refund.created),
        "restock": any(row.restock != "none" for row in refund.lines),
        "total_additional_fees_set": rest_set(order, ZERO),
        "total_duties_set": rest_set(order, ZERO),
        "user_id": None,
        "return": None,
        "order_adjustments": [],
        "transactions": _repayment(sender, order, refund),
        "refund_line_items": _returned(sender, order, refund),
        "duties": [],
        "additional_fees": [],
        "refund_shipping_lines": [],
    }


def _returned(sender: Sender, order: Order, refund: Refund) -> list[Json]:
    by_id = {line.id: line for line in order.lines}
    return [
        {
            "id": nested_number(refund.id, n),
            "line_item_id": row.line_id,
            "location_id": row.location_id if row.restock != "none" else None,
            "quantity": row.quantity,
            "restock_type": _RESTOCK.get(row.restock, "no_restock"),
            "subtotal": float(row.subtotal),
            "subtotal_set": rest_set(order, row.subtotal),
            "total_tax": float(row.tax),
            "total_tax_set": rest_set(order, row.tax),
            "line_item": line_item(sender, order, by_id[row.line_id]),
        }
        for n, row in enumerate(refund.lines, 1)
    ]


def _repayment(sender: Sender, order: Order, refund: Refund) -> list[Json]:
    if not refund.amount:
        return []
    number = nested_number(refund.id, REFUNDED)
    return [
        {
            "id": number,
            "admin_graphql_api_id": gid("OrderTransaction", number),
            "amount": price(refund.amount, order.currency),
            "authorization": None,
            "created_at": sender.at(refund.created),
            "currency": order.currency,
            "device_id": None,
            "error_code": None,
            "gateway": gateway(order),
            "kind": "refund",
            "location_id": None,
            "message": None,
            "order_id": order.id,
            "parent_id": nested_number(order.id, SALE),
            "payment_id": f"{order.name}.{order.refunds.index(refund) + 2}",
            "processed_at": sender.at(refund.created),
            "receipt": {},
            "source_name": order.source,
            "status": "success",
            "test": False,
            "user_id": None,
        }
    ]
