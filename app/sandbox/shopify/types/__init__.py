"""What the fields of each type are, and which class a type's things have."""

from __future__ import annotations

from app.sandbox.shop import Customer, Location, Order, Product, Shop
from app.sandbox.shopify import rows
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.state import BulkOperation
from app.sandbox.shopify.types.app import BULK, HOOK
from app.sandbox.shopify.types.customers import CUSTOMER
from app.sandbox.shopify.types.fulfilments import PARCEL, PARCEL_LINE, TASK, TASK_LINE
from app.sandbox.shopify.types.inventory import ITEM, LEVEL
from app.sandbox.shopify.types.lines import LINE, SHIPPING
from app.sandbox.shopify.types.orders import ORDER
from app.sandbox.shopify.types.products import MEDIA_IMAGE, OPTION, PRODUCT, VARIANT
from app.sandbox.shopify.types.refunds import REFUND, REFUND_LINE
from app.sandbox.shopify.types.roots import ROOT
from app.sandbox.shopify.types.shop import LOCATION, SHOP
from app.sandbox.vendor import Subscription

TABLES: dict[str, Fields] = {
    "BulkOperation": BULK,
    "Customer": CUSTOMER,
    "Fulfillment": PARCEL,
    "FulfillmentLineItem": PARCEL_LINE,
    "FulfillmentOrder": TASK,
    "FulfillmentOrderLineItem": TASK_LINE,
    "InventoryItem": ITEM,
    "InventoryLevel": LEVEL,
    "LineItem": LINE,
    "Location": LOCATION,
    "MediaImage": MEDIA_IMAGE,
    "Order": ORDER,
    "Product": PRODUCT,
    "ProductOption": OPTION,
    "ProductVariant": VARIANT,
    "QueryRoot": ROOT,
    "Refund": REFUND,
    "RefundLineItem": REFUND_LINE,
    "ShippingLine": SHIPPING,
    "Shop": SHOP,
    "WebhookSubscription": HOOK,
}

CLASSES: dict[type, str] = {
    BulkOperation: "BulkOperation",
    Customer: "Customer",
    Location: "Location",
    Order: "Order",
    Product: "Product",
    Shop: "Shop",
    Subscription: "WebhookSubscription",
    rows.ItemRow: "InventoryItem",
    rows.LevelRow: "InventoryLevel",
    rows.LineRow: "LineItem",
    rows.MediaRow: "MediaImage",
    rows.OptionRow: "ProductOption",
    rows.ParcelLineRow: "FulfillmentLineItem",
    rows.ParcelRow: "Fulfillment",
    rows.RefundRow: "Refund",
    rows.TaskLineRow: "FulfillmentOrderLineItem",
    rows.TaskRow: "FulfillmentOrder",
    rows.VariantRow: "ProductVariant",
}
