"""A shop in trouble: its host's errors, maintenance, answers that are lost; and a snapshot of one."""

from __future__ import annotations

import httpx
import pytest

from app.sandbox.demo import shops
from app.sandbox.shop import Shop
from app.sandbox.snapshot import Snapshots
from app.sandbox.stage import Stage, discover
from app.sandbox.woocommerce import SANDBOX
from tests.sandbox.support import Clock, Receiver
from tests.sandbox.woocommerce.conftest import NOW
from tests.sandbox.woocommerce.support import Woo


async def test_the_vendor_is_found_by_itself() -> None:
    assert SANDBOX in discover()


async def test_errors_of_host_and_shop_take_turns(woo: Woo, stage: Stage, shop: Shop) -> None:
    stage.begin_fault("server_error", "woocommerce", shop.handle, count=3)
    answers = [await woo("GET", "products") for _ in range(4)]
    kinds = {(a.status_code, a.headers["content-type"].partition(";")[0]) for a in answers[:3]}
    assert kinds == {(503, "text/html"), (502, "text/html"), (500, "application/json")}
    assert [a.json()["code"] for a in answers if a.status_code == 500] == ["internal_server_error"]
    assert answers[3].status_code == 200


async def test_a_host_that_slows_down(woo: Woo, stage: Stage, shop: Shop) -> None:
    stage.begin_fault("throttled", "woocommerce", shop.handle, route="GET /wp-json/wc/v3/orders", count=1)
    assert (await woo("GET", "products")).status_code == 200
    answer = await woo("GET", "orders")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2") and "<html>" in answer.text


async def test_maintenance(woo: Woo) -> None:
    url = f"{woo.home}/-/options"
    assert (await woo.client.patch(url, json={"maintenance": True})).json()["maintenance"] is True
    for answer in (await woo("GET", "products"), await woo.client.get(f"{woo.home}/wp-json/")):
        assert answer.status_code == 503 and "Briefly unavailable" in answer.text and answer.headers["retry-after"] == "600"
    await woo.client.patch(url, json={"maintenance": False})
    assert (await woo("GET", "products")).status_code == 200


async def test_a_lost_answer_was_carried_out(woo: Woo, stage: Stage, shop: Shop) -> None:
    stage.begin_fault("response_lost", "woocommerce", shop.handle, count=1)
    with pytest.raises(httpx.HTTPError):
        await woo("POST", "customers", {"email": "lost@example.com"})
    again = await woo("POST", "customers", {"email": "lost@example.com"})
    assert again.json()["code"] == "registration-error-email-exists"


async def test_a_shop_in_a_snapshot(woo: Woo, stage: Stage, shop: Shop, receiver: tuple[Receiver, str]) -> None:
    hook = await woo.send("POST", "webhooks", {"topic": "order.created", "delivery_url": receiver[1], "secret": "s"})
    made = await woo.send("POST", "products", {"name": "Mug", "categories": [], "meta_data": [{"key": "a", "value": [1]}]})
    await woo.send("DELETE", f"products/{made['id']}")
    order = await woo.send("POST", "orders", {"line_items": [{"sku": "CUP"}], "set_paid": True})
    await woo.send("POST", f"orders/{order['id']}/refunds", {"amount": "1.00"})
    await woo.send("POST", f"orders/{order['id']}/notes", {"note": "n"})
    await woo.send("PUT", f"orders/{order['id']}", {"status": "on-hold"})
    routes = ("products", "orders", "refunds", "webhooks", f"orders/{order['id']}/notes", "products/categories")
    before = [await woo.get(route) for route in (*routes, f"products/{made['id']}")]
    written = Snapshots(stage).dump()
    stage.clear()
    Snapshots(stage).load(written)
    assert [await woo.get(route) for route in (*routes, f"products/{made['id']}")] == before
    assert (await woo.get(f"webhooks/{hook['id']}"))["status"] == "active"


def test_the_demos_woocommerce_shops_differ_in_what_they_can_be_told() -> None:
    made = Stage([SANDBOX], clock=Clock(NOW))
    modes = {}
    for shop in shops(1, NOW):
        if shop.vendor == "woocommerce":
            made.add_shop(shop)
            modes[shop.handle] = dict(made.credentials("woocommerce", shop))["Parcels are told by"]
    assert modes == {"outdoor-adventure": "fulfillments", "fashion-boutique": "shipment-tracking"}
