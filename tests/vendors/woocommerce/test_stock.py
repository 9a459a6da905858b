"""StockSink on a shop in memory."""

from __future__ import annotations

import pytest

from app.kernel.transport import Unreachable
from app.ports.storefront import RemoteStock, StockOutcome, StockWrite
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.stock import LOCATION, WooStock
from tests.vendors.woocommerce.answers import error
from tests.vendors.woocommerce.shop import Shop

WRITTEN, STALE, REFUSED = StockOutcome.WRITTEN, StockOutcome.STALE, StockOutcome.REFUSED


class Corner(Shop):
    """A mug (10), an uncounted book, and a cap: red counted (4), blue shares the cap's 20, green uncounted."""

    def __init__(self) -> None:
        super().__init__()
        self.mug = self.add_product(manage_stock=True, stock_quantity=10)["id"]
        self.book = self.add_product()["id"]
        cap = self.add_product(type="variable", manage_stock=True, stock_quantity=20)
        self.cap = cap["id"]
        self.red = self.add_variation(cap, manage_stock=True, stock_quantity=4)["id"]
        self.blue = self.add_variation(cap, manage_stock="parent", stock_quantity=20)["id"]
        self.green = self.add_variation(cap)["id"]

    @property
    def writes(self) -> list[str]:
        return [c.path for c in self.calls if c.method == "POST"]


def write(stock_id: object, available: int, expected: int | None = None, location: str = LOCATION) -> StockWrite:
    return StockWrite(stock_id=str(stock_id), location_id=location, available=available, expected=expected, key="k")


async def test_one_location_named_after_the_shop() -> None:
    assert [(place.external_id, place.name) for place in await WooStock(Shop().channel()).locations()] == [
        ("shop", "Harbour & Co")
    ]


@pytest.mark.parametrize("old", [False, True])
async def test_all_levels_with_shared_stock_once(old: bool) -> None:
    shop = Corner()
    shop.lacks |= {"variations"} if old else set()
    pages = [page async for page in WooStock(shop.channel()).stock(None, None)]
    levels = {item.stock_id: item.available for page in pages for item in page.items}
    assert levels == {
        str(shop.mug): 10,
        str(shop.book): None,
        str(shop.cap): 20,
        f"{shop.cap}/{shop.red}": 4,
        f"{shop.cap}/{shop.green}": None,
    }
    assert pages[-1].cursor is None
    assert all("_fields" in c.query for c in shop.calls if c.path == "wc/v3/products")


async def test_named_levels() -> None:
    shop = Corner()
    wanted = [f"{shop.cap}/{shop.red}", str(shop.mug), "999", f"999/{shop.red}", f"{shop.cap}/{shop.blue}"]
    pages = [page async for page in WooStock(shop.channel()).stock(wanted, None)]
    found = {i.stock_id: i.available for p in pages for i in p.items}
    assert found[wanted[0]] == 4 and found[wanted[1]] == 10 and "999" not in found
    assert found[wanted[4]] is None  # it has none of its own any more
    assert pages[0].items[0] == RemoteStock(stock_id=wanted[0], location_id=LOCATION, available=4)


async def test_writes_are_batched_by_route_and_answered_in_order() -> None:
    shop = Corner()
    given = [
        write(shop.mug, 7),
        write(f"{shop.cap}/{shop.red}", 2),
        write(shop.book, 1),
        write("424242", 1),
        write(shop.cap, 0),
    ]
    results = await WooStock(shop.channel()).set_stock(given)
    assert [r.write for r in results] == given
    assert [(r.outcome, r.available) for r in results] == [
        (WRITTEN, 7),
        (WRITTEN, 2),
        (REFUSED, None),
        (REFUSED, None),
        (WRITTEN, 0),
    ]
    assert "Manage stock" in results[2].reason and results[3].reason == "Invalid ID."
    assert sorted(shop.writes) == ["wc/v3/products/" + str(shop.cap) + "/variations/batch", "wc/v3/products/batch"]
    assert shop.products[shop.mug]["stock_quantity"] == 7 and shop.variations[shop.cap][shop.red]["stock_quantity"] == 2


