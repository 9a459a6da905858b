"""Webhooks: deliveries verified and read for their ids, subscriptions kept as we want them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from app.ports.storefront import Delivery, Hint, HintKind, WebhookRegistration
from app.ports.vendor import Channel, VendorError
from app.vendors.shopify import documents
from app.vendors.shopify.values import Raw, gid, instant, kind_of
from app.vendors.shopify.wire import Admin

TOPICS = (
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_CANCELLED",
    "ORDERS_DELETE",
    "REFUNDS_CREATE",
    "PRODUCTS_CREATE",
    "PRODUCTS_UPDATE",
    "PRODUCTS_DELETE",
    "INVENTORY_LEVELS_UPDATE",
    "APP_UNINSTALLED",
)

_READERS: Mapping[str, tuple[HintKind, str, str]] = {
    # resource of the topic: (what it points at, kind of the global id, field with its number)
    "orders": (HintKind.ORDER, "Order", "id"),
    "refunds": (HintKind.ORDER, "Order", "order_id"),
    "fulfillments": (HintKind.ORDER, "Order", "order_id"),
    "products": (HintKind.PRODUCT, "Product", "id"),
    "inventory_levels": (HintKind.STOCK, "InventoryItem", "inventory_item_id"),
}


class ShopifyReceiver:
    """WebhookReceiver. The secret is the app's client secret; deliveries carry their identity in headers."""

    @staticmethod
    def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Delivery | None:
        given = headers.get("x-shopify-hmac-sha256", "")
        expected = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest())
        if not secret or not hmac.compare_digest(expected, given.strip().encode("utf-8", "replace")):
            return None
        topic = headers.get("x-shopify-topic", "")
        delivery_id = headers.get("x-shopify-webhook-id") or headers.get("x-shopify-event-id")
        return Delivery(
            delivery_id=delivery_id or hashlib.sha256(topic.encode() + b"\n" + raw).hexdigest(),
            topic=topic,
            triggered_at=_triggered(headers.get("x-shopify-triggered-at", "")),
        )

    @staticmethod
    def read(topic: str, raw: bytes) -> Hint:
        """Only ids are read. A body that does not tell one points at nothing: reconciliation will see the change."""
        resource, _, event = topic.partition("/")
        if topic == "app/uninstalled":
            return Hint(kind=HintKind.UNINSTALLED, topic=topic)
        body = _object(raw)
        if resource not in _READERS or body is None:
            return Hint(kind=HintKind.UNKNOWN, topic=topic)
        kind, of, field = _READERS[resource]
        named = str(body.get("admin_graphql_api_id") or "")
        external_id = named if kind_of(named) == of else ""
        if not external_id and isinstance(body.get(field), int | str) and body[field]:
            external_id = gid(of, body[field])
        if not external_id:
            return Hint(kind=HintKind.UNKNOWN, topic=topic)
        return Hint(kind=kind, topic=topic, external_id=external_id, deleted=event == "delete")


def _triggered(text: str) -> datetime | None:
    try:
        return instant(text) if text else None
    except ValueError:
        return None


def _object(raw: bytes) -> Mapping[str, Any] | None:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def read_subscription(raw: Raw) -> WebhookRegistration:
    """Shopify has no paused ones: a subscription whose deliveries keep failing is deleted."""
    return WebhookRegistration(external_id=raw["id"], topic=raw["topic"], address=raw["uri"], active=True)


class ShopifyWebhooks:
    """Webhooks. Ours are known by their name, which carries the connection: an app may have others, and other
    installations of KSAP theirs."""

    def __init__(self, channel: Channel) -> None:
        self._admin = Admin(channel)
        self._secrets = channel.credentials.secrets
        tail = "".join(c for c in channel.connection_id if c.isalnum())[-12:].lower()
        self._prefix = f"ksap-{tail}-"

    async def register(self, address: str, secret: str) -> Sequence[WebhookRegistration]:
        """`secret` is not used: Shopify signs with the app's own."""
        kept: dict[str, WebhookRegistration] = {}
        for there in await self._mine(address):
            topic = there["topic"]
            if topic not in TOPICS or topic in kept:
                await self.remove([there["id"]])
                continue
            right = there["uri"] == address and there["format"] == "JSON"
            kept[topic] = read_subscription(there if right else await self._repair(there["id"], topic, address))
        for topic in TOPICS:
            if topic not in kept:
                kept[topic] = read_subscription(await self._create(topic, address))
        return [kept[topic] for topic in TOPICS]

    async def registered(self) -> Sequence[WebhookRegistration]:
        return [read_subscription(s) for s in await self._mine()]

    async def remove(self, external_ids: Sequence[str]) -> None:
        """What is gone already counts as removed."""
        for external_id in external_ids:
            try:
                await self._admin.mutate(
                    documents.UNSUBSCRIBE, {"id": external_id}, "webhookSubscriptionDelete", "the webhook's removal"
                )
            except VendorError as refusal:
                if refusal.http_status != 200 or external_id in {s["id"] for s in await self._all()}:
                    raise

    def signing_secret(self, generated: str) -> str:
        return self._secrets["client_secret"]

    async def _create(self, topic: str, address: str) -> Raw:
        variables = {"topic": topic, "webhook": self._input(topic, address)}
        payload = await self._admin.mutate(
            documents.SUBSCRIBE, variables, "webhookSubscriptionCreate", f"a webhook for {topic}"
        )
        made: Raw = payload["webhookSubscription"]
        return made

    async def _repair(self, external_id: str, topic: str, address: str) -> Raw:
        variables = {"id": external_id, "webhook": self._input(topic, address)}
        payload = await self._admin.mutate(
            documents.RESUBSCRIBE, variables, "webhookSubscriptionUpdate", f"the webhook for {topic}"
        )
        mended: Raw = payload["webhookSubscription"]
        return mended

    def _input(self, topic: str, address: str) -> dict[str, str]:
        return {"uri": address, "format": "JSON", "name": self._prefix + topic.lower()}

    async def _mine(self, address: str = "") -> list[Raw]:
        """Ours by name, and any that deliver to the address: a second one there would be refused."""
        return [
            s
            for s in await self._all()
            if (s["name"] or "").lower().startswith(self._prefix) or (address and s["uri"] == address)
        ]

    async def _all(self) -> list[Raw]:
        found: list[Raw] = []
        after: str | None = None
        while True:
            reply = await self._admin.run(documents.SUBSCRIPTIONS, {"after": after})
            connection = reply.connection("webhookSubscriptions")
            found += connection["nodes"]
            if not connection["pageInfo"]["hasNextPage"]:
                return found
            after = connection["pageInfo"]["endCursor"]
