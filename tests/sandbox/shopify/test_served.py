"""Over a real port: a connector's whole day, and a page of orders in time."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from base64 import b64encode
from typing import Any

import httpx

from app.sandbox.server import build
from app.sandbox.shopify import SANDBOX
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.state import ShopifyState
from app.sandbox.snapshot import Snapshots
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine
from tests.sandbox.shopify.support import BUYER, App, make_stage
from tests.sandbox.support import Receiver, serving, variant_id

PAGE = """query($first: Int!, $after: String) { orders(first: $first, after: $after, sortKey: UPDATED_AT) {
  pageInfo { hasNextPage endCursor }
  nodes { id name email phone note tags createdAt updatedAt processedAt cancelledAt cancelReason displayFinancialStatus
    displayFulfillmentStatus currencyCode presentmentCurrencyCode taxesIncluded sourceName paymentGatewayNames discountCodes
    totalPriceSet { ...bag } currentTotalPriceSet { ...bag } subtotalPriceSet { ...bag } totalTaxSet { ...bag }
    totalDiscountsSet { ...bag } totalShippingPriceSet { ...bag } totalRefundedSet { ...bag }
    customer { id email firstName lastName } billingAddress { ...place } shippingAddress { ...place }
    taxLines { title rate priceSet { ...bag } }
    shippingLines(first: 5) { nodes { id title code originalPriceSet { ...bag } taxLines { rate priceSet { ...bag } } } }
    refunds { id createdAt totalRefundedSet { ...bag } refundLineItems(first: 20) { nodes { quantity lineItem { id } } } }
    fulfillments { id status trackingInfo { number company url } }
    lineItems(first: 50) { nodes { id title variantTitle sku quantity currentQuantity unfulfilledQuantity requiresShipping
      product { id } variant { id } originalUnitPriceSet { ...bag } discountedTotalSet { ...bag }
      discountAllocations { allocatedAmountSet { ...bag } } taxLines { title rate priceSet { ...bag } } } } } } }
fragment bag on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
fragment place on MailingAddress { firstName lastName company address1 address2 zip city provinceCode countryCodeV2 phone }"""


async def test_a_connectors_day_over_a_real_port() -> None:
    stage, shop = make_stage()
    shop.plan = "enterprise"
    told = dict(stage.credentials("shopify", shop))
    receiver = Receiver()
    async with (
        serving(build(stage)) as base,
        serving(receiver, lifespan="off") as hooks,
        httpx.AsyncClient(trust_env=False) as http,
    ):
        address = f"{base}/shopify/tea-house"
        grant = {"grant_type": "client_credentials", "client_id": told["Client ID"], "client_secret": told["Client secret"]}
        token = (await http.post(f"{address}/admin/oauth/access_token", data=grant)).json()["access_token"]

        async def ask(text: str, **variables: Any) -> dict[str, Any]:
            headers = {"X-Shopify-Access-Token": token}
            body = {"query": text, "variables": variables}
            answer = await http.post(f"{address}/admin/api/2026-07/graphql.json", json=body, headers=headers)
            assert answer.status_code == 200 and "errors" not in answer.json(), answer.text
            found: dict[str, Any] = answer.json()["data"]
            return found

        await ask(
            "mutation($uri: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: $uri}) "
            "{ userErrors { message } } }",
            uri=f"{hooks}/in",
        )
        order = stage.world.place_order(
            shop, Cart([CartLine(variant_id(shop, "CUP"), 1)], email="a@example.net", shipping=BUYER)
        )
        async with asyncio.timeout(5):
            await stage.deliveries.idle()
        headers, raw = receiver.got[0]
        digest = hmac.new(told["Client secret"].encode(), raw, hashlib.sha256).digest()
        assert headers["x-shopify-hmac-sha256"] == b64encode(digest).decode()
        assert json.loads(raw)["id"] == order.id
        page = (await ask(PAGE, first=5))["orders"]["nodes"]
        assert [(node["id"], node["totalPriceSet"]["shopMoney"]["amount"]) for node in page] == [
            (gid("Order", order.id), "14.28")
        ]
        picture = await http.get(f"{base}/pictures/none.png")
        assert picture.status_code == 404


async def test_a_page_of_250_orders_and_the_one_after_it() -> None:
    stage, shop = make_stage()
    shop.plan = "enterprise"
    for n in range(400):
        lines = [CartLine(variant_id(shop, sku), 1 + n % 2) for sku in ("TEA-50", "TEA-100", "CUP")]
        stage.world.place_order(shop, Cart(lines, email=f"b{n}@example.net", shipping=BUYER, on_shortage="oversell"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build(stage)), base_url="http://127.0.0.1") as http:
        app = App(stage, shop, http, dict(stage.credentials("shopify", shop))["Admin API access token"])
        first = (await app.data(PAGE, {"first": 250}))["orders"]
        rest = (await app.data(PAGE, {"first": 250, "after": first["pageInfo"]["endCursor"]}))["orders"]
        again = (await app.data(PAGE, {"first": 250}))["orders"]
    assert again == first
    assert (len(first["nodes"]), len(rest["nodes"]), rest["pageInfo"]["hasNextPage"]) == (250, 150, False)
    assert all(len(node["lineItems"]["nodes"]) == 3 for node in first["nodes"])


async def test_the_vendors_state_survives_a_snapshot() -> None:
    stage, shop = make_stage()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build(stage)), base_url="http://127.0.0.1") as http:
        app = App(stage, shop, http, dict(stage.credentials("shopify", shop))["Admin API access token"])
        adjust = {"name": "available", "reason": "restock", "changes": [
            {"inventoryItemId": app.item("CUP"), "locationId": app.place(), "delta": 4,
            "changeFromQuantity": None}]}  # fmt: skip
        text = """mutation($input: InventoryAdjustQuantitiesInput!) {
            inventoryAdjustQuantities(input: $input) @idempotent(key: "k") {
            inventoryAdjustmentGroup { id changes { delta } } userErrors { code } } }"""
        made = await app.data(text, {"input": adjust})
        raw = Snapshots(stage).dump()
    other = Stage([SANDBOX], clock=stage.clock)
    Snapshots(other).load(raw)
    kept: ShopifyState = other.hosts["shopify"].state(other.world.shop("tea-house"))
    assert kept == stage.hosts["shopify"].state(shop)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(other.gates["shopify"]), base_url="http://127.0.0.1") as http:
        anew = App(other, other.world.shop("tea-house"), http, app.token)
        assert await anew.data(text, {"input": adjust}) == made, "the key is still known"
        assert anew.level("CUP").available == 5
