"""Webhooks: which change is which topic, what is sent, and how it is signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import orjson

from app.sandbox.core import Change
from app.sandbox.shop import Shop
from app.sandbox.vendor import Delivery, Host, Message, Subscription
from app.sandbox.woocommerce.customers import customer_json
from app.sandbox.woocommerce.orders import order_json
from app.sandbox.woocommerce.products import product_json, status_of, variation_as_product
from app.sandbox.woocommerce.sellable import is_variable
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import WooState, woo_version

SEND = "woocommerce.send"
HOOKS = {
    "coupon.created": ["woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"],
    "coupon.updated": ["woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"],
    "coupon.deleted": ["wp_trash_post"],
    "coupon.restored": ["untrashed_post"],
    "customer.created": ["user_register", "woocommerce_created_customer", "woocommerce_new_customer"],
    "customer.updated": ["profile_update", "woocommerce_update_customer"],
    "customer.deleted": ["delete_user"],
    "order.created": ["woocommerce_new_order"],
    "order.updated": ["woocommerce_update_order", "woocommerce_order_refunded"],
    "order.deleted": ["wp_trash_post", "woocommerce_trash_order"],
    "order.restored": ["untrashed_post", "woocommerce_untrash_order"],
    "product.created": ["woocommerce_process_product_meta", "woocommerce_new_product", "woocommerce_new_product_variation"],
    "product.updated": [
        "woocommerce_process_product_meta",
        "woocommerce_update_product",
        "woocommerce_update_product_variation",
    ],
    "product.deleted": ["wp_trash_post"],
    "product.restored": ["untrashed_post"],
}
_gathering: ContextVar[list[tuple[str, int]] | None] = ContextVar("woocommerce_gathering", default=None)


def valid_topic(topic: str) -> bool:
    """Whether a webhook may be made for it: a known topic, or an action of WooCommerce's."""
    return topic in HOOKS or topic.startswith(("action.woocommerce_", "action.wc_"))


@contextmanager
def gathered(site: Site) -> Iterator[None]:
    """Within one request every resource is told once, at its end, as WooCommerce does."""
    found: list[tuple[str, int]] = []
    token = _gathering.set(found)
    try:
        yield
    finally:
        _gathering.reset(token)
        fresh = {(topic.partition(".")[0], item) for topic, item in found if topic.endswith(".created")}
        for topic, item in dict.fromkeys(found):
            if not (topic.endswith(".updated") and (topic.partition(".")[0], item) in fresh):
                site.host.world.emit(site.shop, SEND, item, topic=topic)


@contextmanager
def silent() -> Iterator[None]:
    """For what WooCommerce tells no webhook of: deleting something for good that was not in the bin."""
    token = _gathering.set([])
    try:
        yield
    finally:
        _gathering.reset(token)


def topics_of(host: Host[WooState], shop: Shop, change: Change) -> list[tuple[str, int]]:
    """Topic and resource id that a change means; what is followed by another change means nothing by itself."""
    if change.kind == SEND:
        return [(str(change.detail["topic"]), change.id)]
    if change.kind in ("product.updated", "order.updated"):
        return [(t, change.id) for t in [_after_bin(host, shop, change)] if t]
    if change.kind in ("order.created", "product.created", "customer.created", "customer.updated", "product.deleted",
                       "order.deleted", "customer.deleted"):  # fmt: skip
        return [(change.kind, change.id)]
    if change.kind == "stock.changed":
        owner = next((p for p in shop.products.values() if any(v.id == change.id for v in p.variants)), None)
        return [("product.updated", change.id if is_variable(owner) else owner.id)] if owner else []
    return []


def _after_bin(host: Host[WooState], shop: Shop, change: Change) -> str:
    """Updated, or what going into the bin and out of it means: deleted, restored; nothing while it is there."""
    resource = change.kind.partition(".")[0]
    if resource == "product":
        product = shop.products.get(change.id)
        binned = product is not None and status_of(product) == "trash"
    else:
        order = shop.orders.get(change.id)
        binned = order is not None and bool(order.extra.get("trash"))
    trashed = host.state(shop).trashed
    was = change.id in trashed
    if binned and not was:
        trashed.append(change.id)
        return f"{resource}.deleted"
    if was and not binned:
        trashed.remove(change.id)
        return f"{resource}.restored"
    return "" if binned else f"{resource}.updated"


def messages(host: Host[WooState], shop: Shop, change: Change) -> Iterable[Message]:
    """The webhooks that a change causes."""
    told = topics_of(host, shop, change)
    found = _gathering.get()
    if found is not None:
        found.extend(told)
        return []
    out = []
    for topic, item in told:
        for subscription in host.subscriptions(shop):
            if subscription.status == "active" and subscription.topic == topic:
                site = Site(host, shop, str(subscription.detail.get("source", "")))
                payload = {"id": item} if topic.endswith(".deleted") else _payload(site, topic, item)
                if payload is not None:
                    out.append(Message(subscription, topic, orjson.dumps(payload)))
    return out


def _payload(site: Site, topic: str, item: int) -> dict[str, object] | None:
    """The resource as the REST API shows it."""
    resource = topic.partition(".")[0]
    if resource == "order" and item in site.shop.orders:
        return order_json(site, site.shop.orders[item])
    if resource == "customer" and item in site.shop.customers:
        return customer_json(site, site.shop.customers[item])
    if resource == "product" and item in site.shop.products:
        return product_json(site, site.shop.products[item])
    if resource == "product" and item in site.variants:
        return variation_as_product(site, *site.variants[item])
    return None


def signature(secret: str, raw: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def sign(subscription: Subscription, delivery: Delivery) -> dict[str, str]:
    """The headers of one delivery."""
    resource, _, event = delivery.topic.partition(".")
    version = str(subscription.detail.get("version", ""))
    return {
        "User-Agent": f"WooCommerce/{version} Hookshot (WordPress/6.8.3)",
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": f"{subscription.detail.get('source', '')}/",
        "X-WC-Webhook-Topic": delivery.topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": signature(subscription.secret, delivery.raw),
        "X-WC-Webhook-ID": str(subscription.id),
        "X-WC-Webhook-Delivery-ID": hashlib.md5(delivery.id.encode(), usedforsecurity=False).hexdigest(),
    }


def detail_of(site: Site) -> dict[str, str]:
    """What a webhook keeps of the shop that it was made in."""
    return {"source": site.home, "version": woo_version(site.host, site.shop)}
