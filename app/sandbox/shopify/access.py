"""Which scopes a field asks for.

A field needs what its own entry says, else what the type that it returns says; with any one of the scopes it is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable

_FULFIL = ("assigned", "merchant_managed", "third_party")
_READ_FULFIL = tuple(f"read_{who}_fulfillment_orders" for who in _FULFIL)
_READ_MARKET_FULFIL = (*_READ_FULFIL, "read_marketplace_fulfillment_orders")
_WRITE_FULFIL = tuple(f"write_{who}_fulfillment_orders" for who in _FULFIL)
_ORDERS = ("read_orders", "read_marketplace_orders")
_PARCELS = (*_ORDERS, *_READ_MARKET_FULFIL)
_PICTURES = (
    "read_products", "read_files", "read_themes", "read_orders", "read_draft_orders", "read_images", "read_quick_sale",
)  # fmt: skip
_STOCK = ("read_inventory",)
_GOODS = ("read_products",)
_PLACES = ("read_locations", "read_inventory", "read_markets_home")

TYPES: dict[str, tuple[str, ...]] = {
    "Customer": ("read_customers",),
    "CustomerEmailAddress": ("read_customers",),
    "CustomerPhoneNumber": ("read_customers",),
    "DeliveryMethod": ("read_orders", *_READ_MARKET_FULFIL),
    "Fulfillment": _PARCELS,
    "FulfillmentEvent": ("read_orders",),
    "FulfillmentLineItem": _ORDERS,
    "FulfillmentOrder": _READ_MARKET_FULFIL,
    "FulfillmentOrderAssignedLocation": _READ_MARKET_FULFIL,
    "FulfillmentOrderDestination": _READ_FULFIL,
    "FulfillmentOrderLineItem": _READ_FULFIL,
    "FulfillmentOrderSupportedAction": _READ_FULFIL,
    "FulfillmentOriginAddress": _ORDERS,
    "FulfillmentTrackingInfo": _PARCELS,
    "InventoryAdjustmentGroup": _STOCK,
    "InventoryChange": _STOCK,
    "InventoryItem": ("read_inventory", "read_products"),
    "InventoryItemMeasurement": ("read_inventory", "read_products"),
    "InventoryLevel": _STOCK,
    "InventoryProperties": _STOCK,
    "InventoryQuantity": _STOCK,
    "InventoryQuantityName": _STOCK,
    "LineItem": _ORDERS,
    "Location": _PLACES,
    "Media": _PICTURES,
    "MediaError": ("read_products", "read_files"),
    "MediaImage": _PICTURES,
    "MediaPreviewImage": ("read_products", "read_files", "read_images"),
    "Order": (*_ORDERS, "read_quick_sale"),
    "OrderAdjustment": _ORDERS,
    "OrderApp": ("read_orders",),
    "OrderCancelUserError": _ORDERS,
    "OrderCancellation": ("read_orders",),
    "OrderRiskSummary": ("read_orders",),
    "OrderTransaction": _ORDERS,
    "Product": _GOODS,
    "ProductCompareAtPriceRange": _GOODS,
    "ProductDeleteOperation": _GOODS,
    "ProductOperation": _GOODS,
    "ProductOption": _GOODS,
    "ProductOptionValue": _GOODS,
    "ProductPriceRangeV2": _GOODS,
    "ProductSetOperation": _GOODS,
    "ProductVariant": _GOODS,
    "ProductVariantsBulkCreateUserError": _GOODS,
    "ProductVariantsBulkDeleteUserError": _GOODS,
    "ProductVariantsBulkUpdateUserError": _GOODS,
    "Refund": _ORDERS,
    "RefundLineItem": _ORDERS,
    "RefundShippingLine": _ORDERS,
}

_LOCATION_ONLY = (
    "activatable", "address", "addressVerified", "createdAt", "deactivatable", "deactivatedAt", "deletable",
    "fulfillmentService", "fulfillsOnlineOrders", "hasActiveInventory", "hasUnfulfilledOrders", "inventoryLevel",
    "inventoryLevels", "isActive", "isFulfillmentService", "isPrimary", "shipsInventory", "updatedAt",
)  # fmt: skip

FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
    **{
        ("InventoryItem", name): _STOCK
        for name in ("duplicateSkuCount", "inventoryHistoryUrl", "inventoryLevel", "inventoryLevels", "locationsCount")
    },
    **{("Location", name): ("read_locations",) for name in _LOCATION_ONLY},
    ("Location", "id"): _PLACES,
    ("Location", "name"): ("read_locations", "read_markets_home"),
    **{
        ("Product", name): ("read_publications",)
        for name in ("availablePublicationsCount", "resourcePublicationsCount", "resourcePublicationsV2")
    },
    ("QueryRoot", "customersCount"): ("read_customers",),
    ("QueryRoot", "fulfillment"): _PARCELS,
    ("QueryRoot", "fulfillmentOrders"): _READ_MARKET_FULFIL,
    ("QueryRoot", "inventoryProperties"): _STOCK,
    ("QueryRoot", "orderByIdentifier"): _ORDERS,
    ("QueryRoot", "ordersCount"): _ORDERS,
    ("QueryRoot", "productByIdentifier"): _GOODS,
    ("QueryRoot", "productVariantsCount"): _GOODS,
    ("QueryRoot", "productsCount"): _GOODS,
    ("QueryRoot", "publications"): ("read_publications",),
    ("QueryRoot", "refund"): _ORDERS,
}

# Mutations whose need the contract words, and what it adds to the words.
_WORDED: dict[str, tuple[tuple[str, ...], str]] = {
    "fulfillmentCreate": (_WRITE_FULFIL, "The user must have fulfill_and_ship_orders permission."),
    "fulfillmentEventCreate": (("write_fulfillments",), "The user must have fulfill_and_ship_orders permission."),
    "fulfillmentTrackingInfoUpdate": (_WRITE_FULFIL, "The user must have fulfill_and_ship_orders permission."),
    "inventoryActivate": (("write_inventory",), "The user must have a permission to activate an inventory item."),
    "inventoryAdjustQuantities": (
        ("write_inventory",),
        "The user must have a permission to apply changes to inventory quantities.",
    ),
    "inventoryDeactivate": (("write_inventory",), "The user must have a permission to deactivate an inventory."),
    "inventoryItemUpdate": (("write_inventory",), "The user must have a permission to update an inventory item."),
    "inventorySetQuantities": (("write_inventory",), "The user must have a permission to update an inventory."),
    "orderCancel": (("write_orders", "write_marketplace_orders"), "This action cannot be reversed."),
    "orderCapture": (
        ("write_orders", "write_marketplace_orders"),
        "The user must have capture_payments_for_orders permission.",
    ),
    "orderClose": (("write_orders",), "User needs manage_orders_information permission."),
    "orderMarkAsPaid": (("write_orders",), "The user must have mark_orders_as_paid permission."),
    "orderOpen": (("write_orders",), "User needs manage_orders_information permission."),
    "orderUpdate": (
        ("write_orders", "write_marketplace_orders", "write_quick_sale"),
        "The app must have the `write_pos_staff_member_event_attribution_overrides` access scope to assign events to "
        "another staff member.",
    ),
    "productCreate": (("write_products",), "The user must have a permission to create products."),
    "productCreateMedia": (("write_products",), "The user must have a permission to create media for a product."),
    "productDelete": (("write_products",), "The user must have a permission to delete products."),
    "productSet": (("write_products",), "The user must have a permission to create products."),
    "productUpdate": (("write_products",), "The user must have a permission to update products."),
    "productVariantsBulkCreate": (
        ("write_products",),
        "The user must have a permission to create product variants.",
    ),
    "productVariantsBulkDelete": (
        ("write_products",),
        "The user must have a permission to delete product variants.",
    ),
    "productVariantsBulkUpdate": (
        ("write_products",),
        "The user must have a permission to update product variants.",
    ),
    **dict.fromkeys(
        ("publishablePublish", "publishableUnpublish"),
        (
            ("write_publications",),
            "The user must have permission to create and edit products or create and edit catalogs.",
        ),
    ),
}
# Mutations that are refused without a word of what is missing.
_MUTE: dict[str, tuple[str, ...]] = {"fulfillmentCancel": _WRITE_FULFIL, "refundCreate": ("write_orders",)}

# What changing the tags of a thing needs.
TAGS = {"Product": "write_products", "Order": "write_orders", "Customer": "write_customers"}

Rule = tuple[frozenset[str], str]


def worded(scopes: Iterable[str]) -> str:
    """`a` access scope, `b` access scope or `c` access scope."""
    parts = [f"`{scope}` access scope" for scope in scopes]
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def rule(parent: str, field: str, returns: str) -> Rule | None:
    """Scopes of which a field needs one, and how the vendor words that; None when it is open to every app."""
    if parent == "Mutation":
        if field in _WORDED:
            scopes, also = _WORDED[field]
            return frozenset(scopes), f"{worded(scopes)}. Also: {also}"
        return (frozenset(_MUTE[field]), "") if field in _MUTE else None
    needed = FIELDS.get((parent, field)) or TYPES.get(returns.removesuffix("Connection"))
    return (frozenset(needed), f"{worded(needed)}.") if needed else None
