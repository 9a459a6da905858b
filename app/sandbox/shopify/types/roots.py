"""The way in: the fields of QueryRoot."""

from __future__ import annotations

from typing import Any

from app.sandbox.shop import Customer, Location, Order, Product
from app.sandbox.shopify import filters, ids, status
from app.sandbox.shopify.access import rule
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import access_denied, bad_request, wrong_id
from app.sandbox.shopify.ids import gid, number
from app.sandbox.shopify.metafields import by_custom_id
from app.sandbox.shopify.paging import plain
from app.sandbox.shopify.rows import ItemRow, LevelRow, ParcelRow, RefundRow, TaskRow, VariantRow
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.state import BulkOperation
from app.sandbox.shopify.types.app import app, installation
from app.sandbox.shopify.types.inventory import properties
from app.sandbox.shopify.types.products import count, online_store
from app.sandbox.shopify.versions import public
from app.sandbox.vendor import Subscription


def wanted(value: str, kind: str) -> int:
    """The number of an id that must be of that type."""
    found = number(value, kind)
    if found is None:
        raise wrong_id(value)
    return found


def product(ctx: Context, value: str) -> Product | None:
    return ctx.shop.products.get(wanted(value, "Product"))


def variant(ctx: Context, value: str) -> VariantRow | None:
    found = ctx.variant(wanted(value, "ProductVariant"))
    return VariantRow(*found) if found else None


def item(ctx: Context, value: str) -> ItemRow | None:
    found = ctx.stocked(wanted(value, "InventoryItem"))
    return ItemRow(*found) if found else None


def level(ctx: Context, value: str) -> LevelRow | None:
    parts = ids.split_level(value)
    if parts is None:
        raise wrong_id(value)
    place, found = ctx.location(parts[0]), ctx.stocked(parts[1])
    if place is None or found is None or place.id not in found[1].levels:
        return None
    return LevelRow(*found, place, found[1].levels[place.id])


def location(ctx: Context, value: str | None) -> Location | None:
    return ctx.shop.location if value is None else ctx.location(wanted(value, "Location"))


def order(ctx: Context, value: str) -> Order | None:
    return ctx.order(wanted(value, "Order"))


def parcel(ctx: Context, value: str) -> ParcelRow | None:
    made_id = wanted(value, "Fulfillment")
    rows = (ParcelRow(o, made) for o in ctx.orders for made in o.fulfilments if made.id == made_id)
    return next(rows, None)


def task(ctx: Context, value: str) -> TaskRow | None:
    order_id, place = ids.split_fulfilment_order(wanted(value, "FulfillmentOrder"))
    found = ctx.order(order_id)
    return next((t for t in status.tasks(ctx.shop, found) if t.place == place), None) if found else None


def refund(ctx: Context, value: str) -> RefundRow | None:
    refund_id = wanted(value, "Refund")
    return next((RefundRow(o, made) for o in ctx.orders for made in o.refunds if made.id == refund_id), None)


def customer(ctx: Context, value: str) -> Customer | None:
    return ctx.shop.customers.get(wanted(value, "Customer"))


def hook(ctx: Context, value: str) -> Subscription | None:
    hook_id = wanted(value, "WebhookSubscription")
    return next((s for s in ctx.host.subscriptions(ctx.shop) if s.id == hook_id), None)


def bulk(ctx: Context, value: str) -> BulkOperation | None:
    op_id = wanted(value, "BulkOperation")
    found = next((op for op in ctx.state.bulk if op.id == op_id), None)
    if found is not None:
        ctx.begin(found)
    return found


def by_handle_or_id(ctx: Context, identifier: dict[str, Any]) -> Product | None:
    if identifier.get("id"):
        return product(ctx, identifier["id"])
    if identifier.get("customId"):
        return by_custom_id(ctx, identifier["customId"])
    handle = identifier.get("handle")
    return next((p for p in ctx.shop.products.values() if p.handle == handle), None)


