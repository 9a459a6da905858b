"""Whole-shop reads: windows, cursors, page sizes, connections inside objects."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import timedelta
from math import log
from typing import Any

import pytest

from app.kernel.errors import Invalid
from app.ports.vendor import VendorError
from app.vendors.shopify import paging
from app.vendors.shopify.orders import ShopifyOrders
from app.vendors.shopify.paging import Cursor
from app.vendors.shopify.products import ShopifyProducts
from tests.vendors.shopify.fake import FakeShopify, channel, connection, error
from tests.vendors.shopify.made import ORDER, REFUNDED, START, count, order, product, take


class Shelf:
    """Orders sorted by change time, served by window and cursor as Shopify serves them."""

    def __init__(self, orders: list[dict[str, Any]]) -> None:
        self.orders = sorted(orders, key=lambda o: o["updatedAt"])

    def __call__(self, variables: Mapping[str, Any]) -> Any:
        query = variables["query"]
        since = query.removeprefix("updated_at:>='").removesuffix("'") if query else ""
        assert query is None or query == f"updated_at:>='{since}'"
        window = [o for o in self.orders if o["updatedAt"] >= since]
        first = int(variables["after"] or 0)
        last = first + variables["first"]
        return {"orders": connection(window[first:last], more=str(last) if last < len(window) else "")}


async def test_changes_come_in_order_and_resume_anywhere() -> None:
    shop = FakeShopify({"orders": Shelf([order(n) for n in range(1, 126)])}, cost=600)
    pages = await take(ShopifyOrders(channel(shop)).orders_since(START + timedelta(seconds=3), None))
    numbers = [o.number for p in pages for o in p.items]
    assert numbers == [f"#{n}" for n in range(3, 126)]
    assert pages[-1].cursor is None
    assert all(p.cursor for p in pages[:-1])
    assert [p.total for p in pages] == [None] * len(pages)
    done = 0
    for page in pages[:-1]:
        done += len(page.items)
        rest = await take(ShopifyOrders(channel(shop)).orders_since(None, page.cursor))
        assert [o.number for p in rest for o in p.items] == numbers[done:]
    assert not shop.named("order_count")


async def test_a_first_read_of_a_small_shop_is_paged_and_counted() -> None:
    script = {"order_count": lambda _: count(3), "orders": Shelf([order(n) for n in (1, 2, 3)])}
    pages = await take(ShopifyOrders(channel(FakeShopify(script))).orders_since(None, None))
    assert [(len(p.items), p.total, p.cursor) for p in pages] == [(3, 3, None)]


async def test_an_empty_shop_gives_one_empty_page() -> None:
    script = {"order_count": lambda _: count(0), "orders": Shelf([])}
    pages = await take(ShopifyOrders(channel(FakeShopify(script))).orders_since(None, None))
    assert [(p.items, p.cursor) for p in pages] == [((), None)]


async def test_a_new_window_starts_before_shopify_ends_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """25,000 objects are the end of one chain of cursors; here 20. Equal times cannot make a window of their own."""
    monkeypatch.setattr(paging, "WINDOW", 20)
    same = [order(n, at=50) for n in range(40, 75)]
    shop = FakeShopify({"orders": Shelf([order(n) for n in range(1, 40)] + same)}, cost=900)
    pages = await take(ShopifyOrders(channel(shop)).orders_since(START, None))
    seen = [o.number for p in pages for o in p.items]
    assert set(seen) == {f"#{n}" for n in range(1, 75)}
    assert len({c.variables["query"] for c in shop.named("orders")}) >= 3
    assert len(seen) < 74 + len(same)  # a window repeats at most what shares the second of its start


async def test_pages_grow_and_shrink_with_their_cost() -> None:
    """The price goes with the logarithm of the size, until the shop's own idea of it is another one."""
    sizes: list[int] = []
    shop = FakeShopify()
    dearer = 1.0

    def page(variables: Mapping[str, Any]) -> Any:
        nonlocal dearer
        sizes.append(variables["first"])
        shop.cost = dearer * 180 * log(variables["first"])
        dearer = 1.5 if len(sizes) >= 2 else 1.0
        return Shelf([order(n) for n in range(1, 501)])(variables)

    shop.script["orders"] = page
    await take(ShopifyOrders(channel(shop)).orders_since(START, None))
    assert sizes == [25, 148, 148, 28, 28, 28, 28, 28, 28, 28]  # 900 points of the 1,000 that a query may ask for
    assert [round(c.cost) for c in shop.calls[:3]] == [600, 989, 989]  # a step may lie above the curve


