"""Webhooks: made, pinged, told, signed, switched off."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine
from tests.sandbox.support import Receiver, variant_id
from tests.sandbox.woocommerce.support import Woo, hold
from tests.sandbox.woocommerce.test_products import error

SECRET = "ünguessable & 100% secret"
Told = list[tuple[str, dict[str, Any]]]


class Ear:
    """A receiver, and what it was told since it was last asked."""

    def __init__(self, woo: Woo, stage: Stage, receiver: Receiver, address: str) -> None:
        self.woo, self.stage, self.receiver, self.address = woo, stage, receiver, f"{address}/in?shop=1"

    async def on(self, *topics: str, **more: Any) -> list[dict[str, Any]]:
        """Webhooks for these topics, their pings heard and forgotten."""
        made = []
        for topic in topics:
            body = {"topic": topic, "delivery_url": self.address, "secret": SECRET, **more}
            made.append(await self.woo.send("POST", "webhooks", body))
        self.receiver.got.clear()
        return made

    async def heard(self) -> Told:
        """Topic and payload of everything that arrived."""
        await self.stage.deliveries.idle()
        told = [(headers["x-wc-webhook-topic"], json.loads(body)) for headers, body in self.receiver.got]
        self.receiver.got.clear()
        return told

    async def topics(self) -> list[str]:
        return [topic for topic, _ in await self.heard()]


@pytest.fixture
def ear(woo: Woo, stage: Stage, receiver: tuple[Receiver, str]) -> Ear:
    return Ear(woo, stage, *receiver)


def cart(shop: Shop) -> Cart:
    return Cart([CartLine(variant_id(shop, "TEA-50"))], email="ada@example.com", on_shortage="oversell")


async def test_a_new_webhook_is_pinged_at_once(woo: Woo, receiver: tuple[Receiver, str]) -> None:
    body = {"topic": "order.updated", "delivery_url": f"{receiver[1]}/in", "secret": SECRET, "name": "ksap"}
    answer = await woo("POST", "webhooks", body)
    made = answer.json()
    [(headers, ping)] = receiver[0].got
    assert answer.status_code == 201 and ping.decode() == f"webhook_id={made['id']}"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["user-agent"].startswith("WooCommerce/10.3.5 Hookshot") and "x-wc-webhook-signature" not in headers
    assert (made["name"], made["status"], made["resource"], made["event"]) == ("ksap", "active", "order", "updated")
    assert made["hooks"] == ["woocommerce_update_order", "woocommerce_order_refunded"]
    assert SECRET not in answer.text and "secret" not in made
    assert await woo.get(f"webhooks/{made['id']}") == made and await woo.get("webhooks", search="KSAP") == [made]


async def test_nobody_needs_to_answer_the_ping(ear: Ear) -> None:
    ear.receiver.statuses = [500]
    assert (await ear.on("order.created"))[0]["status"] == "active"
    ear.address = "http://127.0.0.1:9/in"
    assert (await ear.on("order.created"))[0]["status"] == "active"


async def test_headers_and_signature(ear: Ear, shop: Shop, stage: Stage) -> None:
    [hook] = await ear.on("order.created")
    order = stage.world.place_order(shop, cart(shop))
    await stage.deliveries.idle()
    [(headers, raw)] = ear.receiver.got
    assert (
        headers["x-wc-webhook-signature"] == base64.b64encode(hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()).decode()
    )
    assert headers["x-wc-webhook-source"] == f"{ear.woo.home.replace('http:', 'https:')}/"
    assert (headers["x-wc-webhook-topic"], headers["x-wc-webhook-resource"], headers["x-wc-webhook-event"]) == (
        "order.created", "order", "created")  # fmt: skip
    assert headers["x-wc-webhook-id"] == str(hook["id"]) and len(headers["x-wc-webhook-delivery-id"]) == 32
    assert headers["content-type"] == "application/json"
    payload = json.loads(raw)
    hold("GET", "/wc/v3/orders/1", payload)
    assert payload == await ear.woo.get(f"orders/{order.id}")


async def test_one_request_tells_a_resource_once(ear: Ear, shop: Shop, woo: Woo) -> None:
    await ear.on("order.created", "order.updated", "product.created", "product.updated")
    await woo.send(
        "POST", "orders", {"line_items": [{"sku": "CUP"}], "set_paid": True, "meta_data": [{"key": "a", "value": "b"}]}
    )
    assert [t for t in await ear.topics() if t.startswith("order")] == ["order.created"]
    body = {"name": "Mug", "regular_price": "5", "manage_stock": True, "stock_quantity": 4}
    mug = await woo.send("POST", "products", body)
    assert await ear.topics() == ["product.created"]
    changes = {"name": "Cup", "stock_quantity": 9, "regular_price": "6", "tags": [{"name": "new"}]}
    await woo.send("PUT", f"products/{mug['id']}", changes)
    [(topic, payload)] = await ear.heard()
    assert topic == "product.updated" and (payload["name"], payload["stock_quantity"]) == ("Cup", 9)
    rows = [{"id": mug["id"], "stock_quantity": 1}, {"id": mug["id"], "stock_quantity": 2}]
    await woo.send("POST", "products/batch", {"update": rows})
    [(_, payload)] = await ear.heard()
    assert payload["stock_quantity"] == 2


async def test_stock_of_a_variation_tells_of_the_variation(ear: Ear, shop: Shop, woo: Woo) -> None:
    await ear.on("product.updated")
    tea, variation = min(shop.products), variant_id(shop, "TEA-100")
    await woo.send("PUT", f"products/{tea}/variations/{variation}", {"stock_quantity": 77})
    told = {payload["id"]: payload for _, payload in await ear.heard()}
    assert (told[variation]["type"], told[variation]["stock_quantity"], told[variation]["parent_id"]) == ("variation", 77, tea)


async def test_an_orders_life_is_told(ear: Ear, shop: Shop, stage: Stage, woo: Woo) -> None:
    await ear.on("order.updated", "customer.updated", "customer.created", "customer.deleted")
    order = stage.world.place_order(shop, cart(shop))
    await ear.heard()
    stage.world.fulfil(shop, order.id)
    told = await ear.heard()
    assert told and {topic for topic, _ in told} == {"order.updated"} and told[-1][1]["status"] == "completed"
    stage.world.refund(shop, order.id, amount=order.total)
    assert (await ear.heard())[-1][1]["status"] == "refunded"
    made = await woo.send("POST", "customers", {"email": "eve@example.com"})
    await woo.send("PUT", f"customers/{made['id']}", {"first_name": "Eve"})
    await woo.send("DELETE", f"customers/{made['id']}", force="true")
    assert [(t, p["id"]) for t, p in await ear.heard()] == [
        (f"customer.{event}", made["id"]) for event in ("created", "updated", "deleted")]  # fmt: skip


async def test_the_bin(ear: Ear, shop: Shop, stage: Stage, woo: Woo) -> None:
    kinds = [f"{thing}.{event}" for thing in ("product", "order") for event in ("updated", "deleted", "restored")]
    await ear.on(*kinds)
    cup, order = max(shop.products), stage.world.place_order(shop, cart(shop)).id
    await ear.heard()
    for route, thing, item, status in ((f"products/{cup}", "product", cup, "publish"),
                                       (f"orders/{order}", "order", order, "processing")):  # fmt: skip
        await woo.send("DELETE", route)
        assert await ear.heard() == [(f"{thing}.deleted", {"id": item})]
        await woo.send("PUT", route, {"status": status})
        assert (await ear.topics())[0] == f"{thing}.restored"
        await woo.send("DELETE", route, force="true")
        assert await ear.heard() == []  # WooCommerce says nothing of what never was in the bin


async def test_what_a_merchant_deletes_is_told(ear: Ear, shop: Shop, stage: Stage) -> None:
    await ear.on("product.deleted")
    cup = max(shop.products)
    stage.world.delete_product(shop, cup)
    assert await ear.heard() == [("product.deleted", {"id": cup})]


async def test_five_failures_in_a_row_switch_it_off(ear: Ear, shop: Shop, stage: Stage, woo: Woo) -> None:
    [hook] = await ear.on("order.created")
    ear.receiver.statuses = [500, 404, 503, 200, 500, 500, 500, 500, 500]
    for n in range(1, 13):
        stage.world.place_order(shop, cart(shop))
        await stage.deliveries.idle()
        status = (await woo.get(f"webhooks/{hook['id']}"))["status"]
        assert status == ("disabled" if n >= 9 else "active"), n
    assert len(ear.receiver.got) == 9  # nothing is repeated, nothing is sent once it is off
    again = await woo.send("PUT", f"webhooks/{hook['id']}", {"status": "active"})
    assert again["status"] == "active" and (await woo.get("webhooks", status="disabled")) == []
    ear.receiver.statuses = [500] * 4
    for _ in range(4):
        stage.world.place_order(shop, cart(shop))
        await stage.deliveries.idle()
    assert (await woo.get(f"webhooks/{hook['id']}"))["status"] == "active"


async def test_changes_of_webhooks(ear: Ear, shop: Shop, stage: Stage, woo: Woo) -> None:
    [hook] = await ear.on("order.created")
    route = f"webhooks/{hook['id']}"
    await woo.send("PUT", route, {"status": "paused"})
    stage.world.place_order(shop, cart(shop))
    assert await ear.heard() == []
    changed = await woo.send("PUT", route, {"status": "active", "topic": "product.updated", "name": "n", "secret": "other"})
    assert (changed["topic"], changed["hooks"][1]) == ("product.updated", "woocommerce_update_product")
    stage.world.edit_product(shop, max(shop.products), title="Mug")
    await stage.deliveries.idle()
    [(headers, raw)] = ear.receiver.got
    assert headers["x-wc-webhook-signature"] == base64.b64encode(hmac.digest(b"other", raw, "sha256")).decode()
    assert await error(woo, "DELETE", route) == (501, "woocommerce_rest_trash_not_supported")
    await woo.send("DELETE", route, force="true")
    assert await woo.get("webhooks") == [] and await error(woo, "DELETE", route, force="true") == (
        404, "woocommerce_rest_shop_webhook_invalid_id")  # fmt: skip


async def test_what_is_refused(woo: Woo) -> None:
    url = "http://127.0.0.1:9/in"
    for body, code in (
        ({"delivery_url": url}, "rest_missing_callback_param"),
        ({"topic": "order.created"}, "rest_missing_callback_param"),
        ({"topic": "order.sold", "delivery_url": url}, "woocommerce_rest_shop_webhook_invalid_topic"),
        ({"topic": "order.created", "delivery_url": "ftp://x"}, "woocommerce_rest_shop_webhook_invalid_delivery_url"),
        ({"topic": "order.created", "delivery_url": url, "status": "on"}, "rest_invalid_param"),
        ({"topic": "order.created", "delivery_url": url, "id": 4}, "woocommerce_rest_shop_webhook_exists"),
    ):
        assert await error(woo, "POST", "webhooks", body) == (400, code)
    assert await woo.get("webhooks") == []


async def test_batches_of_webhooks(ear: Ear, woo: Woo) -> None:
    rows = [{"topic": t, "delivery_url": ear.address, "secret": SECRET} for t in ("order.created", "order.gone")]
    done = await woo.send("POST", "webhooks/batch", {"create": rows, "delete": [999]})
    assert done["create"][0]["status"] == "active"
    assert done["create"][1]["error"]["code"] == "woocommerce_rest_shop_webhook_invalid_topic"
    assert done["delete"][0]["error"]["code"] == "woocommerce_rest_shop_webhook_invalid_id"
    done = await woo.send("POST", "webhooks/batch", {"update": [{"id": done["create"][0]["id"], "status": "paused"}]})
    assert done["update"][0]["status"] == "paused" and len(ear.receiver.got) == 1
    switched = await woo.send("POST", "webhooks/batch", {"update": [{"id": done["update"][0]["id"], "status": "off"}]})
    assert switched["update"][0]["error"]["code"] == "woocommerce_rest_shop_webhook_invalid_status"
