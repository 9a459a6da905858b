"""Webhooks out: which change is told under which topic, the body, the headers and the signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import UTC
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from app.sandbox.core import Change
from app.sandbox.shop import Order, Shop, Variant
from app.sandbox.shopify.rest.goods import bulk_body, customer_body, level_body, product_body, shop_body
from app.sandbox.shopify.rest.orders import edit_body, order_body
from app.sandbox.shopify.rest.parcels import fulfilment_body
from app.sandbox.shopify.rest.parts import Json, Sender
from app.sandbox.shopify.rest.refunds import refund_body
from app.sandbox.shopify.search import Group, Term, parse
from app.sandbox.shopify.state import ShopifyState
from app.sandbox.shopify.topics import on_the_wire
from app.sandbox.shopify.types.shop import domain
from app.sandbox.vendor import Delivery, Host, Message, Subscription

Body = Callable[[Host[ShopifyState], Sender, Change], Json | None]


def _order(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = sender.shop.orders.get(change.id)
    return order_body(sender, found) if found else None


def _edit(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = sender.shop.orders.get(change.id)
    return edit_body(found, sender.at(change.at)) if found and change.detail.get("edited") else None


def _parcel(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    order: Order | None = sender.shop.orders.get(change.id)
    parcels = order.fulfilments if order else []
    found = next((p for p in parcels if p.id == change.detail["fulfilment_id"]), None)
    return fulfilment_body(sender, order, found) if order and found else None


def _refund(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    order: Order | None = sender.shop.orders.get(change.id)
    found = next((r for r in order.refunds if r.id == change.detail["refund_id"]), None) if order else None
    return refund_body(sender, order, found) if order and found else None


def _product(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = sender.shop.products.get(change.id)
    return product_body(sender, found) if found else None


def _variant_of(sender: Sender, variant_id: int) -> Variant | None:
    return next((v for p in sender.shop.products.values() for v in p.variants if v.id == variant_id), None)


def _level(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = _variant_of(sender, change.id)
    return level_body(sender, found, change.detail["location_id"]) if found else None


def _no_level(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = _variant_of(sender, change.id)
    if found is None:
        return None
    return {"inventory_item_id": found.inventory_id, "location_id": change.detail["location_id"]}


def _customer(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = sender.shop.customers.get(change.id)
    return customer_body(sender, found) if found else None


def _bulk(host: Host[ShopifyState], sender: Sender, change: Change) -> Json | None:
    found = next((op for op in host.state(sender.shop).bulk if op.id == change.id), None)
    return bulk_body(sender, found) if found else None


# What each change is told as.
TOLD: dict[str, dict[str, Body]] = {
    "customer.created": {"CUSTOMERS_CREATE": _customer},
    "customer.updated": {"CUSTOMERS_UPDATE": _customer},
    "fulfilment.created": {"FULFILLMENTS_CREATE": _parcel},
    "fulfilment.updated": {"FULFILLMENTS_UPDATE": _parcel},
    "order.cancelled": {"ORDERS_CANCELLED": _order},
    "order.created": {"ORDERS_CREATE": _order},
    "order.fulfilled": {"ORDERS_FULFILLED": _order},
    "order.paid": {"ORDERS_PAID": _order},
    "order.partially_fulfilled": {"ORDERS_PARTIALLY_FULFILLED": _order},
    "order.updated": {"ORDERS_UPDATED": _order, "ORDERS_EDITED": _edit},
    "product.created": {"PRODUCTS_CREATE": _product},
    "product.deleted": {"PRODUCTS_DELETE": lambda host, sender, change: {"id": change.id}},
    "product.updated": {"PRODUCTS_UPDATE": _product},
    "refund.created": {"REFUNDS_CREATE": _refund},
    "shopify.app_uninstalled": {"APP_UNINSTALLED": lambda host, sender, change: shop_body(sender, sender.shop)},
    "shopify.bulk_finished": {"BULK_OPERATIONS_FINISH": _bulk},
    "shopify.level_disconnected": {"INVENTORY_LEVELS_DISCONNECT": _no_level},
    "stock.changed": {"INVENTORY_LEVELS_UPDATE": _level},
}


def _under(address: str, path: str) -> str:
    return f"{address}{path}"


def messages(host: Host[ShopifyState], shop: Shop, change: Change) -> Iterable[Message]:
    """The webhooks that a change causes."""
    topics = TOLD.get(change.kind, {})
    for hook in list(host.subscriptions(shop)):
        body = topics.get(hook.detail["topic"])
        if body is None or hook.status != "active" or not hook.address.startswith("http"):
            continue
        whole = body(host, Sender(shop, partial(_under, hook.detail["pictures"])), change)
        if whole is None or not _wanted(hook, whole):
            continue
        yield Message(hook, hook.topic, orjson.dumps(_narrowed(whole, hook)), _headers(hook, shop, change))


def _headers(hook: Subscription, shop: Shop, change: Change) -> dict[str, str]:
    event = uuid5(NAMESPACE_URL, f"{shop.handle}/{change.kind}/{change.id}/{change.at.isoformat()}")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": on_the_wire(hook.detail["topic"]),
        "X-Shopify-Shop-Domain": domain(shop),
        "X-Shopify-API-Version": hook.detail["version"],
        "X-Shopify-Event-Id": str(event),
        "X-Shopify-Triggered-At": change.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
    return {**headers, "X-Shopify-Name": hook.detail["name"]} if hook.detail.get("name") else headers


def signature(secret: str, raw: bytes) -> str:
    """What stands in X-Shopify-Hmac-Sha256."""
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def sign(subscription: Subscription, delivery: Delivery) -> dict[str, str]:
    """The headers of one attempt: the delivery's id, the same each time, and the signature."""
    return {
        "X-Shopify-Webhook-Id": delivery.id,
        "X-Shopify-Hmac-Sha256": signature(subscription.secret, delivery.raw),
    }