# How things are found by an id of any type.
NODES: dict[str, Any] = {
    "BulkOperation": bulk,
    "Customer": customer,
    "Fulfillment": parcel,
    "FulfillmentOrder": task,
    "InventoryItem": item,
    "InventoryLevel": level,
    "Location": location,
    "Order": order,
    "Product": product,
    "ProductVariant": variant,
    "Refund": refund,
    "WebhookSubscription": hook,
}


def node(ctx: Context, value: str) -> Any:
    """The thing with this id; None for what is not there, or of a type that is not played."""
    parts = ids.split(value)
    if parts is None:
        raise wrong_id(value)
    if value == gid("Shop", ids.shop_number(ctx.shop)):
        return ctx.shop
    find = NODES.get(parts[0])
    if find is None or not parts[1].isdigit():
        return None
    guard = rule("", "node", parts[0])
    if guard is not None and not (ctx.scopes & guard[0]):
        raise access_denied("node", guard[1])
    return find(ctx, value)


def _nodes(_root: Any, ctx: Context, ids: list[str]) -> list[Any]:
    if len(ids) > 250:
        raise bad_request(f"The input array size of {len(ids)} is greater than the maximum allowed of 250.")
    return [node(ctx, value) for value in ids]


def operation(ctx: Context, value: str) -> dict[str, Any] | None:
    """What became of a product that was set or deleted in the background."""
    parts = ids.split(value)
    kept = ctx.state.operations.get(int(parts[1])) if parts and parts[1].isdigit() else None
    if kept is None:
        return None
    made: dict[str, Any] = {
        "id": value,
        "status": "COMPLETE",
        "userErrors": [],
        "product": ctx.shop.products.get(kept["product"]),
    }
    if kept["kind"] == "ProductDeleteOperation":
        made |= {"deletedProductId": gid("Product", kept["product"])}
    return {"__typename": kept["kind"], **made}


def _counted(catalogue: filters.Catalogue, get: Any) -> Any:
    def field(_root: Any, ctx: Context, limit: int | None = None, query: str | None = None, **_: Any) -> dict[str, Any]:
        return count(len(catalogue.found(get(ctx), ctx, query)), limit)

    return field


def _listed(catalogue: filters.Catalogue, get: Any) -> Any:
    return lambda _root, ctx, **args: catalogue.page(get(ctx), ctx, **args)


def _products(ctx: Context) -> list[Product]:
    return list(ctx.shop.products.values())


def _variants(ctx: Context) -> list[VariantRow]:
    return [VariantRow(p, v) for p in ctx.shop.products.values() for v in p.variants]


def _items(ctx: Context) -> list[ItemRow]:
    return [ItemRow(p, v) for p in ctx.shop.products.values() for v in p.variants]


def _places(ctx: Context, includeInactive: bool = False) -> list[Location]:
    return [place for place in ctx.shop.locations if place.active or includeInactive]


def _locations(_root: Any, ctx: Context, includeInactive: bool = False, includeLegacy: bool = False, **args: Any) -> Any:
    return filters.LOCATIONS.page(_places(ctx, includeInactive), ctx, **args)


def _tasks(_root: Any, ctx: Context, includeClosed: bool = False, **args: Any) -> Any:
    rows = [t for o in ctx.orders for t in status.tasks(ctx.shop, o)]
    if not includeClosed:
        rows = [t for t in rows if status.task_status(t) in ("OPEN", "IN_PROGRESS")]
    return filters.TASKS.page(rows, ctx, **args)


def _variant_count(_root: Any, ctx: Context, limit: int | None = None, query: str | None = None) -> dict[str, Any]:
    return count(len(filters.VARIANTS_COUNT.found(_variants(ctx), ctx, query)), limit)


def _hooks(
    _root: Any, ctx: Context, topics: list[str] | None = None, uri: str | None = None, callbackUrl: str | None = None,
    format: str | None = None, **args: Any,
) -> Any:  # fmt: skip
    rows = [s for s in ctx.host.subscriptions(ctx.shop) if not topics or s.detail["topic"] in topics]
    address = uri or callbackUrl
    rows = [s for s in rows if (not address or s.address == address) and format != "XML"]
    return filters.HOOKS.page(rows, ctx, **args)


