"""Taking in orders, refunds and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.sandbox.core import Refused
from app.sandbox.shop import ZERO, Address, Order, Refund
from app.sandbox.woocommerce.listing import Call
from app.sandbox.woocommerce.order_lines import is_fee
from app.sandbox.woocommerce.order_status import STATUSES, refused, set_status
from app.sandbox.woocommerce.sellable import is_variable
from app.sandbox.woocommerce.site import Site, put_metas
from app.sandbox.woocommerce.variant_writes import number
from app.sandbox.woocommerce.wp import BareError, RestError, Rule, listed, truthy
from app.sandbox.world import Cart, CartLine, Return

ORDER = {
    "status": Rule("string", (*STATUSES, "auto-draft")),
    "currency": Rule("string"),
    "customer_id": Rule("integer"),
    "customer_note": Rule("string"),
    "billing": Rule("object"),
    "shipping": Rule("object"),
    "payment_method": Rule("string"),
    "payment_method_title": Rule("string"),
    "transaction_id": Rule("string"),
    "set_paid": Rule("boolean"),
    **{name: Rule("array") for name in ("meta_data", "line_items", "shipping_lines", "fee_lines", "coupon_lines")},
}
REFUND = {
    "amount": Rule("string"),
    "reason": Rule("string"),
    "api_refund": Rule("boolean"),
    "api_restock": Rule("boolean"),
    "line_items": Rule("array"),
    "meta_data": Rule("array"),
}
_FIELDS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "company": "company",
    "address_1": "address1",
    "address_2": "address2",
    "city": "city",
    "state": "region_code",
    "postcode": "postcode",
    "country": "country",
    "phone": "phone",
}


def write_address(address: Address, rows: Any) -> Address:
    """The address with the fields that were sent."""
    rows = rows if isinstance(rows, Mapping) else {}
    changes = {field: str(rows[name]) for name, field in _FIELDS.items() if rows.get(name) is not None}
    if "region_code" in changes:
        changes["region"] = changes["region_code"]
    return replace(address, **changes)


def new_order(call: Call) -> Order:
    """Place an order. Raises the vendor's errors for unknown products and customers."""
    site = call.site
    lines = [_cart_line(site, row) for row in listed(call["line_items"]) if isinstance(row, Mapping)]
    for row in listed(call["fee_lines"]):
        if isinstance(row, Mapping):
            if not row.get("name"):
                raise RestError("woocommerce_rest_invalid_fee_item", "Fee name is required.")
            lines.append(CartLine(None, 1, number(row.get("total")) or ZERO, title=str(row["name"])))
    if not lines:
        lines = [CartLine(None, 1, ZERO, title="Order")]
    billing = write_address(Address(), call["billing"])
    shipping = write_address(Address(), call["shipping"]) if call.has("shipping") else billing
    mail = call["billing"].get("email", "") if isinstance(call["billing"], Mapping) else ""
    sent = _shipping_line(call)
    gateway = str(call["payment_method"] or "")
    cart = Cart(
        lines, email=str(mail or ""), phone=billing.phone, customer_id=_customer(call), shipping=shipping, billing=billing,
        shipping_title=sent[0], shipping_price=sent[1], paid=truthy(call["set_paid"]), gateway=gateway,
        note=str(call["customer_note"] or ""), source="api", on_shortage="oversell",
        extra={"created_via": "rest-api", **_said(call)},
    )  # fmt: skip
    order = site.host.world.place_order(site.shop, cart)
    _finish(call, order)
    if call.has("status"):
        set_status(site, order, str(call["status"]))
    return order


def write_order(call: Call, order: Order) -> None:
    """Change an order as the parameters say."""
    site, world = call.site, call.site.host.world
    values: dict[str, Any] = {}
    for name in ("billing", "shipping"):
        if call.has(name):
            values[name] = write_address(getattr(order, name), call[name])
    if isinstance(call["billing"], Mapping) and call["billing"].get("email"):
        values["email"] = str(call["billing"]["email"])
    if call.has("customer_id"):
        values["customer_id"] = _customer(call)
    for name, field in (("customer_note", "note"), ("payment_method", "gateway")):
        if call.has(name):
            values[field] = str(call[name])
    if call.has("line_items"):
        quantities, added = _line_changes(site, order, listed(call["line_items"]))
        values.update(quantities=quantities, add=added or None)
    world.edit_order(site.shop, order.id, **values)
    _finish(call, order)
    if truthy(call["set_paid"]):
        world.mark_paid(site.shop, order.id)
    if call.has("status"):
        set_status(site, order, str(call["status"]))


def _finish(call: Call, order: Order) -> None:
    extra = {**order.extra, **_said(call)}
    put_metas(call.site, extra, call["meta_data"])
    if extra != order.extra or call.has("meta_data"):
        order.extra = extra
        call.site.host.world.order_changed(call.site.shop, order)


def _said(call: Call) -> dict[str, str]:
    return {name: str(call[name]) for name in ("payment_method_title", "transaction_id") if call.has(name)}


