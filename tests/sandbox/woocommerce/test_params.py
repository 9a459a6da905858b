"""What collections take: pages, order, ids, dates, search; and what WordPress answers to wrong parameters."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox.shop import Address, Shop
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine
from tests.sandbox.support import Clock, variant_id
from tests.sandbox.woocommerce.support import Woo


async def ids(woo: Woo, route: str, **params: Any) -> list[int]:
    return [row["id"] for row in await woo.get(route, **params)]


async def titles(woo: Woo, **params: Any) -> list[str]:
    return [row["name"] for row in await woo.get("products", **params)]


@pytest.fixture
def orders(stage: Stage, shop: Shop, clock: Clock) -> list[int]:
    """Three orders, an hour apart: at 16:00, 17:00 and 18:00 GMT; the clock stands at 19:00."""
    made = []
    ada = min(shop.customers)
    for name in ("Ada", "Bob", "Carol"):
        cart = Cart([CartLine(variant_id(shop, "TEA-50"))], email=f"{name.lower()}@example.com", paid=False)
        cart.customer_id = ada if name == "Ada" else None
        cart.shipping = Address(first_name=name, country="DE")
        made.append(stage.world.place_order(shop, cart).id)
        clock.forward(hours=1)
    return made


@pytest.mark.parametrize(
    ("params", "name", "message"),
    [
        ({"per_page": 101}, "per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)"),
        ({"per_page": 0}, "per_page", "per_page must be between 1 (inclusive) and 100 (inclusive)"),
        ({"per_page": "ten"}, "per_page", "per_page is not of type integer."),
        ({"page": 0}, "page", "page must be greater than or equal to 1"),
        ({"order": "up"}, "order", "order is not one of asc and desc."),
        ({"orderby": "colour"}, "orderby", "orderby is not one of date, id, include, title, slug, and modified."),
        ({"after": "yesterday"}, "after", "Invalid date."),
        ({"modified_after": "2026-13"}, "modified_after", "Invalid date."),
        ({"include": "1,x"}, "include", "include[1] is not of type integer."),
        ({"status": "shipped"}, "status", "status[0] is not one of any, trash, auto-draft, pending,"),
    ],
)
async def test_wrong_parameters(woo: Woo, params: dict[str, Any], name: str, message: str) -> None:
    answer = await woo("GET", "orders", **params)
    body = answer.json()
    assert (answer.status_code, body["code"], body["message"]) == (400, "rest_invalid_param", f"Invalid parameter(s): {name}")
    assert body["data"]["status"] == 400 and list(body["data"]["params"]) == list(body["data"]["details"]) == [name]
    assert body["data"]["params"][name].startswith(message)


async def test_wrong_routes_and_bodies(woo: Woo) -> None:
    for method, route in (("GET", "parcels"), ("DELETE", "orders"), ("GET", "orders/x"), ("GET", "/wc/v4/orders")):
        answer = await woo(method, route)
        assert (answer.status_code, answer.json()["code"]) == (404, "rest_no_route"), route
    headers = {"x-forwarded-proto": "https", "content-type": "application/json"}
    url, auth = f"{woo.home}/wp-json/wc/v3/products", (woo.key, woo.secret)
    answer = await woo.client.post(url, content=b"{'name'", auth=auth, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "rest_invalid_json")
    answer = await woo.client.post(url, content=b"x" * (8 * 2**20 + 1), auth=auth, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "rest_request_entity_too_large")
    answer = await woo.client.post(url, content=b"[1]", auth=auth, headers=headers)
    assert answer.status_code == 201
    for route in ("orders/999999", "products/999999", "customers/999999"):
        assert (await woo("GET", route)).status_code == 404
    # What a webhook is asked for by a number that there is not: 400, as the vendor has it.
    assert (await woo("GET", "webhooks/999999")).status_code == 400


async def test_pages_and_their_headers(woo: Woo, orders: list[int]) -> None:
    answer = await woo("GET", "orders", per_page=1, page=2, status="pending,processing", **{"include[]": orders})
    assert [row["id"] for row in answer.json()] == [orders[1]]
    assert (answer.headers["x-wp-total"], answer.headers["x-wp-totalpages"]) == ("3", "3")
    back, on = answer.headers["link"].split(", ")
    assert back.endswith('; rel="prev"') and on.endswith('; rel="next"')
    address = on.partition(">")[0].removeprefix("<").replace("https://", "http://")
    assert "page=3" in address and "status=pending%2Cprocessing" in address
    following = await woo.client.get(address, auth=(woo.key, woo.secret), headers={"x-forwarded-proto": "https"})
    assert [row["id"] for row in following.json()] == [orders[0]]
    beyond = await woo("GET", "orders", page=9)
    assert (beyond.status_code, beyond.json(), beyond.headers["x-wp-total"]) == (200, [], "3")
    only = await woo("GET", "orders", per_page=100)
    assert "api.w.org" in only.headers["link"] and 'rel="next"' not in only.headers["link"]
    head = await woo.client.head(
        f"{woo.home}/wp-json/wc/v3/orders", auth=(woo.key, woo.secret), headers={"x-forwarded-proto": "https"}
    )
    assert head.headers["x-wp-total"] == "3" and not head.content


async def test_order_ids_and_offset(woo: Woo, orders: list[int], stage: Stage, shop: Shop, clock: Clock) -> None:
    first, second, third = orders
    assert await ids(woo, "orders") == [third, second, first]
    assert await ids(woo, "orders", order="asc", orderby="id") == orders
    assert await ids(woo, "orders", exclude=second) == [third, first]
    assert await ids(woo, "orders", include=f"{second},{first}", orderby="include", order="asc") == [second, first]
    assert await ids(woo, "orders", offset=1, per_page=1) == [second]
    stage.world.mark_paid(shop, first)
    assert await ids(woo, "orders", orderby="modified") == [first, third, second]
    assert await ids(woo, "orders", parent=5) == [] and await ids(woo, "orders", parent_exclude=5) == [third, second, first]
    assert await titles(woo, orderby="title", order="asc") == ["Cup", "Green tea"]
    assert await titles(woo, orderby="price", order="asc") == ["Green tea", "Cup"]


async def test_dates(woo: Woo, orders: list[int], stage: Stage, shop: Shop) -> None:
    """The shop's clocks are an hour ahead of GMT."""
    first, second, third = orders
    assert await ids(woo, "orders", after="2026-11-20T17:30:00") == [third, second]
    assert await ids(woo, "orders", after="2026-11-20T17:30:00", dates_are_gmt="true") == [third]
    assert await ids(woo, "orders", after="2026-11-20T16:30:00Z") == [third, second]
    assert await ids(woo, "orders", after="2026-11-20T18:30:00+02:00") == [third, second]
    # A time with an offset is brought to the shop's time even when the dates are said to be GMT.
    assert await ids(woo, "orders", after="2026-11-20T16:30:00Z", dates_are_gmt="true") == [third]
    assert await ids(woo, "orders", before="2026-11-20T17:00:00", dates_are_gmt="true") == [first]
    stage.world.mark_paid(shop, first)
    assert await ids(woo, "orders", modified_after="2026-11-20T18:30:00", dates_are_gmt="true") == [first]
    assert await ids(woo, "orders", modified_before="2026-11-20T17:30:00", dates_are_gmt="true") == [second]