def _narrowed(whole: Json, hook: Subscription) -> Json:
    """Only the fields that were asked for, if any were."""
    fields = hook.detail.get("include_fields") or []
    if not fields:
        return whole
    kept: Json = {}
    for path in fields:
        _copy(whole, kept, path.split("."))
    return kept


def _copy(source: Any, target: Any, path: list[str]) -> None:
    name, *rest = path
    if not isinstance(source, dict) or name not in source:
        return
    value = source[name]
    if not rest:
        target[name] = value
    elif isinstance(value, list):
        rows = target.setdefault(name, [{} for _ in value])
        for item, row in zip(value, rows, strict=True):
            _copy(item, row, rest)
    else:
        _copy(value, target.setdefault(name, {}), rest)


def _wanted(hook: Subscription, whole: Json) -> bool:
    """Whether a body meets the subscription's filter."""
    text = hook.detail.get("filter")
    return not text or _meets(parse(text), whole)


def _meets(node: Group | Term, whole: Json) -> bool:
    if isinstance(node, Group):
        found = [_meets(part, whole) for part in node.parts]
        if node.kind == "or":
            return any(found)
        return not any(found) if node.kind == "not" else all(found)
    return any(_compares(value, node) for value in _values(whole, node.name.split(".")))


def _values(source: Any, path: list[str]) -> Iterable[Any]:
    if isinstance(source, list):
        return [value for item in source for value in _values(item, path)]
    if not path:
        return [source]
    return _values(source[path[0]], path[1:]) if isinstance(source, dict) and path[0] in source else []


def _compares(value: Any, term: Term) -> bool:
    if term.value == "*":
        return value is not None
    if term.operator in ("", "="):
        return str(value).lower() == term.value.lower()
    try:
        left, right = float(value), float(term.value)
    except (TypeError, ValueError):
        return False
    return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[term.operator]
