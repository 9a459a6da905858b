"""Refunds."""

from __future__ import annotations

from typing import Any

from app.sandbox.shopify import status
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.ids import gid, nested_number
from app.sandbox.shopify.money import bag
from app.sandbox.shopify.paging import plain
from app.sandbox.shopify.rows import LineRow, RefundLineRow, RefundRow, ShippingRow
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.transactions import repayment


def refund_lines(row: RefundRow) -> list[RefundLineRow]:
    return [RefundLineRow(row.order, row.refund, part, n) for n, part in enumerate(row.refund.lines, 1)]


def _shipping(row: RefundRow, ctx: Context, **window: Any) -> dict[str, Any]:
    if not row.refund.shipping or not row.order.shipping_lines:
        return plain([], ctx, **window)
    line = row.order.shipping_lines[0]
    tax = line.tax * row.refund.shipping / line.total if line.total else line.tax
    paid = {
        "__typename": "RefundShippingLine",
        "id": gid("RefundShippingLine", nested_number(row.refund.id, 900)),
        "shippingLine": ShippingRow(row.order, line),
        "subtotalAmountSet": bag(row.order, row.refund.shipping),
        "taxAmountSet": bag(row.order, tax),
    }
    return plain([paid], ctx, **window)


REFUND: Fields = {
    "createdAt": lambda row, ctx: iso(row.refund.created),
    "id": lambda row, ctx: gid("Refund", row.refund.id),
    "legacyResourceId": lambda row, ctx: str(row.refund.id),
    "note": lambda row, ctx: row.refund.note,
    "order": lambda row, ctx: row.order,
    "orderAdjustments": lambda row, ctx, **args: plain([], ctx, **args),
    "processedAt": lambda row, ctx: iso(row.refund.created),
    "refundLineItems": lambda row, ctx, **args: plain(refund_lines(row), ctx, **args),
    "refundShippingLines": _shipping,
    "totalRefundedSet": lambda row, ctx: bag(row.order, row.refund.amount),
    "transactions": lambda row, ctx, **args: plain(repayment(row.order, row.refund, ctx), ctx, **args),
    "updatedAt": lambda row, ctx: iso(row.refund.created),
}


def _unit(row: RefundLineRow, ctx: Context) -> Any:
    return bag(row.order, row.row.subtotal / row.row.quantity if row.row.quantity else row.row.subtotal)


REFUND_LINE: Fields = {
    "id": lambda row, ctx: gid("RefundLineItem", nested_number(row.refund.id, row.position)),
    "lineItem": lambda row, ctx: LineRow(row.order, next(line for line in row.order.lines if line.id == row.row.line_id)),
    "location": lambda row, ctx: ctx.location(row.row.location_id) if row.row.restock != "none" else None,
    "priceSet": _unit,
    "quantity": lambda row, ctx: row.row.quantity,
    "restockType": lambda row, ctx: status.RESTOCK.get(row.row.restock, "NO_RESTOCK"),
    "restocked": lambda row, ctx: row.row.restock != "none",
    "subtotalSet": lambda row, ctx: bag(row.order, row.row.subtotal),
    "totalTaxSet": lambda row, ctx: bag(row.order, row.row.tax),
}
