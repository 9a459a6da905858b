"""Webhook topics: their names in the schema and on the wire, and the scopes they need."""

from __future__ import annotations

# What is sent; every other topic can be subscribed to, but nothing of the kind ever happens here.
SENT = {
    "APP_UNINSTALLED": "app/uninstalled",
    "BULK_OPERATIONS_FINISH": "bulk_operations/finish",
    "CUSTOMERS_CREATE": "customers/create",
    "CUSTOMERS_UPDATE": "customers/update",
    "FULFILLMENTS_CREATE": "fulfillments/create",
    "FULFILLMENTS_UPDATE": "fulfillments/update",
    "INVENTORY_LEVELS_DISCONNECT": "inventory_levels/disconnect",
    "INVENTORY_LEVELS_UPDATE": "inventory_levels/update",
    "ORDERS_CANCELLED": "orders/cancelled",
    "ORDERS_CREATE": "orders/create",
    "ORDERS_EDITED": "orders/edited",
    "ORDERS_FULFILLED": "orders/fulfilled",
    "ORDERS_PAID": "orders/paid",
    "ORDERS_PARTIALLY_FULFILLED": "orders/partially_fulfilled",
    "ORDERS_UPDATED": "orders/updated",
    "PRODUCTS_CREATE": "products/create",
    "PRODUCTS_DELETE": "products/delete",
    "PRODUCTS_UPDATE": "products/update",
    "REFUNDS_CREATE": "refunds/create",
}
_SCOPES = {
    "CUSTOMERS": ("read_customers",),
    "FULFILLMENTS": ("read_fulfillments", "read_orders"),
    "INVENTORY": ("read_inventory",),
    "LOCATIONS": ("read_locations",),
    "ORDERS": ("read_orders",),
    "PRODUCTS": ("read_products",),
    "REFUNDS": ("read_orders",),
}


def on_the_wire(topic: str) -> str:
    """`orders/create` for ORDERS_CREATE."""
    if topic in SENT:
        return SENT[topic]
    noun, _, verb = topic.rpartition("_")
    return f"{noun}/{verb}".lower()


def scopes(topic: str) -> tuple[str, ...]:
    """Scopes of which a topic needs one; none for an open topic."""
    return _SCOPES.get(topic.partition("_")[0], ())