async def test_a_size_that_was_refused_is_not_asked_for_again() -> None:
    shop = FakeShopify(cost=300)

    def page(variables: Mapping[str, Any]) -> Any:
        return error("MAX_COST_EXCEEDED") if variables["first"] > 60 else Shelf([order(n) for n in range(1, 301)])(variables)

    shop.script["orders"] = page
    await take(ShopifyOrders(channel(shop)).orders_since(START, None))
    assert [c.variables["first"] for c in shop.calls][:6] == [25, 250, 83, 27, 55, 55]


async def test_a_page_too_dear_is_asked_for_in_smaller_ones() -> None:
    def page(variables: Mapping[str, Any]) -> Any:
        return error("MAX_COST_EXCEEDED") if variables["first"] > 1 else Shelf([order(1)])(variables)

    shop = FakeShopify({"orders": page})
    pages = await take(ShopifyOrders(channel(shop)).orders_since(START, None))
    assert [o.number for p in pages for o in p.items] == ["#1"]
    assert [c.variables["first"] for c in shop.calls] == [25, 8, 2, 1]
    shop.script["orders"] = lambda _: error("MAX_COST_EXCEEDED")
    with pytest.raises(VendorError):
        await take(ShopifyOrders(channel(shop)).orders_since(START, None))


async def test_every_line_of_a_long_order() -> None:
    raw = copy.deepcopy(REFUNDED)
    line = raw["lineItems"]["nodes"][0]
    raw["lineItems"] = connection([line], more="l1")
    raw["refunds"][0]["refundLineItems"] = connection(raw["refunds"][0]["refundLineItems"]["nodes"][:1], more="r1")
    raw["fulfillments"][0]["fulfillmentLineItems"] = connection([], more="f1")
    raw["shippingLines"] = connection([], more="s1")
    raw["discountApplications"] = connection([], more="d1")

    def more(kind: str, *pages: Any) -> Any:
        def told(variables: Mapping[str, Any]) -> Any:
            at = int(variables["after"][1:])
            last = at == len(pages)
            node = {"__typename": kind, "more": connection(pages[at - 1], more="" if last else f"x{at + 1}")}
            return {"node": node}

        return told

    shipping = ORDER["shippingLines"]["nodes"][0]
    script = {
        "orders_by_id": lambda _: {"nodes": [copy.deepcopy(raw)]},
        "order_lines": more(
            "Order", [{**line, "id": "gid://shopify/LineItem/98"}], [{**line, "id": "gid://shopify/LineItem/99"}]
        ),
        "order_shipping": more("Order", [shipping]),
        "order_discounts": more("Order", [{"__typename": "DiscountCodeApplication", "index": 1, "code": "SHIP"}]),
        "refund_lines": more("Refund", REFUNDED["refunds"][0]["refundLineItems"]["nodes"][1:]),
        "shipment_lines": more("Fulfillment", REFUNDED["fulfillments"][0]["fulfillmentLineItems"]["nodes"]),
    }
    shop = FakeShopify(script)
    (found,) = await ShopifyOrders(channel(shop)).orders_by_id([raw["id"]])
    assert [x.external_id[-2:] for x in found.lines] == ["41", "98", "99"]
    assert len(found.refunds[0].lines) == 4
    assert found.fulfilments[0].lines
    assert [(d.code, d.amount) for d in found.discounts] == [("SHIP", 2)]
    assert found.shipping == 3


async def test_an_order_deleted_between_two_pages_keeps_what_came() -> None:
    raw = {**copy.deepcopy(ORDER), "lineItems": connection(copy.deepcopy(ORDER["lineItems"]["nodes"]), more="l1")}
    script = {"orders_by_id": lambda _: {"nodes": [raw, None]}, "order_lines": lambda _: {"node": None}}
    found = await ShopifyOrders(channel(FakeShopify(script))).orders_by_id([raw["id"], "gid://shopify/Order/404"])
    assert [len(o.lines) for o in found] == [2]


async def test_products_by_id_tells_those_that_exist() -> None:
    def told(variables: Mapping[str, Any]) -> Any:
        return {"nodes": [product(int(i[-1])) if i.endswith(("1", "3")) else None for i in variables["ids"]]}

    shop = FakeShopify({"products_by_id": told})
    ids = [f"gid://shopify/Product/{n}" for n in (1, 2, 3)]
    assert [p.external_id for p in await ShopifyProducts(channel(shop)).products_by_id(ids)] == [ids[0], ids[2]]
    assert not shop.named("currency")


@pytest.mark.parametrize("text", ["", "x", "[]", '{"nonsense":1}'])
def test_a_foreign_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Cursor.read(text)