def _customer(call: Call) -> int | None:
    wanted = int(call["customer_id"] or 0)
    if wanted and wanted not in call.site.shop.customers:
        raise RestError("woocommerce_rest_invalid_customer_id", "Customer ID is invalid.")
    return wanted or None


def _shipping_line(call: Call) -> tuple[str, Decimal]:
    rows = [row for row in listed(call["shipping_lines"]) if isinstance(row, Mapping)]
    for row in rows:
        if not row.get("method_id"):
            raise RestError("woocommerce_rest_invalid_shipping_item", "Shipping method ID is required.")
    if not rows:
        return "Flat rate", ZERO
    return str(rows[0].get("method_title") or "Flat rate"), sum((number(r.get("total")) or ZERO for r in rows), ZERO)


def _cart_line(site: Site, row: Mapping[str, Any]) -> CartLine:
    """A line for a product, by variation, product or SKU. A given total (net) sets the price."""
    variant_id = _variant_id(site, row)
    quantity = max(1, int(row.get("quantity") or 1))
    total = number(row.get("total")) if row.get("total") is not None else None
    if total is None:
        return CartLine(variant_id, quantity)
    if site.shop.taxes_included:
        total *= 1 + site.shop.tax_rate
    return CartLine(variant_id, quantity, site.round(total / quantity))


def _variant_id(site: Site, row: Mapping[str, Any]) -> int:
    wanted = int(row.get("variation_id") or 0) or int(row.get("product_id") or 0)
    sku = str(row.get("sku") or "")
    if not wanted and not sku:
        raise RestError("woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
    for variant_id, (product, variant) in site.variants.items():
        if sku:
            if variant.sku == sku:
                return variant_id
        elif variant_id == wanted or (product.id == wanted and not is_variable(product)):
            return variant_id
    raise RestError("woocommerce_rest_required_product_reference", "Product ID or SKU is required.")


def _line_changes(site: Site, order: Order, rows: list[Any]) -> tuple[dict[int, int], list[CartLine]]:
    quantities: dict[int, int] = {}
    added = []
    known = {line.id for line in order.lines if line.kept > 0}
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        if not row.get("id"):
            added.append(_cart_line(site, row))
            continue
        line_id = int(row["id"])
        if line_id not in known:
            message = "Order item ID provided is not associated with order."
            raise RestError("woocommerce_rest_invalid_item_id", message)
        if row.get("quantity") == 0 or ("product_id" in row and row["product_id"] is None):
            quantities[line_id] = 0
        elif row.get("quantity") is not None:
            quantities[line_id] = int(row["quantity"])
    return quantities, added


def new_refund(call: Call, order: Order) -> Refund:
    """Pay back. As with the vendor, the amount decides; lines say what it is for and what goes back to stock."""
    site, world = call.site, call.site.host.world
    rows = _refund_rows(site, order, listed(call["line_items"]))
    amount = number(call["amount"]) if call.has("amount") else _sum(rows)
    if amount is not None and amount < 0:
        raise BareError("woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.", 400)
    restock = truthy(call.params.get("api_restock", True))
    back = [Return(row["item"], row["free"], "auto" if restock else "none") for row in rows if row["free"] > 0]
    try:
        refund = world.refund(site.shop, order.id, back, amount=amount or ZERO, note=str(call["reason"] or ""))
    except Refused as refusal:
        money = "Invalid refund amount." if refusal.code == "over_refund" else refused(refusal)
        raise BareError("woocommerce_rest_cannot_create_order_refund", money, 500) from None
    lines = [{**row, "total": str(row["total"]), "tax": str(row["tax"])} for row in rows]
    wire: dict[str, Any] = {"lines": lines, "refunded_payment": truthy(call.params.get("api_refund", True))}
    put_metas(site, wire, call["meta_data"])
    order.extra = {**order.extra, "refunds": {**order.extra.get("refunds", {}), str(refund.id): wire}}
    site.host.touch()
    return refund


def _refund_rows(site: Site, order: Order, rows: list[Any]) -> list[dict[str, Any]]:
    """What is paid back of which item; unknown items are passed over, as the vendor does."""
    lines = {line.id: line for line in order.lines}
    sent = {line.id: line for line in order.shipping_lines}
    out = []
    for row in rows:
        if not isinstance(row, Mapping) or int(row.get("id") or 0) not in {*lines, *sent}:
            continue
        item = int(row["id"])
        tax = sum(
            (number(t.get("refund_total")) or ZERO for t in listed(row.get("refund_tax")) if isinstance(t, Mapping)), ZERO
        )
        line = lines.get(item)
        quantity = int(row.get("quantity") or 0)
        free = min(quantity, line.kept - line.refunded) if line and not is_fee(line) else 0
        total = number(row.get("refund_total")) or ZERO
        out.append({"item": item, "quantity": quantity, "total": total, "tax": tax, "free": free})
    return out


def _sum(rows: list[dict[str, Any]]) -> Decimal | None:
    return sum((row["total"] + row["tax"] for row in rows), ZERO) if rows else None