def _current_bulk(_root: Any, ctx: Context, type: str | None = "QUERY") -> BulkOperation | None:
    if type == "MUTATION" or not ctx.state.bulk:
        return None
    ctx.begin(ctx.state.bulk[-1])
    return ctx.state.bulk[-1]


def _installation(_root: Any, ctx: Context, id: str | None = None) -> dict[str, Any] | None:
    own = installation(ctx)
    return own if id in (None, own["id"]) else None


def _app(_root: Any, ctx: Context, id: str | None = None) -> dict[str, Any] | None:
    own = app(ctx)
    return own if id in (None, own["id"]) else None


ROOT: Fields = {
    "app": _app,
    "appByKey": lambda _root, ctx, apiKey: app(ctx) if apiKey == ctx.state.client_id else None,
    "appInstallation": _installation,
    "bulkOperation": lambda _root, ctx, id: bulk(ctx, id),
    "bulkOperations": _listed(filters.BULK, lambda ctx: ctx.state.bulk),
    "currentAppInstallation": lambda _root, ctx: installation(ctx),
    "currentBulkOperation": _current_bulk,
    "customer": lambda _root, ctx, id: customer(ctx, id),
    "customers": _listed(filters.CUSTOMERS, lambda ctx: list(ctx.shop.customers.values())),
    "customersCount": _counted(filters.CUSTOMERS, lambda ctx: list(ctx.shop.customers.values())),
    "fulfillment": lambda _root, ctx, id: parcel(ctx, id),
    "fulfillmentOrder": lambda _root, ctx, id: task(ctx, id),
    "fulfillmentOrders": _tasks,
    "inventoryItem": lambda _root, ctx, id: item(ctx, id),
    "inventoryItems": _listed(filters.ITEMS, _items),
    "inventoryLevel": lambda _root, ctx, id: level(ctx, id),
    "inventoryProperties": lambda _root, ctx: properties(),
    "job": lambda _root, ctx, id: {"id": id, "done": True},
    "location": lambda _root, ctx, id=None: location(ctx, id),
    "locations": _locations,
    "locationsCount": _counted(filters.LOCATIONS, _places),
    "node": lambda _root, ctx, id: node(ctx, id),
    "nodes": _nodes,
    "order": lambda _root, ctx, id: order(ctx, id),
    "orderByIdentifier": lambda _root, ctx, identifier: order(ctx, identifier["id"]) if identifier.get("id") else None,
    "orders": _listed(filters.ORDERS, lambda ctx: ctx.orders),
    "ordersCount": _counted(filters.ORDERS, lambda ctx: ctx.orders),
    "product": lambda _root, ctx, id: product(ctx, id),
    "productByIdentifier": lambda _root, ctx, identifier: by_handle_or_id(ctx, identifier),
    "productOperation": lambda _root, ctx, id: operation(ctx, id),
    "productVariant": lambda _root, ctx, id: variant(ctx, id),
    "productVariants": _listed(filters.VARIANTS, _variants),
    "productVariantsCount": _variant_count,
    "products": _listed(filters.PRODUCTS, _products),
    "productsCount": _counted(filters.PRODUCTS, _products),
    "publicApiVersions": lambda _root, ctx: public(),
    "publications": lambda _root, ctx, catalogType=None, **args: plain([online_store(ctx.shop)], ctx, **args),
    "refund": lambda _root, ctx, id: refund(ctx, id),
    "shop": lambda _root, ctx: ctx.shop,
    "webhookSubscription": lambda _root, ctx, id: hook(ctx, id),
    "webhookSubscriptions": _hooks,
    "webhookSubscriptionsCount": _counted(filters.HOOKS, lambda ctx: ctx.host.subscriptions(ctx.shop)),
}
