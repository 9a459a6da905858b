"""Lists: pages, cursors, sort orders, the search syntax, counts."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.search import Field, Search, as_time, parse
from tests.sandbox.shopify.support import App

PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


async def _names(app: App, query: str, **more: str) -> list[str]:
    extra = "".join(f", {name}: {value}" for name, value in more.items())
    text = f"query($q: String) {{ orders(first: 50, query: $q{extra}) {{ nodes {{ name }} }} }}"
    return [node["name"] for node in (await app.data(text, {"q": query}))["orders"]["nodes"]]


async def _sell_daily(app: App, count: int) -> None:
    for _ in range(count):
        app.sell("TEA-50", 1)
        app.forward(days=1)


async def test_pages_go_forward_and_back_without_gap_or_double(app: App) -> None:
    await _sell_daily(app, 7)
    text = f"""query($first: Int, $last: Int, $after: String, $before: String, $back: Boolean) {{
        orders(first: $first, last: $last, after: $after, before: $before, reverse: $back, sortKey: CREATED_AT) {{
        nodes {{ number }} edges {{ cursor }} {PAGE} }} }}"""
    for back in (False, True):
        seen: list[int] = []
        cursor = None
        while True:
            page = (await app.data(text, {"first": 3, "after": cursor, "back": back}))["orders"]
            assert page["pageInfo"]["hasPreviousPage"] is bool(seen)
            seen += [node["number"] for node in page["nodes"]]
            cursor = page["pageInfo"]["endCursor"]
            assert cursor == page["edges"][-1]["cursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert seen == sorted(range(1001, 1008), reverse=back)
        last = (await app.data(text, {"last": 2, "before": page["pageInfo"]["startCursor"], "back": back}))["orders"]
        assert [node["number"] for node in last["nodes"]] == seen[4:6]
        assert last["pageInfo"]["hasNextPage"] and last["pageInfo"]["hasPreviousPage"]


async def test_a_cursor_stays_where_it_was_when_things_change_before_it(app: App) -> None:
    await _sell_daily(app, 4)
    text = f"query($a: String) {{ orders(first: 2, after: $a, sortKey: UPDATED_AT) {{ nodes {{ number }} {PAGE} }} }}"
    first = (await app.data(text))["orders"]
    assert [n["number"] for n in first["nodes"]] == [1001, 1002]
    changed = next(o for o in app.shop.orders.values() if o.number == 1001)
    app.stage.world.edit_order(app.shop, changed.id, note="hurry")
    rest = (await app.data(text, {"a": first["pageInfo"]["endCursor"]}))["orders"]
    assert [n["number"] for n in rest["nodes"]] == [1003, 1004]
    assert rest["pageInfo"]["hasNextPage"] is True  # 1001 is the last one now


async def test_what_is_asked_of_a_page_must_make_sense(app: App) -> None:
    for arguments, message in (
        ("", "you must provide one of first or last"),
        ("(first: 1, last: 1)", "providing both first and last is not supported"),
        ("(first: 251)", "first cannot exceed 250. To query larger amounts of data with fewer limits, "
                         "bulk operations should be used instead."),
        ('(first: 1, after: "nonsense")', "Invalid cursor for current pagination sort."),
    ):  # fmt: skip
        body = await app.ask(f"{{ orders{arguments} {{ nodes {{ id }} }} }}")
        assert body["data"] is None
        error = body["errors"][0]
        assert (error["message"], error["extensions"], error["path"]) == (message, {"code": "BAD_REQUEST"}, ["orders"])


async def test_a_cursor_of_another_sort_order_is_refused(app: App) -> None:
    await _sell_daily(app, 1)
    cursor = base64.b64encode(json.dumps({"last_id": 1, "last_value": 5}).encode()).decode()
    error = await app.fails(f'{{ orders(first: 1, sortKey: CREATED_AT, after: "{cursor}") {{ nodes {{ id }} }} }}')
    assert error["message"] == "Invalid cursor for current pagination sort."


async def test_times_are_searched_to_the_second_and_inclusive(app: App) -> None:
    await _sell_daily(app, 3)
    assert await _names(app, "updated_at:>='2026-03-02T12:00:00Z'") == ["#1002", "#1003"]
    assert await _names(app, "updated_at:>='2026-03-02T12:00:01Z'") == ["#1003"]
    assert await _names(app, "updated_at:>'2026-03-02T12:00:00Z'") == ["#1003"]
    # Without an offset a time is the shop's, which is an hour ahead of UTC.
    assert await _names(app, "created_at:<='2026-03-02T13:00:00'") == ["#1001", "#1002"]
    assert await _names(app, "created_at:>2026-03-02 created_at:<2026-03-03") == ["#1002"]


async def test_a_time_without_quotes_loses_its_minutes_with_a_warning(app: App) -> None:
    await _sell_daily(app, 2)
    query = "updated_at:>=2026-03-02T12:30:00Z"
    body = await app.ask("query($q: String) { orders(first: 5, query: $q) { nodes { name } } }", {"q": query})
    # Read as 12 o'clock in Berlin, which the second order is not before.
    assert [n["name"] for n in body["data"]["orders"]["nodes"]] == ["#1002"]
    assert body["extensions"]["search"] == [
        {
            "path": ["orders"],
            "query": query,
            "parsed": {
                "and": [
                    {"field": "updated_at", "range_gte": "2026-03-02T12:00:00+01:00"},
                    {"field": "30", "match_all": "00Z"},
                ]
            },
            "warnings": [{"field": "30", "message": "Invalid search field for this query.", "code": "invalid_field"}],
        }
    ]
    quoted = await app.ask(
        "query($q: String) { orders(first: 5, query: $q) { nodes { name } } }", {"q": query.replace("=2", "='2") + "'"}
    )
    assert quoted["data"]["orders"]["nodes"] == [] and "search" not in quoted["extensions"]


async def test_orders_are_found_by_what_they_are(app: App) -> None:
    world = app.stage.world
    paid, waiting, gone = app.sell("TEA-50"), app.sell("CUP", 1, paid=False, email="bob@example.net"), app.sell("TEA-100", 1)
    world.fulfil(app.shop, paid.id)
    world.cancel_order(app.shop, gone.id)
    world.edit_order(app.shop, waiting.id, tags=["wholesale"])
    for query, names in {
        "": ["#1001", "#1002", "#1003"],
        f"id:{paid.id}": ["#1001"],
        f"id:{paid.id} OR id:{gone.id}": ["#1001", "#1003"],
        f"id:>{paid.id}": ["#1002", "#1003"],
        "name:#1002": ["#1002"],
        "name:1002": ["#1002"],
        "email:bob@example.net": ["#1002"],
        "financial_status:paid": ["#1001"],
        "financial_status:pending": ["#1002"],
        "-financial_status:pending": ["#1001", "#1003"],
        "NOT financial_status:pending AND status:open": ["#1001"],
        "fulfillment_status:shipped": ["#1001"],
        "fulfillment_status:unfulfilled": ["#1002", "#1003"],
        "status:cancelled": ["#1003"],
        "sku:CUP": ["#1002"],
        "sku:'TEA-50'": ["#1001"],
        "tag:wholesale": ["#1002"],
        "(sku:CUP OR sku:TEA-100) AND status:not_closed": ["#1002", "#1003"],
        "green": ["#1001", "#1003"],
        "status:nonsense": [],
    }.items():
        assert await _names(app, query) == names, query


async def test_goods_are_found_by_sku_barcode_and_title(app: App) -> None:
    text = """query($q: String) { products(first: 5, query: $q) { nodes { title } }
        productVariants(first: 5, query: $q) { nodes { sku } } inventoryItems(first: 5, query: $q) { nodes { sku } } }"""
    found = await app.data(text, {"q": "sku:TEA-100"})
    assert found["products"]["nodes"] == [{"title": "Green tea"}]
    assert found["productVariants"]["nodes"] == found["inventoryItems"]["nodes"] == [{"sku": "TEA-100"}]
    assert [n["sku"] for n in (await app.data(text, {"q": "sku:TEA*"}))["productVariants"]["nodes"]] == ["TEA-50", "TEA-100"]


async def test_counts_stop_at_their_limit(app: App) -> None:
    await _sell_daily(app, 3)
    text = """{ all: ordersCount { count precision } some: ordersCount(limit: 2) { count precision }
        future: ordersCount(query: "created_at:>'2030-01-01'") { count precision } }"""
    found = await app.data(text)
    assert found["all"] == {"count": 3, "precision": "EXACT"}
    assert found["some"] == {"count": 2, "precision": "AT_LEAST"}
    assert found["future"] == {"count": 0, "precision": "EXACT"}


async def test_the_count_of_variants_does_not_look_at_times(app: App) -> None:
    text = """{ productVariantsCount(query: "updated_at:>='2030-01-01T00:00:00Z'") { count }
        productVariants(first: 5, query: "updated_at:>='2030-01-01T00:00:00Z'") { nodes { id } } }"""
    body = await app.ask(text)
    assert body["data"] == {"productVariantsCount": {"count": 3}, "productVariants": {"nodes": []}}
    assert body["extensions"]["search"][0]["path"] == ["productVariantsCount"]
    assert body["extensions"]["search"][0]["warnings"][0]["code"] == "invalid_field"


async def test_nodes_are_found_by_ids_of_any_type(app: App) -> None:
    order = app.sell("CUP", 1)
    ids = [app.variant("CUP"), gid("Order", order.id), app.place(1), gid("Product", 999_999), gid("Collection", 1)]
    text = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Order { name } ... on ProductVariant { sku }
        ... on Location { name } } }"""
    found = (await app.data(text, {"ids": ids}))["nodes"]
    assert found == [
        {"__typename": "ProductVariant", "id": ids[0], "sku": "CUP"},
        {"__typename": "Order", "id": ids[1], "name": "#1001"},
        {"__typename": "Location", "id": ids[2], "name": "Lyon"},
        None,
        None,
    ]
    too_many = await app.fails(text, {"ids": [ids[0]] * 251})
    assert too_many["message"] == "The input array size of 251 is greater than the maximum allowed of 250."
    assert too_many["extensions"] == {"code": "MAX_INPUT_SIZE_EXCEEDED"}


