"""Deliveries: signature, identity, what they point at. Subscriptions: made, mended, removed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from app.ports.storefront import HintKind
from app.ports.vendor import VendorError
from app.vendors.shopify.webhooks import TOPICS, ShopifyReceiver, ShopifyWebhooks
from tests.vendors.contracts import GraphQL, signature_vectors
from tests.vendors.shopify.fake import SCHEMA, FakeShopify, answer, channel, connection, problems

ADDRESS = "https://ksap.example/hooks/1"


def _signed(raw: bytes, secret: str = "hush", **headers: str) -> dict[str, str]:
    mac = base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    named = {f"x-shopify-{name.replace('_', '-')}": value for name, value in headers.items()}
    return {"x-shopify-hmac-sha256": mac, **named}


def test_vector_of_a_delivery() -> None:
    vector = signature_vectors("shopify.")["shopify.webhook"]
    raw = vector["inputs"]["raw_body"].encode()
    headers = {"x-shopify-hmac-sha256": vector["expected"], "x-shopify-webhook-id": "w-1", "x-shopify-topic": "a/b"}
    delivery = ShopifyReceiver.verify(headers, raw, vector["inputs"]["secret"])
    assert delivery is not None
    assert (delivery.delivery_id, delivery.topic) == ("w-1", "a/b")
    assert ShopifyReceiver.verify(headers, raw + b" ", vector["inputs"]["secret"]) is None
    assert ShopifyReceiver.verify(headers, raw, "another") is None


@pytest.mark.parametrize("mac", ["", "AAAA", "ü" * 44, "not base64 !", "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g"])
def test_wrong_signatures(mac: str) -> None:
    assert ShopifyReceiver.verify({"x-shopify-hmac-sha256": mac}, b'{"foo": "bar"}', "test_secret_key") is None
    assert ShopifyReceiver.verify({}, b"", "test_secret_key") is None


def test_no_secret_verifies_nothing() -> None:
    assert ShopifyReceiver.verify(_signed(b"{}", ""), b"{}", "") is None


def test_identity_and_time() -> None:
    at = "2026-08-01T10:00:00.123456789Z"
    headers = _signed(b"{}", topic="orders/create", webhook_id="w-1", event_id="e-1", triggered_at=at)
    delivery = ShopifyReceiver.verify(headers, b"{}", "hush")
    assert delivery is not None
    assert delivery.delivery_id == "w-1"
    assert delivery.triggered_at == datetime(2026, 8, 1, 10, 0, 0, 123456, tzinfo=UTC)


def test_identity_without_headers_is_the_content() -> None:
    def identity(raw: bytes, topic: str) -> str:
        delivery = ShopifyReceiver.verify(_signed(raw, topic=topic, triggered_at="yesterday"), raw, "hush")
        assert delivery is not None
        assert delivery.triggered_at is None
        return delivery.delivery_id

    assert identity(b"{}", "orders/create") == identity(b"{}", "orders/create")
    assert len({identity(b"{}", "orders/create"), identity(b"{}", "orders/updated"), identity(b"[]", "orders/create")}) == 3


HINTS = [
    ("orders/create", {"id": 7, "admin_graphql_api_id": "gid://shopify/Order/7"}, "order", "gid://shopify/Order/7", False),
    ("orders/updated", {"id": 7}, "order", "gid://shopify/Order/7", False),
    ("orders/delete", {"id": 7}, "order", "gid://shopify/Order/7", True),
    (
        "refunds/create",
        {"id": 3, "order_id": 7, "admin_graphql_api_id": "gid://shopify/Refund/3"},
        "order",
        "gid://shopify/Order/7",
        False,
    ),
    ("fulfillments/update", {"id": 3, "order_id": 7}, "order", "gid://shopify/Order/7", False),
    ("products/delete", {"id": 9}, "product", "gid://shopify/Product/9", True),
    (
        "products/update",
        {"id": 9, "admin_graphql_api_id": "gid://shopify/Product/9"},
        "product",
        "gid://shopify/Product/9",
        False,
    ),
    (
        "inventory_levels/update",
        {
            "inventory_item_id": 5,
            "location_id": 6,
            "admin_graphql_api_id": "gid://shopify/InventoryLevel/1?inventory_item_id=5",
        },
        "stock",
        "gid://shopify/InventoryItem/5",
        False,
    ),
    ("app/uninstalled", {"id": 1, "domain": "my-store.myshopify.com"}, "uninstalled", "", False),
    ("customers/redact", {"shop_id": 1}, "unknown", "", False),
    ("orders/create", {"admin_graphql_api_id": "gid://shopify/Customer/1"}, "unknown", "", False),
    ("orders/create", {"id": None}, "unknown", "", False),
    ("orders/create", {"id": {"deep": 1}}, "unknown", "", False),
]


@pytest.mark.parametrize(("topic", "body", "kind", "external_id", "deleted"), HINTS)
def test_hints(topic: str, body: Any, kind: str, external_id: str, deleted: bool) -> None:
    hint = ShopifyReceiver.read(topic, json.dumps(body).encode())
    assert (hint.kind, hint.topic, hint.external_id, hint.deleted) == (HintKind(kind), topic, external_id, deleted)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b"\xff\xfe", b"null"])
def test_a_broken_body_points_at_nothing(raw: bytes) -> None:
    assert ShopifyReceiver.read("orders/create", raw).kind is HintKind.UNKNOWN
    assert ShopifyReceiver.read("app/uninstalled", raw).kind is HintKind.UNINSTALLED


def test_topics_are_shopifys_and_readable() -> None:
    known = GraphQL(*SCHEMA).schema.type_map["WebhookSubscriptionTopic"]
    assert set(TOPICS) <= set(getattr(known, "values", {}))
    for topic in TOPICS:
        resource, _, event = topic.lower().rpartition("_")
        body = {"id": 1, "order_id": 1, "inventory_item_id": 1}
        assert ShopifyReceiver.read(f"{resource}/{event}", json.dumps(body).encode()).kind is not HintKind.UNKNOWN


@dataclass
class Subscriptions:
    """Shopify's side: names and addresses are unique per topic, ids are new ones."""

    kept: list[dict[str, Any]] = field(default_factory=list)

    def script(self) -> FakeShopify:
        return FakeShopify(
            {
                "webhooks": self._list,
                "webhook_create": self._create,
                "webhook_update": self._update,
                "webhook_delete": self._delete,
            }
        )

    def add(self, topic: str, uri: str, name: str | None = None, format_: str = "JSON") -> dict[str, Any]:
        made = {"id": f"gid://shopify/WebhookSubscription/{len(self.kept) + 1}", "name": name, "topic": topic}
        self.kept.append({**made, "uri": uri, "format": format_})
        return self.kept[-1]

    def _list(self, variables: Mapping[str, Any]) -> Any:
        first = int(variables["after"] or 0)
        page = self.kept[first : first + 3]
        return {"webhookSubscriptions": connection(page, more=str(first + 3) if first + 3 < len(self.kept) else "")}

    def _create(self, variables: Mapping[str, Any]) -> Any:
        given = variables["webhook"]
        taken = any((s["topic"], s["uri"]) == (variables["topic"], given["uri"]) for s in self.kept)
        made = None if taken else self.add(variables["topic"], given["uri"], given["name"], given["format"])
        errors = problems(("", "Address for this topic has already been taken")) if taken else []
        return {"webhookSubscriptionCreate": {"webhookSubscription": made, "userErrors": errors}}

    def _update(self, variables: Mapping[str, Any]) -> Any:
        found = next(s for s in self.kept if s["id"] == variables["id"])
        found.update(variables["webhook"])
        return {"webhookSubscriptionUpdate": {"webhookSubscription": found, "userErrors": []}}

    def _delete(self, variables: Mapping[str, Any]) -> Any:
        before = len(self.kept)
        self.kept = [s for s in self.kept if s["id"] != variables["id"]]
        gone = len(self.kept) < before
        errors = [] if gone else problems(("", "Webhook subscription does not exist"))
        told = {"deletedWebhookSubscriptionId": variables["id"] if gone else None, "userErrors": errors}
        return {"webhookSubscriptionDelete": told}


