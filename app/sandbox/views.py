"""What a shop holds, as JSON-able dicts for the control API: every field, and the totals and states that follow from them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from app.sandbox.faults import Fault
from app.sandbox.gate import Seen
from app.sandbox.shop import Customer, Fulfilment, Location, Order, Product, Shop, Variant
from app.sandbox.vendor import Delivery, Subscription

_PRODUCT = TypeAdapter(Product)
_ORDER = TypeAdapter(Order)
_CUSTOMER = TypeAdapter(Customer)
_FULFILMENT = TypeAdapter(Fulfilment)
_LOCATIONS = TypeAdapter(list[Location])
_FAULT = TypeAdapter(Fault)
_SUBSCRIPTION = TypeAdapter(Subscription)
_DELIVERY = TypeAdapter(Delivery)
_SEEN = TypeAdapter(Seen)
View = dict[str, Any]


def shop_view(shop: Shop) -> View:
    """A shop without what it holds, but with how many."""
    plain = {
        name: getattr(shop, name)
        for name in (
            *("handle", "vendor", "name", "currency", "timezone", "country", "email", "domain", "plan"),
            *("taxes_included", "tax_title", "weight_unit", "logo", "accent", "tagline"),
        )
    }
    return {
        **plain,
        "tax_rate": str(shop.tax_rate),
        "locations": _LOCATIONS.dump_python(shop.locations, mode="json"),
        "products": len(shop.products),
        "variants": sum(len(product.variants) for product in shop.products.values()),
        "customers": len(shop.customers),
        "orders": len(shop.orders),
    }


def product_view(product: Product) -> View:
    """A product with its variants and their `available`."""
    view: View = _PRODUCT.dump_python(product, mode="json")
    for variant, row in zip(product.variants, view["variants"], strict=True):
        row.update(on_hand=variant.on_hand, committed=variant.committed, available=variant.available)
    return view


def stock_rows(product: Product, variant: Variant) -> list[View]:
    """One row per location that knows the variant."""
    return [
        {
            "product_id": product.id,
            "variant_id": variant.id,
            "sku": variant.sku,
            "location_id": location_id,
            "on_hand": level.on_hand,
            "committed": level.committed,
            "available": level.available,
            "incoming": level.incoming,
            "tracked": variant.tracked,
        }
        for location_id, level in variant.levels.items()
    ]


def order_view(order: Order) -> View:
    """An order with its totals, fulfilment state and open units."""
    view: View = _ORDER.dump_python(order, mode="json")
    totals: dict[str, Decimal] = {
        "subtotal": order.subtotal,
        "discount_total": order.discount_total,
        "shipping_total": order.shipping_total,
        "tax_total": order.tax_total,
        "total": order.total,
        "refunded_total": order.refunded_total,
    }
    view.update({name: str(amount) for name, amount in totals.items()})
    view["fulfilment_state"] = order.fulfilment_state
    for line, row in zip(order.lines, view["lines"], strict=True):
        row.update(kept=line.kept, open=line.open, total=str(line.total), tax=str(line.tax))
    return view


def customer_view(customer: Customer) -> View:
    view: View = _CUSTOMER.dump_python(customer, mode="json")
    return view


def fulfilment_view(order: Order, fulfilment: Fulfilment) -> View:
    """A parcel with its order's id and name."""
    view: View = _FULFILMENT.dump_python(fulfilment, mode="json")
    return {"order_id": order.id, "order_name": order.name, **view}


def fault_view(fault: Fault) -> View:
    view: View = _FAULT.dump_python(fault, mode="json")
    return view


def subscription_view(subscription: Subscription) -> View:
    """A webhook without its secret."""
    view: View = _SUBSCRIPTION.dump_python(subscription, mode="json", exclude={"secret"})
    return view


def delivery_view(delivery: Delivery) -> View:
    """A webhook on its way; `raw` is the body as text."""
    view: View = _DELIVERY.dump_python(delivery, mode="json")
    return view


def seen_view(seen: Seen) -> View:
    view: View = _SEEN.dump_python(seen, mode="json")
    return view
