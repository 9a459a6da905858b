"""Orders, parcels and refunds as webhooks carry them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Order, ShippingLine
from app.sandbox.shopify import amounts, status
from app.sandbox.shopify.ids import gid, nested_number, shop_number
from app.sandbox.shopify.money import price, rest_set
from app.sandbox.shopify.rest.parcels import parcel_body
from app.sandbox.shopify.rest.parts import Json, Sender, address, customer, discount_application, line_item, tax
from app.sandbox.shopify.rest.refunds import refund_body
from app.sandbox.shopify.types.orders import order_app
from app.sandbox.shopify.types.transactions import gateway

# What an order may carry and those of the sandbox's shops never do.
_NEVER: Json = {
    "browser_ip": None,
    "client_details": None,
    "confirmed": True,
    "customer_locale": None,
    "device_id": None,
    "duties_included": False,
    "estimated_taxes": False,
    "landing_site": None,
    "landing_site_ref": None,
    "location_id": None,
    "merchant_business_entity_id": None,
    "merchant_of_record_app_id": None,
    "payment_terms": None,
    "reference": None,
    "referring_site": None,
    "returns": [],
    "source_url": None,
    "tax_exempt": False,
    "test": False,
    "user_id": None,
}


def _pair(order: Order, name: str, amount: Decimal) -> Json:
    """An amount as a text, and as a set beside it."""
    return {name: price(amount, order.currency), f"{name}_set": rest_set(order, amount)}


def _sums(order: Order) -> Json:
    goods = sum((line.price * line.quantity for line in order.lines), ZERO)
    discounts = sum((amounts.ordered_discount(line) for line in order.lines), ZERO)
    discounts += sum((line.discount for line in order.shipping_lines), ZERO)
    shipping = {"total_shipping_price_set": rest_set(order, order.shipping_total)}
    now_shipping = {"current_shipping_price_set": rest_set(order, amounts.current_shipping(order))}
    return {
        **_pair(order, "current_subtotal_price", amounts.current_subtotal(order)),
        **_pair(order, "current_total_discounts", amounts.current_discounts(order)),
        **_pair(order, "current_total_price", amounts.current_price(order)),
        **_pair(order, "current_total_tax", amounts.current_taxes(order)),
        **_pair(order, "subtotal_price", amounts.subtotal(order)),
        **_pair(order, "total_discounts", discounts),
        **_pair(order, "total_line_items_price", goods),
        **_pair(order, "total_price", amounts.total(order)),
        **_pair(order, "total_tax", amounts.taxes(order)),
        **shipping,
        **now_shipping,
        "current_total_additional_fees_set": None,
        "current_total_duties_set": None,
        "original_total_additional_fees_set": None,
        "original_total_duties_set": None,
        "total_cash_rounding_payment_adjustment_set": rest_set(order, ZERO),
        "total_cash_rounding_refund_adjustment_set": rest_set(order, ZERO),
        "total_outstanding": price(amounts.outstanding(order), order.currency),
        "total_tip_received": price(ZERO, order.currency),
    }


def _fulfilment_status(order: Order) -> str | None:
    return {"fulfilled": "fulfilled", "partial": "partial"}.get(order.fulfilment_state)


def _taxes(order: Order) -> list[Json]:
    sums: dict[tuple[str, Decimal], tuple[Any, Decimal]] = {}
    parts = [(line.taxes, line.quantity, line.kept) for line in order.lines]
    parts += [(line.taxes, 1, 1) for line in order.shipping_lines]
    for taxes, quantity, kept in parts:
        for one in taxes:
            _, before = sums.get((one.title, one.rate), (one, ZERO))
            sums[one.title, one.rate] = (one, before + amounts.share(quantity, kept, one.amount))
    return [tax(order, one, amount) for one, amount in sums.values()]


def _codes(order: Order) -> list[Json]:
    kinds = {"percent": "percentage"}
    return [
        {"code": d.code, "amount": price(d.amount, order.currency), "type": kinds.get(d.kind, "fixed_amount")}
        for d in order.discounts
        if d.code
    ]


def _shipping(order: Order, line: ShippingLine) -> Json:
    return {
        "id": line.id,
        "carrier_identifier": None,
        "code": line.code or line.title,
        "current_discounted_price_set": rest_set(order, amounts.current_shipping(order)),
        "discounted_price": price(line.total, order.currency),
        "discounted_price_set": rest_set(order, line.total),
        "is_removed": False,
        "phone": None,
        "price": price(line.price, order.currency),
        "price_set": rest_set(order, line.price),
        "requested_fulfillment_service_id": None,
        "source": "shopify",
        "title": line.title,
        "tax_lines": [tax(order, one, one.amount) for one in line.taxes],
        "discount_allocations": [],
    }


def _parts(sender: Sender, order: Order) -> Json:
    who = sender.shop.customers.get(order.customer_id or 0)
    return {
        "billing_address": address(order.billing),
        "buyer_accepts_marketing": bool(who and who.accepts_marketing),
        "customer": customer(sender, who) if who else None,
        "discount_applications": discount_application(order),
        "discount_codes": _codes(order),
        "fulfillments": [parcel_body(sender, order, parcel) for parcel in order.fulfilments],
        "line_items": [line_item(sender, order, line) for line in order.lines],
        "refunds": [refund_body(sender, order, refund) for refund in order.refunds],
        "shipping_address": address(order.shipping),
        "shipping_lines": [_shipping(order, line) for line in order.shipping_lines],
        "tax_lines": _taxes(order),
    }


def order_body(sender: Sender, order: Order) -> Json:
    """The body of orders/create and its like."""
    return {
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "app_id": int(order_app(order)["id"].rpartition("/")[2]),
        "cancel_reason": (status.cancel_reason(order) or "").lower() or None,
        "cancelled_at": sender.at(order.cancelled),
        "cart_token": order.key,
        "checkout_id": nested_number(order.id, 7),
        "checkout_token": order.key,
        "closed_at": sender.at(order.closed),
        "confirmation_number": status.confirmation_number(order),
        "contact_email": order.email or None,
        "created_at": sender.at(order.created),
        "currency": order.currency,
        "email": order.email,
        "financial_status": order.financial,
        "fulfillment_status": _fulfilment_status(order),
        "name": order.name,
        "note": order.note or None,
        "note_attributes": [{"name": a["key"], "value": a["value"]} for a in order.extra.get("attributes", [])],
        "number": order.number - 1000 if order.number > 1000 else order.number,
        "order_number": order.number,
        "order_status_url": f"https://{sender.shop.handle}.myshopify.com/{shop_number(sender.shop)}/orders/{order.key}",
        "payment_gateway_names": [gateway(order)],
        "phone": order.phone or None,
        "po_number": order.extra.get("po_number"),
        "presentment_currency": order.presentment_currency or order.currency,
        "processed_at": sender.at(order.processed),
        "source_identifier": order.extra.get("source_identifier"),
        "source_name": order.source,
        "tags": ", ".join(sorted(order.tags)),
        "taxes_included": order.taxes_included,
        "token": order.key,
        "total_weight": amounts.weight(order),
        "updated_at": sender.at(order.updated),
        **_sums(order),
        **_parts(sender, order),
        **_NEVER,
    }


def edit_body(order: Order, created: str | None) -> Json:
    """The body of orders/edited: that lines changed, not which order it is now."""
    number = nested_number(order.id, 8)
    return {
        "order_edit": {
            "id": number,
            "app_id": None,
            "created_at": created,
            "notify_customer": False,
            "order_id": order.id,
            "reason": None,
            "staff_note": None,
            "user_id": None,
            "line_items": {
                "additions": [],
                "removals": [{"id": line.id, "delta": line.removed} for line in order.lines if line.removed],
            },
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }
