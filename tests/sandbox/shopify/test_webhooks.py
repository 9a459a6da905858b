"""Webhooks: subscribing, what is sent, how it is signed, when the vendor gives up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from app.sandbox.shopify import SANDBOX
from app.sandbox.shopify.hooks import signature
from app.sandbox.shopify.ids import gid
from tests.sandbox.shopify.hearing import CREATE, hearing, sent, subscribe
from tests.sandbox.shopify.support import App
from tests.vendors.contracts import signature_vectors

UPDATE = """mutation($id: ID!, $hook: WebhookSubscriptionInput!) {
    webhookSubscriptionUpdate(id: $id, webhookSubscription: $hook) {
    webhookSubscription { uri includeFields } userErrors { field message } } }"""


def test_the_vendors_signature_vector() -> None:
    vector = signature_vectors("shopify.webhook")["shopify.webhook"]
    assert signature(vector["inputs"]["secret"], vector["inputs"]["raw_body"].encode()) == vector["expected"]


async def test_a_delivery_is_signed_and_says_what_it_is(app: App) -> None:
    async with hearing(app, "ORDERS_CREATE", name="ksap-orders") as (receiver, _):
        order = app.sell("TEA-50", 1)
        await app.stage.deliveries.idle()
        headers, body = receiver.got[0]
    digest = hmac.new(app.state.client_secret.encode(), body, hashlib.sha256).digest()
    assert headers["x-shopify-hmac-sha256"] == base64.b64encode(digest).decode()
    assert headers["x-shopify-topic"] == "orders/create"
    assert headers["x-shopify-shop-domain"] == "tea-house.myshopify.com"
    assert headers["x-shopify-api-version"] == "2026-07"
    assert headers["x-shopify-triggered-at"] == "2026-03-01T12:00:00.000000Z"
    assert headers["x-shopify-name"] == "ksap-orders"
    assert headers["content-type"] == "application/json"
    assert len(headers["x-shopify-webhook-id"]) == len(headers["x-shopify-event-id"]) == 36
    assert json.loads(body)["admin_graphql_api_id"] == gid("Order", order.id)


async def test_subscriptions_are_listed_changed_and_taken_away(app: App) -> None:
    made = (await subscribe(app, "ORDERS_CREATE", " https://app.example/hooks "))["webhookSubscription"]
    assert made == {
        "id": made["id"], "topic": "ORDERS_CREATE", "uri": "https://app.example/hooks", "format": "JSON", "name": None,
        "filter": None, "includeFields": [], "apiVersion": {"handle": "2026-07"},
        "endpoint": {"__typename": "WebhookHttpEndpoint", "callbackUrl": "https://app.example/hooks"},
    }  # fmt: skip
    await subscribe(app, "PRODUCTS_UPDATE", "https://app.example/hooks")
    text = """query($topics: [WebhookSubscriptionTopic!]) {
        webhookSubscriptions(first: 10, topics: $topics) { nodes { id topic } }
        webhookSubscriptionsCount { count } }"""
    assert len((await app.data(text))["webhookSubscriptions"]["nodes"]) == 2
    only = await app.data(text, {"topics": ["ORDERS_CREATE"]})
    assert [n["id"] for n in only["webhookSubscriptions"]["nodes"]] == [made["id"]] and only["webhookSubscriptionsCount"] == {
        "count": 2
    }
    changed = await app.data(UPDATE, {"id": made["id"], "hook": {"uri": "https://app.example/new", "includeFields": ["id"]}})
    assert changed["webhookSubscriptionUpdate"]["webhookSubscription"] == {
        "uri": "https://app.example/new",
        "includeFields": ["id"],
    }
    delete = (
        "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { "
        "deletedWebhookSubscriptionId userErrors { field message } } }"
    )
    assert (await app.data(delete, {"id": made["id"]}))["webhookSubscriptionDelete"]["deletedWebhookSubscriptionId"] == made[
        "id"
    ]
    gone = (await app.data(delete, {"id": made["id"]}))["webhookSubscriptionDelete"]
    assert gone["userErrors"] == [{"field": ["id"], "message": "Webhook subscription does not exist"}]
    assert (await app.data(UPDATE, {"id": made["id"], "hook": {}}))["webhookSubscriptionUpdate"]["userErrors"]


@pytest.mark.parametrize(
    ("hook", "field", "message"),
    [
        ({"uri": "   "}, "callbackUrl", "Address can't be blank"),
        ({"uri": "http://app.example/h"}, "callbackUrl", "Address protocol http:// is not supported"),
        ({"uri": "ftp://app.example/h"}, "callbackUrl", "Address protocol ftp:// is not supported"),
        ({"uri": "https://x.myshopify.com/h"}, "callbackUrl", "Address cannot be a Shopify or an internal domain"),
        ({"uri": "nonsense"}, "callbackUrl", "Address is invalid"),
        ({"uri": "https://taken.example/h"}, "callbackUrl", "Address for this topic has already been taken"),
        (
            {"uri": "https://a.example/h", "format": "XML"},
            "format",
            "Format 'xml' is invalid for this webhook topic. Allowed formats: json",
        ),
        ({"uri": "https://a.example/h", "name": ""}, "name", "Name is too short (minimum is 1 character)"),
        (
            {"uri": "https://a.example/h", "name": "a b"},
            "name",
            "Name name field can only contain alphanumeric characters, underscores, and hyphens",
        ),
        ({"uri": "https://a.example/h", "name": "known"}, "name", "Name already exists, no duplicate allowed"),
        (
            {"uri": "https://a.example/h", "filter": "id:1 bareword"},
            None,
            "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.",
        ),
    ],
)
async def test_subscriptions_that_are_refused(app: App, hook: dict[str, Any], field: str | None, message: str) -> None:
    await subscribe(app, "ORDERS_CREATE", "https://taken.example/h", name="known")
    found = (await app.data(CREATE, {"topic": "ORDERS_CREATE", "hook": hook}))["webhookSubscriptionCreate"]
    assert found["webhookSubscription"] is None
    path = ["webhookSubscription"] if field is None else ["webhookSubscription", field]
    assert found["userErrors"] == [{"field": path, "message": message}]


async def test_a_topic_needs_the_scope_of_what_it_tells(app: App) -> None:
    token = app.grant("read_products")
    variables = {"topic": "ORDERS_CREATE", "hook": {"uri": "https://a.example/h"}}
    found = (await app.data(CREATE, variables, token=token))["webhookSubscriptionCreate"]
    assert found["userErrors"][0]["field"] == ["topic"]
    allowed = await app.data(CREATE, {**variables, "topic": "PRODUCTS_UPDATE"}, token=token)
    assert allowed["webhookSubscriptionCreate"]["userErrors"] == []
    assert (await app.data(CREATE, {**variables, "topic": "APP_UNINSTALLED"}, token=token))["webhookSubscriptionCreate"][
        "userErrors"
    ] == []
    unknown = await app.fails(CREATE, {**variables, "topic": "ORDERS_EXPLODED"})
    assert unknown["extensions"]["problems"][0]["explanation"].startswith('Expected "ORDERS_EXPLODED" to be one of: ')


async def test_only_what_is_wanted_is_sent(app: App) -> None:
    wanted = {"filter": "total_price:>10 AND line_items.sku:CUP", "includeFields": ["id", "line_items.sku"]}
    async with hearing(app, "ORDERS_CREATE", **wanted) as (receiver, _):
        app.sell("TEA-50", 1)
        order = app.sell("CUP", 1)
        came = await sent(app, receiver)
    assert came == [("orders/create", {"id": order.id, "line_items": [{"sku": "CUP"}]})]


async def test_a_failed_delivery_is_repeated_with_its_id_and_body(app: App) -> None:
    async with hearing(app, "ORDERS_CREATE") as (receiver, _):
        receiver.statuses = [500, 503]
        app.sell("TEA-50", 1)
        await app.stage.deliveries.idle()
        ids = {headers["x-shopify-webhook-id"] for headers, _ in receiver.got}
        bodies = {body for _, body in receiver.got}
    assert len(receiver.got) == 3 and len(ids) == len(bodies) == 1


async def test_after_eight_repetitions_the_subscription_is_gone(app: App) -> None:
    async with hearing(app, "ORDERS_CREATE") as (receiver, _):
        receiver.statuses = [500] * 9
        app.sell("TEA-50", 1)
        await app.stage.deliveries.idle()
        app.sell("TEA-50", 1)
        await app.stage.deliveries.idle()
    assert len(receiver.got) == 9
    assert (await app.data("{ webhookSubscriptions(first: 5) { nodes { id } } }"))["webhookSubscriptions"]["nodes"] == []
    assert len(SANDBOX.retry.delays) == 8 and sum(SANDBOX.retry.delays) <= 4 * 3600
    assert list(SANDBOX.retry.delays) == sorted(SANDBOX.retry.delays)


async def test_uninstalling_is_told_once_and_ends_everything(app: App) -> None:
    async with hearing(app, "APP_UNINSTALLED", "ORDERS_CREATE") as (receiver, _):
        gone = await app.http.request(
            "DELETE", "/shopify/tea-house/admin/api_permissions/current.json", headers={"X-Shopify-Access-Token": app.token}
        )
        assert gone.status_code == 200
        app.sell("TEA-50", 1)
        came = await sent(app, receiver)
    assert [(topic, body["myshopify_domain"]) for topic, body in came] == [("app/uninstalled", "tea-house.myshopify.com")]
    assert (await app.post("{ shop { name } }")).status_code == 401


async def test_the_app_can_take_itself_away_and_the_merchant_can_too(app: App) -> None:
    text = "mutation { appUninstall { app { title } userErrors { message } } }"
    assert (await app.data(text))["appUninstall"] == {"app": {"title": "KSAP"}, "userErrors": []}
    assert (await app.post("{ shop { name } }")).status_code == 401
    fresh = app.grant("read_products")
    assert (await app.post("{ shop { name } }", token=fresh)).status_code == 200
    await app.http.post("/shopify/tea-house/merchant/uninstall")
    assert (await app.post("{ shop { name } }", token=fresh)).status_code == 401
