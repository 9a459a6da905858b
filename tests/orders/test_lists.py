"""Filters, sorts, facets and bulk actions: what the list of orders is worked with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.orders.params import OrderFilter, SortBy
from app.orders.repository import filters
from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, PLACED_AT, make_order, remote_line
from tests.factories.stores import make_store
from tests.http import Client
from tests.orders.test_routes import pages

ORDERS = "/api/v1/orders"


def test_the_api_and_the_repository_know_the_same_filters_and_sorts() -> None:
    assert set(OrderFilter.model_fields) == set(filters.NAMES)
    assert set(SortBy.__args__) == set(filters.SORTS)  # type: ignore[attr-defined]


async def ids(client: Client, **params: Any) -> set[str]:
    return {order["id"] for order in await client.data("GET", ORDERS, params=params)}


async def test_every_filter_narrows(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    product, (variant,) = await make_product(org)
    france = ADDRESS.__class__(**{**{f: getattr(ADDRESS, f) for f in ADDRESS.__dataclass_fields__}, "country": "FR"})
    first = str(await make_order(org, store, tags=("vip", "gift"), shipping_address=france, source="pos"))
    second = str(await make_order(org, store, currency="USD", lines=(remote_line(price="99.99"),), payment_status="pending"))
    third = str(await make_order(org, store, status="cancelled", email="ann@example.com"))
    async with org.uow() as uow:
        await uow.execute(
            text("UPDATE order_items SET product_id = :product, variant_id = :variant WHERE order_id = :id"),
            {"product": product, "variant": variant, "id": UUID(first)},
        )
    customer = (await client.data("GET", f"{ORDERS}/{third}"))["customer_id"]
    for params, expected in (
        ({"country": "FR"}, {first}),
        ({"country": ["FR", "DE"]}, {first, second, third}),
        ({"currency": "USD"}, {second}),
        ({"product_id": str(product)}, {first}),
        ({"product_id": filters.NO_PRODUCT}, {second, third}),
        ({"variant_id": str(variant)}, {first}),
        ({"tag": "vip"}, {first}),
        ({"tag": ["vip", "none"]}, {first}),
        ({"source": "pos"}, {first}),
        ({"total_from": "100"}, {second}),
        ({"total_to": "24.90"}, {first, third}),
        ({"customer_id": customer}, {third}),
        ({"counted": "true"}, {first, second}),
        ({"to_ship": "true"}, {first}),
        ({"unpaid": "true"}, {second}),
        ({"to_ship": "false"}, {first, second, third}),
        ({"q": "ann@", "country": "DE"}, {third}),
        ({"q": "ann@", "country": "FR"}, set()),
        ({"q": "ann@", "counted": "true"}, set()),
        ({"q": "ann@", "sort": "-total", "customer": "ann@example.com"}, {third}),
    ):
        assert await ids(client, **params) == expected, params
        counted = await client.data("GET", f"{ORDERS}/facets", params={k: v for k, v in params.items() if k != "sort"})
        assert counted["total"] == len(expected), params
    for wrong in ({"country": "Germany"}, {"currency": "eur"}, {"total_from": "x"}, {"sort": "status"}):
        await client.data("GET", ORDERS, params=wrong, status=422)


async def test_days_are_those_of_the_store(client: Client, org: Organisation) -> None:
    berlin, honolulu = await make_store(org, timezone="Europe/Berlin"), await make_store(org, timezone="Pacific/Honolulu")
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 2 July in Berlin, 1 July in Honolulu
    east, west = str(await make_order(org, berlin, placed_at=late)), str(await make_order(org, honolulu, placed_at=late))
    for first, last, expected in (
        ("2026-07-01", "2026-07-01", {west}),
        ("2026-07-02", "2026-07-02", {east}),
        ("2026-07-01", "2026-07-02", {east, west}),
        ("2026-07-03", "2026-07-05", set()),
    ):
        assert await ids(client, sold_from=first, sold_to=last) == expected, first


@pytest.mark.parametrize("sort", sorted(filters.SORTS))
@pytest.mark.parametrize("q", [None, "ada"])
async def test_pages_of_every_sort_are_disjoint_in_order_and_complete(
    client: Client, org: Organisation, sort: str, q: str | None
) -> None:
    store = await make_store(org)
    made = [
        str(
            await make_order(
                org, store, placed_at=PLACED_AT + timedelta(minutes=n % 3), lines=(remote_line(price=str(n % 4)),),
                customer_name=f"Ada {n % 2}",
            )
        )
        for n in range(7)
    ]  # fmt: skip
    found = [i for page in await pages(client, ORDERS, limit=3, sort=sort, **({"q": q} if q else {})) for i in page]
    assert sorted(found) == sorted(made)
    orders = {o["id"]: o for o in await client.data("GET", ORDERS)}
    key = sort.removeprefix("-")
    read: Any = Decimal if key == "total" else str
    keys = [(read(orders[i][key]), i) for i in found]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


async def test_a_cursor_of_another_sort_is_refused(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    for _ in range(2):
        await make_order(org, store)
    cursor = (await client.get(ORDERS, params={"limit": 1})).json()["page"]["next_cursor"]
    await client.data("GET", ORDERS, params={"limit": 1, "cursor": cursor, "sort": "total"}, status=422)


async def test_facets_say_what_choosing_would_show(client: Client, stranger: Client, org: Organisation) -> None:
    one, two = await make_store(org), await make_store(org)
    await make_order(org, one)
    await make_order(org, one, payment_status="pending", status="pending")
    await make_order(org, two, payment_status="pending")
    await make_order(org, two, lines=(remote_line(quantity=1, fulfilled=1),))
    free = await client.data("GET", f"{ORDERS}/facets")
    assert free == {
        "total": 4, "capped": False, "status": {"open": 3, "pending": 1}, "payment_status": {"paid": 2, "pending": 2},
        "fulfilment_status": {"unfulfilled": 3, "fulfilled": 1}, "store_id": {str(one): 2, str(two): 2},
    }  # fmt: skip
    chosen = await client.data("GET", f"{ORDERS}/facets", params={"status": "open", "store_id": str(two)})
    assert chosen == {
        "total": 2, "capped": False, "status": {"open": 2}, "payment_status": {"paid": 1, "pending": 1},
        "fulfilment_status": {"unfulfilled": 1, "fulfilled": 1}, "store_id": {str(one): 1, str(two): 2},
    }  # fmt: skip
    for name in ("status", "payment_status", "fulfilment_status", "store_id"):
        for value, number in chosen[name].items():
            params = {"status": "open", "store_id": str(two), name: value}
            assert len(await ids(client, **params)) == number, (name, value)
    assert (await stranger.data("GET", f"{ORDERS}/facets"))["total"] == 0


async def bulk(client: Client, answer: int = 200, /, **body: Any) -> Any:
    return await client.data("POST", f"{ORDERS}/bulk", json=body, status=answer)


async def test_one_refusal_keeps_no_other_order_from_it(client: Client, stranger: Client, org: Organisation) -> None:
    store, suspended = await make_store(org), await make_store(org, status="suspended")
    fine, done = str(await make_order(org, store)), str(await make_order(org, store, status="cancelled"))
    closed, unknown = str(await make_order(org, suspended)), str(uuid4())
    answer = await bulk(client, action="status", status="on_hold", reason="counting", ids=[done, fine, closed, unknown, fine])
    assert [(r["order_id"], r["ok"], r["changed"], r["code"]) for r in answer["results"]] == [
        (done, False, False, "ILLEGAL_TRANSITION"),
        (fine, True, True, ""),
        (closed, False, False, "STORE_SUSPENDED"),
        (unknown, False, False, "NOT_FOUND"),
    ]
    assert (answer["succeeded"], answer["failed"], answer["next_cursor"]) == (1, 3, None)
    again = await bulk(client, action="status", status="on_hold", ids=[fine])
    assert again["results"][0]["changed"] is False
    assert (await client.data("GET", f"{ORDERS}/{fine}"))["status"] == "on_hold"
    cancelled = await bulk(client, action="cancel", reason="no stock", ids=[fine])
    assert cancelled["succeeded"] == 1
    assert (await client.data("GET", f"{ORDERS}/{fine}"))["cancel_reason"] == "no stock"
    assert (await stranger.data("POST", f"{ORDERS}/bulk", json={"action": "cancel", "ids": [fine]}))["failed"] == 1


async def test_tags_and_notes_in_bulk(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    one, two = [str(await make_order(org, store, tags=tags)) for tags in (("old",), ("old", "kept"))]
    await bulk(client, action="tag", add=["new"], remove=["old"], ids=[one, two])
    assert [(await client.data("GET", f"{ORDERS}/{id_}"))["tags"] for id_ in (one, two)] == [["new"], ["kept", "new"]]
    body = {"action": "note", "note": "<b>call</b>", "ids": [one]}
    for _ in range(2):
        await client.data("POST", f"{ORDERS}/bulk", json=body, headers={"Idempotency-Key": "once"})
    story = await client.data("GET", f"{ORDERS}/{one}/timeline")
    assert [e["summary"] for e in story if e["kind"] == "note"] == ["<b>call</b>"]


async def test_all_that_a_filter_finds_in_pages(client: Client, org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.orders.bulk_routes.PAGE", 2)
    store = await make_store(org)
    wanted = {str(await make_order(org, store)) for _ in range(5)}
    await make_order(org, store, status="pending")
    seen, cursor = [], None
    while True:
        answer = await bulk(client, action="tag", add=["batch"], filter={"status": ["open"]}, cursor=cursor)
        seen += [r["order_id"] for r in answer["results"]]
        if (cursor := answer["next_cursor"]) is None:
            break
    assert (sorted(seen), await ids(client, tag="batch")) == (sorted(wanted), wanted)
    assert (await bulk(client, action="tag", add=["x"], filter={"q": "nothing like it"}))["results"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "tag"},
        {"action": "burn", "ids": [str(uuid4())]},
        {"action": "note", "ids": [str(uuid4())]},
        {"action": "cancel", "ids": [str(uuid4())], "filter": {}},
        {"action": "cancel", "ids": []},
        {"action": "cancel", "filter": {"colour": "red"}},
    ],
)
async def test_a_bulk_action_says_what_and_which(client: Client, wrong: dict[str, Any]) -> None:
    await bulk(client, 422, **wrong)


async def test_an_order_tells_its_next_legal_steps(client: Client, org: Organisation) -> None:
    store, suspended = await make_store(org), await make_store(org, status="suspended")

    async def actions(in_store: UUID, **fields: Any) -> Any:
        return (await client.data("GET", f"{ORDERS}/{await make_order(org, in_store, **fields)}"))["actions"]

    shipped = (remote_line(quantity=1, fulfilled=1),)
    assert await actions(store) == {
        "statuses": ["on_hold", "completed", "cancelled"], "fulfil": True, "edit": True, "primary": "fulfil",
    }  # fmt: skip
    assert (await actions(store, status="pending"))["primary"] == "accept"
    assert (await actions(store, status="on_hold"))["primary"] == "release"
    assert (await actions(store, lines=shipped))["primary"] == "complete"
    over = await actions(store, status="cancelled")
    assert (over["statuses"], over["fulfil"], over["primary"]) == (["open"], False, None)
    assert await actions(suspended) == {"statuses": [], "fulfil": False, "edit": False, "primary": None}


async def test_lines_show_the_picture_that_the_catalogue_knows(client: Client, org: Organisation) -> None:
    product, (variant,) = await make_product(org)
    order = await make_order(org, await make_store(org), lines=(remote_line(), remote_line(image_url="https://x.example/own")))
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO product_images (org_id, id, product_id, url, alt, position, created_at)
                   VALUES (:org, gen_random_uuid(), :product, 'https://x.example/first', '', 0, now())"""
            ),
            {"org": org.id, "product": product},
        )
        await uow.execute(
            text("UPDATE order_items SET product_id = :product, variant_id = :variant WHERE order_id = :id"),
            {"product": product, "variant": variant, "id": order},
        )
    items = (await client.data("GET", f"{ORDERS}/{order}"))["items"]
    assert [item["image_url"] for item in items] == ["https://x.example/first", "https://x.example/own"]
