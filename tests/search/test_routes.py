"""One box that finds orders, products and stores."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel.auth import permissions
from app.search.use_cases import find
from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.factories.orders import PLACED_AT, make_order
from tests.factories.stores import make_store
from tests.http import Client

SEARCH = "/api/v1/search"


async def test_each_kind_is_found_by_what_people_know_of_it(client: Client, stranger: Client, org: Organisation) -> None:
    store = await make_store(org, name="Harbour Goods", domain="harbour.example")
    order = await make_order(org, store, number="#7701", customer_name="Ada Lane")
    product, _ = await make_product(org, title="Canvas bag", variants=[{"sku": "CB-1"}])
    for q, kind, id_, title in (
        ("#7701", "orders", order, "#7701"),
        ("7701", "orders", order, "#7701"),
        ("ada la", "orders", order, "#7701"),
        ("VAS  b", "products", product, "Canvas bag"),
        ("cb-1", "products", product, "Canvas bag"),
        ("harbour.ex", "stores", store, "Harbour Goods"),
        ("ha", "stores", store, "Harbour Goods"),
    ):
        found = await client.data("GET", SEARCH, params={"q": q})
        assert [(hit["id"], hit["title"]) for hit in found[kind]] == [(str(id_), title)], q
        assert {len(found[other]) for other in ("orders", "products", "stores") if other != kind} == {0}, q
        strange = await stranger.data("GET", SEARCH, params={"q": q})
        assert [strange[each] for each in ("orders", "products", "stores")] == [[], [], []]
    (hit,) = (await client.data("GET", SEARCH, params={"q": "7701"}))["orders"]
    assert (hit["kind"], hit["subtitle"], hit["store_id"]) == ("order", "Ada Lane · Harbour Goods", str(store))


async def test_an_exact_number_leads_and_eight_of_a_kind_are_shown(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    old = await make_order(org, store, number="#100", placed_at=PLACED_AT - timedelta(days=9))
    newer = [await make_order(org, store, number=f"#100{n}", placed_at=PLACED_AT + timedelta(minutes=n)) for n in range(10)]
    found = [hit["id"] for hit in (await client.data("GET", SEARCH, params={"q": "100"}))["orders"]]
    assert found == [str(id_) for id_ in (old, *newer[:2:-1])]


async def test_two_letters_find_whole_numbers_and_skus(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    order = await make_order(org, store, number="#42")
    await make_order(org, store, number="#421")
    product, _ = await make_product(org, title="Tea", variants=[{"sku": "T9"}])
    await make_product(org, title="Tea too", variants=[{"sku": "T99"}])
    assert [h["id"] for h in (await client.data("GET", SEARCH, params={"q": "42"}))["orders"]] == [str(order)]
    assert [h["id"] for h in (await client.data("GET", SEARCH, params={"q": "t9"}))["products"]] == [str(product)]


@pytest.mark.parametrize(
    "q", ["", "   ", "%%%", "___", "\\\\\\", "<script>alert(1)</script>", "'; DROP TABLE orders", "a\x00bc"]
)
async def test_odd_words_are_taken_literally(client: Client, org: Organisation, q: str) -> None:
    await make_order(org, await make_store(org, name="Quay"))
    await make_product(org)
    found = await client.data("GET", SEARCH, params={"q": q})
    assert (found["orders"], found["products"], found["stores"]) == ([], [], [])


async def test_deleted_products_are_not_found(client: Client, org: Organisation) -> None:
    product, _ = await make_product(org, title="Gone for good")
    await client.data("DELETE", f"/api/v1/products/{product}")
    assert (await client.data("GET", SEARCH, params={"q": "gone for"}))["products"] == []


async def test_only_kinds_that_the_caller_may_read(org: Organisation) -> None:
    await make_order(org, await make_store(org, name="Quay"), number="#5150")
    for q in ("#5150", "quay"):
        found = await find.find(org.id, {"orders.read"}, q)
        assert (found.searched, found.products, found.stores) == (("order",), (), ())
    assert len((await find.find(org.id, {"orders.read"}, "5150")).orders) == 1
    assert (await find.find(org.id, set(), "5150")).orders == ()
    assert set(find.PERMISSIONS.values()) <= set(permissions())