async def test_what_orders_are_found_by(woo: Woo, orders: list[int], stage: Stage, shop: Shop) -> None:
    first, second, _ = orders
    order = stage.world.order(shop, second)
    assert await ids(woo, "orders", search="bob") == [second]
    assert await ids(woo, "orders", search=f"#{order.number}") == [second]
    assert await ids(woo, "orders", product=order.lines[0].product_id) == list(reversed(orders))
    assert await ids(woo, "orders", product=variant_id(shop, "CUP")) == []
    assert await ids(woo, "orders", customer=min(shop.customers)) == [first]
    stage.world.mark_paid(shop, first)
    assert await ids(woo, "orders", status="processing") == [first]
    assert await ids(woo, "orders", **{"status[0]": "processing", "status[1]": "pending"}) == list(reversed(orders))


async def test_what_products_are_found_by(woo: Woo, shop: Shop) -> None:
    assert await titles(woo, search="tea green") == ["Green tea"]
    assert await titles(woo, search="CUP") == ["Cup"] and await titles(woo, search="TEA-50") == []
    assert await titles(woo, sku="CUP") == ["Cup"]
    assert await titles(woo, sku="TEA-100,CUP", orderby="id", order="asc") == ["Green tea - 100 g", "Cup"]
    assert await titles(woo, search_sku="tea-", orderby="id", order="asc") == ["Green tea - 50 g", "Green tea - 100 g"]
    assert await titles(woo, type="simple") == ["Cup"] and await titles(woo, stock_status="outofstock") == []
    assert await titles(woo, slug="green-tea") == ["Green tea"] and await titles(woo, status="draft") == []
    assert await titles(woo, min_price="9", max_price="13") == ["Cup"] and await titles(woo, on_sale="true") == []
    tea = min(shop.products)
    assert [row["name"] for row in await woo.get(f"products/{tea}/variations", sku="TEA-100")] == ["100 g"]
    assert (await woo.get(f"products/{variant_id(shop, 'TEA-100')}"))["type"] == "variation"
    assert await woo.get("products/999999/variations") == []


async def test_fields(woo: Woo, orders: list[int]) -> None:
    rows = await woo.get("orders", _fields="id,billing.email,line_items.sku", per_page=1)
    assert rows == [{"id": orders[2], "billing": {"email": "carol@example.com"}, "line_items": []}]
    assert list(await woo.get(f"orders/{orders[0]}", **{"_fields[]": "number"})) == ["number"]


async def test_methods_by_another_name(woo: Woo, orders: list[int]) -> None:
    answer = await woo("POST", f"orders/{orders[0]}", {"customer_note": "hello"}, _method="PUT")
    assert answer.status_code == 200 and answer.json()["customer_note"] == "hello"
    url, auth = f"{woo.home}/wp-json/wc/v3/orders", (woo.key, woo.secret)
    headers = {"x-forwarded-proto": "https", "x-http-method-override": "GET"}
    answer = await woo.client.post(url, auth=auth, headers=headers, data={"per_page": "2"})
    assert len(answer.json()) == 2
