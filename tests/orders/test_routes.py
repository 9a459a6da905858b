"""Orders over HTTP."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.inventory import api as inventory
from app.inventory.contracts import Change
from app.orders.bodies import ItemOut, OrderOut, OrderRow, TimelineRow
from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.factories.orders import PLACED_AT, make_order, remote_line
from tests.factories.stores import make_store
from tests.http import Client

ORDERS = "/api/v1/orders"


async def stocked(org: Organisation, units: int) -> UUID:
    _, (variant,) = await make_product(org)
    async with org.uow() as uow:
        place = await inventory.default_location(uow)
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place.id, absolute=units, reason="count")])
    return variant


async def pages(client: Client, path: str, **params: Any) -> list[list[str]]:
    found, cursor = [], None
    while True:
        response = await client.get(path, params={**params, **({"cursor": cursor} if cursor else {})})
        assert response.status_code == 200, response.text
        body = response.json()
        found.append([o["id"] for o in body["data"]])
        cursor = body["page"]["next_cursor"]
        if not cursor:
            return found


async def test_the_list_is_what_its_model_says(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    await make_order(org, store, lines=(remote_line(price="0.1234"), remote_line()))
    (row,) = await client.data("GET", ORDERS)
    assert set(row) == set(OrderRow.model_fields)
    for item in row["items"]:
        assert set(item) == {*ItemOut.model_fields, *ItemOut.model_computed_fields}
        del item["image_path"]
    read = OrderRow.model_validate(row)
    assert read.items[0].price == "0.1234"
    assert (read.shipping, read.refunded) == ("4.90", "0.00")
    whole = await client.data("GET", f"{ORDERS}/{row['id']}")
    assert set(whole) == set(OrderOut.model_fields)
    assert whole["shipping_address"]["city"] == "Hamburg"


async def test_pages_are_disjoint_newest_first_and_complete(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    ids = [str(await make_order(org, store, placed_at=PLACED_AT + timedelta(minutes=i // 2))) for i in range(7)]
    found = await pages(client, ORDERS, limit=3)
    assert [len(p) for p in found][:2] == [3, 3]
    flat = [i for p in found for i in p]
    assert sorted(flat) == sorted(ids)
    assert flat[0] in ids[-1:]
    assert flat[-1] in ids[:2]
    for cursor in ("nonsense", "WzEsMl0"):
        await client.data("GET", ORDERS, params={"cursor": cursor}, status=422)


async def test_filters_narrow(client: Client, org: Organisation) -> None:
    one, two = await make_store(org), await make_store(org)
    first = str(await make_order(org, one, number="#A-1_7", email="ann@example.com"))
    second = str(await make_order(org, two, status="pending", payment_status="pending", customer_name="Bo 100% Real"))
    third = str(await make_order(org, two, placed_at=PLACED_AT + timedelta(days=2), lines=(remote_line(fulfilled=1),)))
    late = (PLACED_AT + timedelta(days=1)).isoformat()
    for params, expected in (
        ({"store_id": str(one)}, {first}),
        ({"store_id": [str(one), str(two)]}, {first, second, third}),
        ({"status": "pending"}, {second}),
        ({"status": ["pending", "open"]}, {first, second, third}),
        ({"payment_status": "pending"}, {second}),
        ({"fulfilment_status": "partial"}, {third}),
        ({"placed_from": late}, {third}),
        ({"placed_to": late}, {first, second}),
        ({"customer": "ANN@example.com"}, {first}),
        ({"q": "a-1_7"}, {first}),
        ({"q": "a-1x7"}, set()),
        ({"q": "100% r"}, {second}),
    ):
        assert {o["id"] for o in await client.data("GET", ORDERS, params=params)} == expected, params
    assert {o["id"] for o in await client.data("GET", f"/api/v1/stores/{two}/orders")} == {second, third}
    wrong: list[dict[str, Any]] = [{"q": "ab"}, {"status": "odd"}, {"limit": 251}, {"placed_from": "2026-01-01T00:00:00"}]
    for each in wrong:
        await client.data("GET", ORDERS, params=each, status=422)


async def test_a_status_moves_by_steps_and_by_the_version_it_was_read_at(client: Client, org: Organisation) -> None:
    order_id = await make_order(org, await make_store(org))
    read = await client.get(f"{ORDERS}/{order_id}")
    tag = read.headers["etag"]
    path = f"{ORDERS}/{order_id}/status"
    held = await client.data("PUT", path, json={"status": "on_hold", "reason": "?"}, headers={"If-Match": tag})
    assert held["status"] == "on_hold"
    stale = await client.data("PUT", path, json={"status": "open"}, headers={"If-Match": tag}, status=412)
    assert stale["code"] == "PRECONDITION_FAILED"
    refused = await client.data("PUT", path, json={"status": "completed"}, status=409)
    assert refused["details"]["allowed"] == ["open", "cancelled"]
    story = await client.data("GET", f"{ORDERS}/{order_id}/timeline")
    assert [TimelineRow.model_validate(e).kind for e in story] == ["status", "entered"]
    assert (story[0]["before"], story[0]["after"]) == ({"status": "open"}, {"status": "on_hold"})
    assert story[0]["source"] == "user"


async def test_notes_tags_and_the_raw_payload(client: Client, org: Organisation) -> None:
    order_id = await make_order(org, await make_store(org), raw='{"id": 7,  "x": "é"}', tags=("web",))
    path = f"{ORDERS}/{order_id}"
    noted = await client.data("PUT", f"{path}/notes", json={"note": "fragile 🫖"})
    assert noted["internal_note"] == "fragile 🫖"
    remark = await client.data("POST", f"{path}/notes", json={"note": "rang twice"}, status=201)
    assert remark == {"note": "rang twice"}
    assert (await client.data("POST", f"{path}/tags", json={"tags": ["vip", "web"]}))["tags"] == ["web", "vip"]
    assert (await client.data("PUT", f"{path}/tags", json={"tags": ["only"]}))["tags"] == ["only"]
    assert await client.data("GET", f"{path}/raw") == {"payload": '{"id": 7,  "x": "é"}'}
    kinds = [e["kind"] for e in await client.data("GET", f"{path}/timeline")]
    assert kinds == ["tags", "tags", "note", "note", "entered"]


async def test_an_order_is_placed_once_per_key_and_only_with_stock(client: Client, org: Organisation) -> None:
    store, variant = await make_store(org), await stocked(org, 3)
    body = {
        "customer": {"name": "Ada", "email": "ada@example.com", "shipping_address": {"city": "Kiel", "country": "DE"}},
        "lines": [{"variant_id": str(variant), "quantity": 2}],
        "shipping": "4.90",
    }
    path, key = f"/api/v1/stores/{store}/orders", {"Idempotency-Key": "one"}
    placed = await client.data("POST", path, json=body, headers=key, status=201)
    assert (placed["total"], placed["items"][0]["variant_id"], placed["country"]) == ("24.90", str(variant), "DE")
    again = await client.data("POST", path, json=body, headers=key, status=201)
    assert again["id"] == placed["id"]
    refused = await client.data("POST", path, json=body, status=409)
    assert (refused["code"], refused["details"]["available"]) == ("OUT_OF_STOCK", 1)
    await client.data("GET", f"{ORDERS}/{placed['id']}/raw", status=404)
    changes: list[dict[str, Any]] = [{"lines": []}, {"shipping": 4.9}, {"shipping": "-1"}, {"surprise": 1}]
    for change in changes:
        await client.data("POST", path, json={**body, **change}, status=422)


async def test_a_suspended_store_is_read_only(client: Client, org: Organisation) -> None:
    store = await make_store(org, status="suspended")
    order_id = await make_order(org, store)
    refused = await client.data("PUT", f"{ORDERS}/{order_id}/status", json={"status": "on_hold"}, status=409)
    assert refused["code"] == "STORE_SUSPENDED"
    await client.data("GET", f"{ORDERS}/{order_id}")


CALLS = (
    ("GET", "{order}", None),
    ("PUT", "{order}/status", {"status": "on_hold"}),
    ("PUT", "{order}/notes", {"note": "x"}),
    ("POST", "{order}/notes", {"note": "x"}),
    ("PUT", "{order}/tags", {"tags": ["x"]}),
    ("POST", "{order}/tags", {"tags": ["x"]}),
    ("GET", "{order}/timeline", None),
    ("GET", "{order}/raw", None),
    ("GET", "{store}/orders", None),
    ("POST", "{store}/orders", {"customer": {"name": "x"}, "lines": [{"variant_id": str(uuid4()), "quantity": 1}]}),
)


@pytest.mark.parametrize(("method", "path", "body"), CALLS, ids=[f"{m} {p}" for m, p, _ in CALLS])
async def test_strangers_find_nothing_and_viewers_change_nothing(
    application: FastAPI, client: Client, stranger: Client, anonymous: Client, org: Organisation,
    method: str, path: str, body: Any,
) -> None:  # fmt: skip
    store = await make_store(org)
    order_id = await make_order(org, store)
    url = path.format(order=f"{ORDERS}/{order_id}", store=f"/api/v1/stores/{store}")
    assert (await stranger.data(method, url, json=body, status=404))["code"] == "NOT_FOUND"
    await anonymous.data(method, url, json=body, status=401)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer' WHERE user_id = :id"), {"id": org.owner_id})
    expected = 200 if method == "GET" else 403
    await client.data(method, url, json=body, status=expected)


async def test_reading_and_writing_at_once_loses_nothing(client: Client, org: Organisation) -> None:
    order_id = await make_order(org, await make_store(org))
    path = f"{ORDERS}/{order_id}/tags"
    await asyncio.gather(*(client.data("POST", path, json={"tags": [f"t{i}"]}) for i in range(8)))
    assert set((await client.data("GET", f"{ORDERS}/{order_id}"))["tags"]) == {f"t{i}" for i in range(8)}
