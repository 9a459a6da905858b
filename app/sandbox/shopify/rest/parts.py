"""What the bodies of webhooks have in common: times, addresses, lines. Their shape is that of the older REST API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.sandbox.shop import Address, Customer, Order, OrderLine, Shop, TaxLine
from app.sandbox.shopify import amounts
from app.sandbox.shopify.countries import country_name, region_name
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.money import price, rest_set
from app.sandbox.shopify.types.lines import applications, line_name

Json = dict[str, Any]


@dataclass
class Sender:
    """The shop that tells, and where its pictures are."""

    shop: Shop
    picture: Callable[[str], str]

    def at(self, moment: datetime | None) -> str | None:
        """A time as the older API has it: the shop's own, with its offset."""
        if moment is None:
            return None
        return moment.astimezone(ZoneInfo(self.shop.timezone)).isoformat(timespec="seconds")


def address(given: Address) -> Json | None:
    if not (given.address1 or given.city or given.country or given.name):
        return None
    return {
        "first_name": given.first_name or None,
        "address1": given.address1 or None,
        "phone": given.phone or None,
        "city": given.city or None,
        "zip": given.postcode or None,
        "province": region_name(given) or None,
        "country": country_name(given.country) or None,
        "last_name": given.last_name or None,
        "address2": given.address2 or None,
        "company": given.company or None,
        "latitude": None,
        "longitude": None,
        "name": given.name,
        "country_code": given.country or None,
        "province_code": given.region_code or None,
    }


def customer_address(customer: Customer, given: Address, position: int) -> Json:
    shown = address(given) or {}
    return {
        "id": customer.id * 100 + position,
        "customer_id": customer.id,
        **{name: shown.get(name) for name in ("first_name", "last_name", "company", "address1", "address2", "city",
                                              "province", "country", "zip", "phone", "name", "province_code",
                                              "country_code")},
        "country_name": shown.get("country"),
        "default": position == 1,
    }  # fmt: skip


def customer(sender: Sender, given: Customer) -> Json:
    """A customer as orders carry one; the topics about customers add to it."""
    consent = "subscribed" if given.accepts_marketing else "not_subscribed"
    addresses = [customer_address(given, one, n) for n, one in enumerate(given.addresses, 1)]
    return {
        "id": given.id,
        "email": given.email or None,
        "created_at": sender.at(given.created),
        "updated_at": sender.at(given.updated),
        "first_name": given.first_name or None,
        "last_name": given.last_name or None,
        "state": "enabled",
        "note": given.note or None,
        "verified_email": bool(given.email),
        "multipass_identifier": None,
        "tax_exempt": False,
        "phone": given.phone or None,
        "email_marketing_consent": {"state": consent, "opt_in_level": "single_opt_in", "consent_updated_at": None},
        "sms_marketing_consent": None,
        "tags": ", ".join(sorted(given.tags)),
        "currency": sender.shop.currency,
        "tax_exemptions": [],
        "admin_graphql_api_id": gid("Customer", given.id),
        "default_address": addresses[0] if addresses else None,
    }


def tax(order: Order, given: TaxLine, amount: Decimal) -> Json:
    return {
        "channel_liable": False,
        "price": price(amount, order.currency),
        "price_set": rest_set(order, amount),
        "rate": float(given.rate),
        "title": given.title,
    }


def discount_allocations(order: Order, line: OrderLine) -> list[Json]:
    given = amounts.ordered_discount(line)
    if not given:
        return []
    amount = price(given, order.currency)
    return [{"amount": amount, "amount_set": rest_set(order, given), "discount_application_index": 0}]


def discount_application(order: Order) -> list[Json]:
    """The discounts of an order."""
    rows = []
    for one in applications(order):
        value = one["value"]
        percent = "percentage" in value
        row = {
            "target_type": one["targetType"].lower(),
            "type": "discount_code" if "code" in one else "manual",
            "value": str(value["percentage"]) if percent else value["amount"],
            "value_type": "percentage" if percent else "fixed_amount",
            "allocation_method": one["allocationMethod"].lower(),
            "target_selection": one["targetSelection"].lower(),
        }
        rows.append({**row, "code": one["code"]} if "code" in one else {**row, "title": one["title"]})
    return rows


def line_item(sender: Sender, order: Order, line: OrderLine, quantity: int | None = None) -> Json:
    """A line; parcels give the number of units that are in them."""
    state = None
    if line.fulfilled:
        state = "partial" if line.open > 0 else "fulfilled"
    own = amounts.own_discount(order, line)
    return {
        "id": line.id,
        "admin_graphql_api_id": gid("LineItem", line.id),
        "attributed_staffs": [],
        "current_quantity": amounts.current(order, line),
        "fulfillable_quantity": max(line.open, 0),
        "fulfillment_service": "manual",
        "fulfillment_status": state,
        "gift_card": False,
        "grams": line.weight_grams,
        "name": line_name(line),
        "price": price(line.price, order.currency),
        "price_set": rest_set(order, line.price),
        "product_exists": line.product_id in sender.shop.products,
        "product_id": line.product_id,
        "properties": [],
        "quantity": line.quantity if quantity is None else quantity,
        "requires_shipping": line.requires_shipping,
        "sku": line.sku or None,
        "taxable": line.taxable,
        "title": line.title,
        "total_discount": price(own, order.currency),
        "total_discount_set": rest_set(order, own),
        "variant_id": line.variant_id,
        "variant_inventory_management": "shopify" if line.variant_id else None,
        "variant_title": line.variant_title or None,
        "vendor": line.vendor or None,
        "tax_lines": [tax(order, t, amounts.share(line.quantity, line.kept, t.amount)) for t in line.taxes],
        "duties": [],
        "discount_allocations": discount_allocations(order, line),
    }