async def test_register_makes_all_and_then_nothing() -> None:
    side = Subscriptions()
    shop = side.script()
    hooks = ShopifyWebhooks(channel(shop))
    made = await hooks.register(ADDRESS, "unused")
    assert [m.topic for m in made] == list(TOPICS)
    assert {m.address for m in made} == {ADDRESS}
    names = [s["name"] for s in side.kept]
    assert len(set(names)) == len(names)
    assert all(len(n) <= 50 and n.replace("-", "").replace("_", "").isalnum() for n in names)
    shop.calls.clear()
    assert await hooks.register(ADDRESS, "unused") == made
    assert {c.name for c in shop.calls} == {"webhooks"}
    assert await hooks.registered() == made


async def test_register_mends_and_tidies() -> None:
    side = Subscriptions()
    hooks = ShopifyWebhooks(channel(side.script()))
    await hooks.register("https://old.example/hooks/1", "unused")
    ours = side.kept[0]["name"].removesuffix("orders_create")
    side.kept[1] |= {"uri": ADDRESS, "format": "XML"}
    side.add("ORDERS_PAID", ADDRESS, f"{ours}orders_paid")  # a topic of an earlier version
    by_hand = side.add("PRODUCTS_UPDATE", ADDRESS)  # ours by its address
    foreign = side.add("ORDERS_CREATE", "https://erp.example/in", "erp")
    lost = side.kept.pop(4)  # Shopify deletes what fails for long
    made = await hooks.register(ADDRESS, "unused")
    assert {(m.topic, m.address) for m in made} == {(t, ADDRESS) for t in TOPICS}
    assert foreign in side.kept
    assert all(s["format"] == "JSON" for s in side.kept)
    assert lost["topic"] in {s["topic"] for s in side.kept}
    assert by_hand not in side.kept or sum(s["topic"] == "PRODUCTS_UPDATE" for s in side.kept) == 1
    assert len(side.kept) == len(TOPICS) + 1


async def test_other_connections_are_left_alone() -> None:
    side = Subscriptions()
    side.add("ORDERS_CREATE", "https://ksap.example/hooks/2", "ksap-ffffffffffff-orders_create")
    hooks = ShopifyWebhooks(channel(side.script()))
    assert await hooks.registered() == []
    await hooks.register(ADDRESS, "unused")
    assert len(side.kept) == len(TOPICS) + 1


async def test_remove_is_idempotent() -> None:
    side = Subscriptions()
    hooks = ShopifyWebhooks(channel(side.script()))
    ids = [m.external_id for m in await hooks.register(ADDRESS, "unused")]
    await hooks.remove(ids)
    await hooks.remove(ids[:2])
    assert side.kept == []


async def test_remove_that_fails_is_told() -> None:
    shop = Subscriptions().script()
    shop.script["webhook_delete"] = lambda _: answer({}, 503)
    with pytest.raises(VendorError):
        await ShopifyWebhooks(channel(shop)).remove(["gid://shopify/WebhookSubscription/1"])


def test_signing_secret_is_the_apps() -> None:
    assert ShopifyWebhooks(channel(FakeShopify())).signing_secret("generated") == "hush"