async def test_expected_is_compared_before_anything_is_written() -> None:
    shop = Corner()
    given = [write(shop.mug, 7, 10), write(f"{shop.cap}/{shop.red}", 2, 5), write(shop.book, 1, 0), write("424242", 1, 0)]
    results = await WooStock(shop.channel()).set_stock(given)
    assert [(r.outcome, r.available) for r in results] == [(WRITTEN, 7), (STALE, 4), (REFUSED, None), (REFUSED, None)]
    assert shop.variations[shop.cap][shop.red]["stock_quantity"] == 4
    assert shop.writes == ["wc/v3/products/batch"]


async def test_a_repeat_after_a_lost_answer_changes_nothing() -> None:
    shop = Corner()
    shop.after = lambda call, _: Unreachable("lost", reason="lost", sent=True) if call.method == "POST" else None
    with pytest.raises(Unreachable):
        await WooStock(shop.channel()).set_stock([write(shop.mug, 7, 10)])
    shop.after, shop.calls = None, []
    results = await WooStock(shop.channel()).set_stock([write(shop.mug, 7, 10)])
    assert [(r.outcome, r.available) for r in results] == [(WRITTEN, 7)] and not shop.writes


async def test_at_most_a_hundred_a_call() -> None:
    shop = Shop()
    keys = [shop.add_product(manage_stock=True, stock_quantity=1)["id"] for _ in range(230)]
    results = await WooStock(shop.channel()).set_stock([write(k, 5, 1) for k in keys])
    assert {r.outcome for r in results} == {WRITTEN} and len(results) == 230
    assert [c.path for c in shop.calls if c.method == "POST"] == ["wc/v3/products/batch"] * 3


async def test_variants_that_share_a_figure_must_agree() -> None:
    shop = Corner()
    sink = WooStock(shop.channel())
    different = await sink.set_stock([write(shop.cap, 5), write(shop.cap, 6), write(shop.mug, 1)])
    assert [r.outcome for r in different] == [REFUSED, REFUSED, WRITTEN] and "share" in different[0].reason
    same = await sink.set_stock([write(shop.cap, 5), write(shop.cap, 5)])
    assert [r.outcome for r in same] == [WRITTEN, WRITTEN] and shop.products[shop.cap]["stock_quantity"] == 5


async def test_a_deleted_parent_refuses_its_own_items_only() -> None:
    shop = Corner()
    results = await WooStock(shop.channel()).set_stock([write("31/32", 1), write(shop.mug, 3)])
    assert [r.outcome for r in results] == [REFUSED, WRITTEN] and results[0].reason == "No such product."


async def test_another_location_and_strange_ids_are_refused() -> None:
    shop = Corner()
    results = await WooStock(shop.channel()).set_stock(
        [write(shop.mug, 1, location="berlin"), write("abc", 1), write("12/x", 1)]
    )
    assert [r.outcome for r in results] == [REFUSED] * 3 and not shop.writes


async def test_refused_keys_are_no_item_error() -> None:
    shop = Corner()
    shop.before = lambda call: error(401, "woocommerce_rest_authentication_error") if call.method == "POST" else None
    with pytest.raises(VendorError) as refused:
        await WooStock(shop.channel()).set_stock([write(shop.mug, 1)])
    assert refused.value.remedy is Remedy.RECONNECT


async def test_negative_stock_is_read_and_written_as_it_is() -> None:
    shop = Corner()
    shop.products[shop.mug]["stock_quantity"] = -3
    results = await WooStock(shop.channel()).set_stock([write(shop.mug, -1, -3)])
    assert results[0].outcome is WRITTEN and shop.products[shop.mug]["stock_quantity"] == -1