@pytest.mark.parametrize(
    ("text", "matching"),
    [
        ("a b", [True, False]),
        ("a OR b", [True, True]),
        ("-a", [False, True]),
        ("n:>=2", [False, True]),
        ("n:1 OR (n:2 AND b)", [True, True]),
        ("t:'x y'", [True, False]),
        ('t:"x y"', [True, False]),
        ("t:x*", [True, False]),
        ("flag:true", [True, False]),
        ("n:oops", [False, False]),
        ("unknown:1", [True, True]),
        ("((", [True, True]),
        (")", [True, True]),
        ("t:", [False, False]),
        (": : OR", [True, True]),
    ],
)
def test_the_search_syntax(text: str, matching: list[bool]) -> None:
    fields = {
        "n": Field("number", lambda x: x["n"]),
        "t": Field("word", lambda x: x["t"]),
        "flag": Field("flag", lambda x: x["n"] == 1),
    }
    search = Search(text, fields, lambda x: [x["words"]], "UTC")
    items = [{"n": 1, "t": "x y", "words": "a b"}, {"n": 2, "t": "z", "words": "b"}]
    assert [search(item) for item in items] == matching


def test_times_of_the_search_syntax() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    for text in ("2026-03-02T12:00:00Z", "2026-03-02T13:00:00+01:00", "2026-03-02T13:00:00", "2026-03-02 13:00"):
        found = as_time(text, berlin)
        assert found is not None and found.utcoffset() in (timedelta(0), timedelta(hours=1)), text
        assert found.timestamp() == 1_772_452_800, text
    assert as_time("yesterday", berlin) is None
    assert as_time("2026-13-02", berlin) is None
    assert parse("") is not None
