"""The control API over real HTTP: the truth at the vendor's side, acting in a shop, making trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from app.sandbox.server import build
from app.sandbox.stage import Stage
from tests.sandbox.support import Receiver, client, make_stage, serving, subscribe, variant_id


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
async def http(stage: Stage, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(build(stage, snapshot_path=tmp_path / "state.json")) as base, client(f"{base}/control") as made:
        yield made


async def test_shops_and_how_to_connect_them(http: httpx.AsyncClient) -> None:
    [shop] = (await http.get("/shops")).json()
    assert (shop["handle"], shop["vendor"], shop["products"], shop["variants"], shop["orders"]) == (
        "tea-house",
        "acme",
        2,
        3,
        0,
    )
    assert shop["address"] == f"{str(http.base_url).removesuffix('/control/')}/acme/tea-house"
    assert shop["credentials"] == [{"label": "Access token", "value": "acme-tea-house"}]
    assert (await http.get("/vendors")).json()[0] == {
        "slug": "acme",
        "title": "Acme Shops",
        "shops": ["tea-house"],
        "credentials": [],
    }
    missing = await http.get("/shops/nobody")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


async def test_a_shopper_a_parcel_a_refund(http: httpx.AsyncClient) -> None:
    order = (await http.post("/shops/tea-house/orders", json={
        "lines": [{"sku": "TEA-50", "quantity": 3}], "email": "ada@example.com", "shipping": {"country": "FR", "city": "Lyon"},
        "shipping_price": "5.00", "discount_code": "TEN", "discount_kind": "percent", "discount_value": 10,
    })).json()  # fmt: skip
    assert (order["subtotal"], order["tax_total"], order["total"]) == ("13.23", "3.65", "21.88")
    path = f"/shops/tea-house/orders/{order['id']}"
    fulfilled = (await http.post(f"{path}/fulfil", json={"tracking_number": "1Z9", "tracking_company": "UPS"})).json()
    assert (fulfilled["fulfilment_state"], fulfilled["lines"][0]["open"]) == ("fulfilled", 0)
    [parcel] = (await http.get("/shops/tea-house/fulfilments", params={"order_id": order["id"]})).json()
    assert (parcel["order_name"], parcel["tracking_number"]) == ("#1001", "1Z9")
    patched = await http.patch(f"/shops/tea-house/fulfilments/{parcel['id']}", json={"shipment_status": "delivered"})
    assert (patched.json()["shipment_status"], patched.json()["tracking_number"]) == ("delivered", "1Z9")
    line = order["lines"][0]["id"]
    refunded = (await http.post(f"{path}/refund", json={"lines": [{"line_id": line, "quantity": 1}]})).json()
    assert (refunded["financial"], refunded["refunded_total"]) == ("partially_refunded", "5.29")
    [first, second] = (await http.get("/shops/tea-house/stock", params={"sku": "TEA-50"})).json()
    assert (first["on_hand"], first["committed"], first["available"], second["available"]) == (8, 0, 8, 5)


async def test_an_order_can_be_edited_paid_and_cancelled(http: httpx.AsyncClient) -> None:
    order = (await http.post("/shops/tea-house/orders", json={"lines": [{"sku": "CUP"}], "paid": False})).json()
    path = f"/shops/tea-house/orders/{order['id']}"
    edited = (await http.patch(path, json={"add": [{"sku": "TEA-100"}], "note": "gift"})).json()
    assert (edited["note"], [line["sku"] for line in edited["lines"]]) == ("gift", ["CUP", "TEA-100"])
    assert (await http.post(f"{path}/pay")).json()["financial"] == "paid"
    assert (await http.post(f"{path}/cancel", json={"reason": "fraud"})).json()["financial"] == "refunded"
    again = await http.post(f"{path}/cancel", json={})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "cancelled")


async def test_a_shopper_of_its_own_taste(http: httpx.AsyncClient) -> None:
    order = (await http.post("/shops/tea-house/orders", json={})).json()
    assert order["lines"] and order["email"].endswith("@example.com") and order["shipping"]["country"] == "DE"


async def test_a_merchant(http: httpx.AsyncClient, stage: Stage) -> None:
    tea = variant_id(stage.world.shop("tea-house"), "TEA-50")
    await http.patch(f"/shops/tea-house/variants/{tea}", json={"price": "5.20"})
    changed = await http.put(f"/shops/tea-house/variants/{tea}/stock", json={"quantity": 7, "expected": 10})
    assert [row["available"] for row in changed.json()] == [7, 5]
    lost = await http.put(f"/shops/tea-house/variants/{tea}/stock", json={"quantity": 7, "expected": 10})
    assert (lost.status_code, lost.json()["error"]["detail"]) == (409, {"actual": 7})
    made = (await http.post("/shops/tea-house/products", json={
        "title": "Kettle 🫖", "options": [{"name": "Colour", "values": ["Red"]}],
        "images": [{"path": "kettle.svg", "alt": "A kettle"}],
        "variants": [{"sku": "K-R", "price": "39.00", "option_values": ["Red"], "stock": 4}],
    })).json()  # fmt: skip
    assert (made["variants"][0]["available"], made["images"][0]["position"]) == (4, 1)
    more = await http.post(f"/shops/tea-house/products/{made['id']}/variants", json={"sku": "K-B", "option_values": ["Blue"]})
    assert more.json()["options"][0]["values"] == ["Red", "Blue"]
    assert (await http.patch(f"/shops/tea-house/products/{made['id']}", json={"status": "draft"})).json()["status"] == "draft"
    blue = more.json()["variants"][1]["id"]
    assert (await http.delete(f"/shops/tea-house/variants/{blue}")).status_code == 204
    assert (await http.delete(f"/shops/tea-house/products/{made['id']}")).status_code == 204
    assert len((await http.get("/shops/tea-house/products")).json()) == 2


async def test_lists_go_on_after_an_id(http: httpx.AsyncClient) -> None:
    for _ in range(3):
        await http.post("/shops/tea-house/orders", json={"lines": [{"sku": "TEA-50"}]})
    first = (await http.get("/shops/tea-house/orders", params={"limit": 2})).json()
    rest = (await http.get("/shops/tea-house/orders", params={"after": first[-1]["id"]})).json()
    assert [order["number"] for order in first + rest] == [1001, 1002, 1003]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/shops/tea-house/orders", {"lines": [{"sku": "TEA-50", "quantity": 0}]}, "lines.0.quantity"),
        ("/shops/tea-house/orders", {"lines": [{"sku": "TEA-50"}], "colour": 1}, "colour"),
        ("/shops/tea-house/products", {"title": ""}, "title"),
        ("/shops/tea-house/products", {"title": "x", "variants": [{"price": "NaN"}]}, "variants.0.price"),
        ("/faults", {"kind": "earthquake", "vendor": "acme"}, "kind"),
        ("/faults", {"kind": "throttled"}, "vendor"),
    ],
)
async def test_a_mistake_is_named(http: httpx.AsyncClient, path: str, body: dict[str, Any], field: str) -> None:
    answer = await http.post(path, json=body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


async def test_trouble_begins_and_ends(http: httpx.AsyncClient) -> None:
    fault = (await http.post("/faults", json={"kind": "latency", "vendor": "acme", "milliseconds": 1, "seconds": 60})).json()
    await http.post("/faults", json={"kind": "throttled", "vendor": "acme", "shop": "tea-house", "count": 5})
    assert [f["kind"] for f in (await http.get("/faults")).json()] == ["latency", "throttled"]
    assert (await http.delete(f"/faults/{fault['id']}")).json() == {"ended": 1}
    assert (await http.delete(f"/faults/{fault['id']}")).status_code == 404
    assert (await http.delete("/faults", params={"vendor": "acme"})).json() == {"ended": 1}
    assert (await http.get("/faults")).json() == []


async def test_webhooks_can_be_read_without_their_secret(http: httpx.AsyncClient, stage: Stage) -> None:
    receiver = Receiver()
    async with serving(receiver, lifespan="off") as base:
        subscribe(stage, f"{base}/hooks")
        await http.post("/shops/tea-house/orders", json={"lines": [{"sku": "CUP"}]})
        await stage.deliveries.idle()
    [subscription] = (await http.get("/subscriptions", params={"shop": "tea-house"})).json()
    assert (subscription["topic"], subscription["status"]) == ("orders/new", "active") and "secret" not in subscription
    [delivery] = (await http.get("/deliveries", params={"status": "delivered"})).json()
    assert (delivery["response_status"], orjson.loads(delivery["raw"])["kind"]) == (200, "order.created")
    assert (await http.get("/deliveries", params={"topic": "none"})).json() == []


async def test_requests_can_be_read(http: httpx.AsyncClient) -> None:
    await http.get(str(http.base_url.join("/acme/tea-house/echo")))
    [seen] = (await http.get("/requests", params={"shop": "tea-house"})).json()
    assert (seen["method"], seen["path"], seen["status"]) == ("GET", "/echo", 200)


async def test_shoppers_trickle_in(http: httpx.AsyncClient, stage: Stage) -> None:
    import asyncio

    placed = asyncio.Event()
    stage.world.listeners.append(lambda _, change: placed.set() if change.kind == "order.created" else None)
    assert (await http.put("/trickle", json={"per_minute": 6000})).json()["per_minute"] == {"tea-house": 6000}
    await asyncio.wait_for(placed.wait(), 5)
    assert (await http.put("/trickle", json={"per_minute": 0, "shop": "tea-house"})).json()["per_minute"] == {}
    assert (await http.put("/trickle", json={"per_minute": -1})).status_code == 422


async def test_a_snapshot_can_be_taken_away_and_put_back(http: httpx.AsyncClient, stage: Stage, tmp_path: Path) -> None:
    kept = (await http.get("/snapshot")).content
    await http.post("/shops/tea-house/orders", json={"lines": [{"sku": "CUP"}]})
    assert (await http.post("/save")).json() == {"saved": True}
    assert len(orjson.loads((tmp_path / "state.json").read_bytes())["shops"][0]["orders"]) == 1
    assert (await http.put("/snapshot", content=kept)).json()[0]["orders"] == 0
    broken = await http.put("/snapshot", content=b'{"format": 1}')
    assert broken.status_code == 422 and "tea-house" in stage.world.shops


async def test_a_shop_is_opened_exported_and_closed(http: httpx.AsyncClient) -> None:
    file = {"handle": "corner", "vendor": "acme", "name": "Corner", "currency": "USD", "country": "US"}
    opened = await http.post("/shops", json={**file, "products": [{"title": "Pen", "variants": [{"sku": "PEN", "stock": 3}]}]})
    assert (opened.status_code, opened.json()["variants"]) == (201, 1)
    exported = (await http.get("/shops/corner/export")).content
    assert (await http.delete("/shops/corner")).status_code == 204
    assert (await http.get("/shops/corner")).status_code == 404
    assert (await http.post("/shops", content=exported)).json()["variants"] == 1
    stranger = await http.post("/shops", json={**file, "vendor": "none"})
    assert (stranger.status_code, stranger.json()["error"]["field"]) == (422, "vendor")


async def test_a_reset_forgets_everything(http: httpx.AsyncClient, stage: Stage) -> None:
    subscribe(stage, "http://127.0.0.1:9/")
    await http.post("/faults", json={"kind": "throttled", "vendor": "acme"})
    assert (await http.post("/reset")).json() == []  # this stage has no demo shops
    assert ((await http.get("/faults")).json(), (await http.get("/subscriptions")).json()) == ([], [])
