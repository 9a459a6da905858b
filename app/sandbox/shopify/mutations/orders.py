"""Mutations of orders and refunds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from graphql import GraphQLResolveInfo

from app.sandbox.core import Refused
from app.sandbox.shop import ZERO, Address, Order
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.ids import gid, number
from app.sandbox.shopify.money import decimal
from app.sandbox.shopify.mutations.goods import tags_of
from app.sandbox.shopify.mutations.shared import Payload, UserErrors, as_decimal, once
from app.sandbox.shopify.rows import RefundRow
from app.sandbox.shopify.types.roots import order as order_by_gid
from app.sandbox.shopify.types.transactions import payments
from app.sandbox.world import Return

NO_ORDER = "Order does not exist"
_RESTOCK = {"CANCEL": "cancel", "RETURN": "return", "LEGACY_RESTOCK": "return", "NO_RESTOCK": "none", None: "none"}
_ADDRESS = {
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "company": "company",
    "countryCode": "country",
    "firstName": "first_name",
    "lastName": "last_name",
    "phone": "phone",
    "provinceCode": "region_code",
    "zip": "postcode",
}


def _missing(order: Order | None) -> UserErrors:
    return [] if order is not None else [user_error(["id"], NO_ORDER)]


def update(_info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """orderUpdate."""
    order = order_by_gid(ctx, input["id"])
    if order is None:
        return {"order": None, "userErrors": _missing(order)}
    values: dict[str, Any] = {k: input[k] or "" for k in ("email", "note", "phone") if k in input}
    if input.get("tags") is not None:
        values["tags"] = tags_of(input["tags"])
    if input.get("shippingAddress") is not None:
        given = input["shippingAddress"]
        changed = {field: given[name] or "" for name, field in _ADDRESS.items() if name in given}
        if "region_code" in changed:
            changed["region"] = changed["region_code"]
        values["shipping"] = Address(**{**vars(order.shipping), **changed})
    extra = dict(order.extra)
    if "poNumber" in input:
        extra["po_number"] = input["poNumber"]
    if input.get("customAttributes") is not None:
        extra["attributes"] = [{"key": a["key"], "value": a["value"]} for a in input["customAttributes"]]
    ctx.host.world.edit_order(ctx.shop, order.id, **values, extra=extra)
    return {"order": order, "userErrors": []}


def close(_info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """orderClose."""
    order = order_by_gid(ctx, input["id"])
    if order is not None:
        ctx.host.world.edit_order(ctx.shop, order.id, closed=order.closed or ctx.now)
    return {"order": order, "userErrors": _missing(order)}


def reopen(_info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """orderOpen."""
    order = order_by_gid(ctx, input["id"])
    if order is not None:
        ctx.host.world.edit_order(ctx.shop, order.id, closed=None)
    return {"order": order, "userErrors": _missing(order)}


def mark_paid(_info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """orderMarkAsPaid."""
    order = order_by_gid(ctx, input["id"])
    if order is None:
        return {"order": None, "userErrors": _missing(order)}
    if order.cancelled or order.financial not in ("pending", "authorized"):
        return {"order": order, "userErrors": [user_error(["id"], "Order cannot be marked as paid.")]}
    ctx.host.world.mark_paid(ctx.shop, order.id)
    return {"order": order, "userErrors": []}


def capture(_info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """orderCapture: the whole amount of an authorisation."""
    order = order_by_gid(ctx, input["id"])
    if order is None:
        return {"transaction": None, "userErrors": _missing(order)}
    first = payments(order, ctx)[0]
    if order.financial != "authorized" or input["parentTransactionId"] != first["id"]:
        message = "Parent transaction could not be found or is not capturable"
        return {"transaction": None, "userErrors": [user_error(["parentTransactionId"], message)]}
    amount = as_decimal(input["amount"])
    if amount != order.total:
        message = f"Amount must be {decimal(order.total)}: the sandbox captures an authorization as a whole"
        return {"transaction": None, "userErrors": [user_error(["amount"], message)]}
    order.extra["captured"] = True
    ctx.host.world.mark_paid(ctx.shop, order.id)
    return {"transaction": payments(order, ctx)[-1], "userErrors": []}


def cancel(
    _info: GraphQLResolveInfo[Any], ctx: Context, orderId: str, reason: str, restock: bool, refund: bool | None = None,
    refundMethod: dict[str, Any] | None = None, staffNote: str | None = None, **_: Any,
) -> Payload:  # fmt: skip
    """orderCancel: done at once, though told as a job."""

    def answer(*errors: dict[str, Any]) -> Payload:
        job = None if errors else {"id": gid("Job", str(uuid4())), "done": False}
        return {"job": job, "orderCancelUserErrors": list(errors), "userErrors": list(errors)}

    if refund is not None and refundMethod is not None:
        return answer(user_error(["refund"], "Cannot specify both refund and refundMethod.", "INVALID"))
    order = order_by_gid(ctx, orderId)
    if order is None:
        return answer(user_error(["orderId"], NO_ORDER, "NOT_FOUND"))
    if order.cancelled:
        return answer(user_error(["orderId"], "Cannot cancel an order that has already been canceled", "INVALID"))
    if staffNote:
        order.extra["staff_note"] = staffNote
    back = bool(refund) or bool((refundMethod or {}).get("originalPaymentMethodsRefund"))
    try:
        ctx.host.world.cancel_order(ctx.shop, order.id, reason=reason.lower(), restock=restock, refund=back)
    except Refused:
        return answer(user_error(["orderId"], "Cannot cancel an order with fulfilled line items", "INVALID"))
    return answer()


def _lines(order: Order, given: dict[str, Any], ctx: Context) -> tuple[list[Return], UserErrors]:
    rows: list[Return] = []
    errors: UserErrors = []
    known = {line.id: line for line in order.lines}
    for n, row in enumerate(given.get("refundLineItems") or ()):
        path: list[str | int] = ["refundLineItems", n]
        line = known.get(number(row["lineItemId"], "LineItem") or 0)
        if line is None:
            errors.append(user_error([*path, "lineItemId"], "Line item does not exist"))
            continue
        if row["quantity"] > line.kept - line.refunded:
            message = "Quantity cannot refund more items than were purchased"
            errors.append(user_error([*path, "quantity"], message))
        restock = _RESTOCK[row.get("restockType")]
        if restock == "cancel" and row["quantity"] > line.open:
            message = "Restock type cancel is not valid for fulfilled line items"
            errors.append(user_error([*path, "restockType"], message))
        place = ctx.location(number(row["locationId"], "Location")) if row.get("locationId") else None
        if row.get("locationId") and place is None:
            errors.append(user_error([*path, "locationId"], "Location does not exist"))
        rows.append(Return(line.id, row["quantity"], restock, place.id if place else None))
    return rows, errors


def _money(order: Order, given: dict[str, Any], ctx: Context) -> tuple[Decimal, Decimal, UserErrors]:
    """What is paid back in all, how much of it for the delivery, and what is wrong with that."""
    errors: UserErrors = []
    known = {row["id"] for row in payments(order, ctx)}
    amount = ZERO
    for n, row in enumerate(given.get("transactions") or ()):
        if row["kind"] != "REFUND":
            errors.append(user_error(["transactions", n, "kind"], "Kind must be refund"))
        if row.get("parentId") not in known:
            errors.append(user_error(["transactions", n, "parentId"], "Parent transaction is invalid"))
        amount += as_decimal(row["amount"])
    left = order.total - order.refunded_total if order.financial not in ("pending", "authorized", "voided") else ZERO
    if amount > left:
        message = f"Refund amount {decimal(amount)} is greater than net payment received {decimal(left)}"
        errors.append(user_error(["transactions"], message))
    asked = given.get("shipping") or {}
    freight = sum((r.shipping for r in order.refunds), ZERO)
    shipping = order.shipping_total - freight if asked.get("fullRefund") else as_decimal(asked.get("amount") or 0)
    if shipping > order.shipping_total - freight:
        errors.append(user_error(["shipping", "amount"], "Shipping refund amount is greater than the shipping price"))
    return amount, shipping, errors


def refund(info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """refundCreate: what the transactions say is paid back, what the lines say is taken back."""

    def do() -> tuple[dict[str, Any], UserErrors]:
        order = order_by_gid(ctx, input["orderId"])
        if order is None:
            return {}, [user_error(["orderId"], NO_ORDER)]
        rows, errors = _lines(order, input, ctx)
        amount, shipping, wrong = _money(order, input, ctx)
        errors += wrong
        if not rows and not amount and not shipping:
            errors.append(user_error(None, "At least one of the following is required: refund line items, "
                                           "shipping, transactions"))  # fmt: skip
        if errors:
            return {}, errors
        try:
            made = ctx.host.world.refund(
                ctx.shop, order.id, rows, shipping=shipping, amount=amount, note=input.get("note") or ""
            )
        except Refused as refused:
            return {}, [user_error(None, str(refused))]
        return {"order": order.id, "refund": made.id}, []

    def show(result: dict[str, Any], errors: UserErrors) -> Payload:
        order = ctx.shop.orders.get(result.get("order", 0))
        made = next((r for r in order.refunds if r.id == result["refund"]), None) if order else None
        row = RefundRow(order, made) if order and made else None
        return {"order": order, "refund": row, "userErrors": errors}

    return once(info, ctx, {"input": input}, do=do, show=show)
