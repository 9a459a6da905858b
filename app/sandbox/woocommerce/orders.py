"""Orders as the REST API shows them: amounts net of tax, whatever the shop's prices are."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Address, Order
from app.sandbox.woocommerce.order_lines import (
    coupon_lines,
    fee_json,
    is_fee,
    line_amounts,
    line_json,
    shipping_amounts,
    shipping_json,
    tax_lines,
)
from app.sandbox.woocommerce.order_status import UNPAID, status_of
from app.sandbox.woocommerce.site import Site, metas
from app.sandbox.woocommerce.state import FULFILLMENTS, tracking_mode, woo_version

Json = dict[str, Any]
GATEWAYS = {
    "stripe": "Credit card (Stripe)",
    "card": "Credit card",
    "paypal": "PayPal",
    "bacs": "Direct bank transfer",
    "cod": "Cash on delivery",
    "cheque": "Check payments",
}


def order_json(site: Site, order: Order, dp: int | None = None) -> Json:
    """An order, field by field in the vendor's order. `dp` is the number of decimals asked for."""
    goods = [line for line in order.lines if line.kept > 0]
    lines = [line for line in goods if not is_fee(line)]
    fees = [line for line in goods if is_fee(line)]
    every = {line.id: line_amounts(site, order, line) for line in goods}
    shipping = [shipping_amounts(order, line) for line in order.shipping_lines]
    discount = sum((a.subtotal - a.total for a in every.values()), ZERO)
    discount_tax = sum((a.subtotal_tax - a.total_tax for a in every.values()), ZERO)
    cart_tax = sum((a.total_tax for a in every.values()), ZERO)
    shipping_tax = sum((tax for _, tax in shipping), ZERO)
    status = status_of(order)

    def money(amount: Decimal) -> str:
        return site.money(amount, dp)

    digest = hashlib.sha256(f"{site.shop.handle}/{order.id}".encode()).hexdigest()
    paid = order.paid if order.financial not in ("pending", "authorized", "voided") else None
    charged = order.gateway in ("stripe", "card")
    links: dict[str, str] = {"customer": f"customers/{customer_id(site, order)}"} if customer_id(site, order) else {}
    return {
        "id": order.id,
        "parent_id": 0,
        "status": status,
        "currency": order.currency,
        "version": woo_version(site.host, site.shop),
        "prices_include_tax": order.taxes_included,
        **_pair(site, "date_created", order.created),
        **_pair(site, "date_modified", order.updated),
        "discount_total": money(discount),
        "discount_tax": money(discount_tax),
        "shipping_total": money(sum((net for net, _ in shipping), ZERO)),
        "shipping_tax": money(shipping_tax),
        "cart_tax": money(cart_tax),
        "total": money(order.total),
        "total_tax": money(cart_tax + shipping_tax),
        "customer_id": customer_id(site, order),
        "order_key": f"wc_order_{digest[:13]}",
        "billing": address_json(order.billing, email=order.email, phone=order.phone),
        "shipping": address_json(order.shipping, phone=order.shipping.phone),
        "payment_method": order.gateway,
        "payment_method_title": order.extra.get("payment_method_title") or GATEWAYS.get(order.gateway, order.gateway.title()),
        "transaction_id": order.extra.get("transaction_id") or (f"ch_{digest[:24]}" if paid and charged else ""),
        "customer_ip_address": f"192.0.2.{int(digest[:2], 16) % 254 + 1}" if order.source == "web" else "",
        "customer_user_agent": "",
        "created_via": order.extra.get("created_via", "checkout"),
        "customer_note": order.note,
        **_pair(site, "date_completed", completed(order)),
        **_pair(site, "date_paid", paid),
        "cart_hash": "",
        "number": str(order.number),
        "meta_data": [*metas(order.extra), *kept_metas(site, order)],
        "line_items": [line_json(site, order, line, every[line.id], dp) for line in lines],
        "tax_lines": tax_lines(site, order, dp),
        "shipping_lines": [shipping_json(site, order, line, dp) for line in order.shipping_lines],
        "fee_lines": [fee_json(site, order, line, every[line.id], dp) for line in fees],
        "coupon_lines": coupon_lines(site, order, discount, discount_tax, dp),
        "refunds": [{"id": r.id, "reason": r.note, "total": f"-{money(r.amount)}"} for r in reversed(order.refunds)],
        "payment_url": f"{site.home}/checkout/order-pay/{order.id}/?pay_for_order=true&key=wc_order_{digest[:13]}",
        "is_editable": status in ("pending", "on-hold", "auto-draft"),
        "needs_payment": status in ("pending", "failed") and order.total > 0,
        "needs_processing": any(line.requires_shipping for line in lines),
        "currency_symbol": {"EUR": "€", "GBP": "£", "USD": "$"}.get(order.currency, order.currency),
        "_links": site.links(f"orders/{order.id}", **links),
    }  # fmt: skip


def _pair(site: Site, name: str, at: Any) -> Json:
    return {name: site.local(at), f"{name}_gmt": site.gmt(at)}


def customer_id(site: Site, order: Order) -> int:
    return order.customer_id if order.customer_id in site.shop.customers else 0


def completed(order: Order) -> datetime | None:
    """When it was said to be completed, or when the last parcel left. It stays, whatever becomes of the order after."""
    said = order.extra.get("completed")
    if said:
        return datetime.fromisoformat(said)
    if order.fulfilment_state != "fulfilled" or order.financial in UNPAID:
        return order.updated if status_of(order) == "completed" else None
    at = max((made.created for made in order.fulfilments if made.status == "success"), default=order.updated)
    kept_back = any(line.restock == "cancel" for refund in order.refunds if refund.created > at for line in refund.lines)
    return None if kept_back and status_of(order) != "completed" else at


def address_json(address: Address, **more: str) -> Json:
    return {
        "first_name": address.first_name,
        "last_name": address.last_name,
        "company": address.company,
        "address_1": address.address1,
        "address_2": address.address2,
        "city": address.city,
        "state": address.region_code or address.region,
        "postcode": address.postcode,
        "country": address.country,
        **more,
    }


def kept_metas(site: Site, order: Order) -> list[Json]:
    """Meta data that WooCommerce and its extensions keep with an order."""
    rows: list[Json] = []
    if tracking_mode(site.host, site.shop) == FULFILLMENTS and order.fulfilments:
        state = {"fulfilled": "fulfilled", "partial": "partially_fulfilled"}.get(order.fulfilment_state, "unfulfilled")
        rows.append({"id": order.id * 1000 + 200, "key": "_fulfillment_status", "value": state})
    if order.extra.get("trackings"):
        rows.append({"id": order.id * 1000 + 201, "key": "_wc_shipment_tracking_items", "value": order.extra["trackings"]})
    return rows
