"""Stock: compare-and-set in batches, idempotent by key, and what Shopify may answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.ports.storefront import StockOutcome, StockWrite
from app.ports.vendor import Remedy, VendorError
from app.vendors.shopify import stock
from app.vendors.shopify.stock import ShopifyStock
from tests.vendors.shopify.fake import FakeShopify, channel, connection, problems

PLACE = "gid://shopify/Location/1"


def item(n: int) -> str:
    return f"gid://shopify/InventoryItem/{n}"


def write(n: int, available: int, expected: int | None, key: str = "", place: str = PLACE) -> StockWrite:
    key = key or f"w{n}-{available}"
    return StockWrite(stock_id=item(n), location_id=place, available=available, expected=expected, key=key)


@dataclass
class Shelf:
    """Shopify's side: all of a call or nothing, each idempotency key carried out once."""

    levels: dict[str, int]
    done: dict[str, Any] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def shop(self) -> FakeShopify:
        return FakeShopify({"stock_set": self.set, "inventory_items_by_id": self.read})

    def set(self, variables: Mapping[str, Any]) -> Any:
        key, given = variables["key"], variables["input"]
        assert (given["name"], given["reason"]) == ("available", "correction")
        assert given["referenceDocumentUri"].startswith("gid://ksap/StockWrite/")
        if key in self.failed:
            return self._told(problems(("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "Use another key")))
        if key in self.done:
            assert self.done[key] == given
            return self._told([])
        errors = []
        for at, quantity in enumerate(given["quantities"]):
            assert "changeFromQuantity" in quantity
            now = self.levels.get(quantity["inventoryItemId"])
            path = ["input", "quantities", str(at)]
            if now is None:
                message = "The specified inventory item could not be found."
                errors.append({"field": [*path, "inventoryItemId"], "code": "INVALID_INVENTORY_ITEM", "message": message})
            elif quantity["changeFromQuantity"] not in (None, now):
                message = "The changeFromQuantity value does not match persisted value."
                errors.append(
                    {"field": [*path, "changeFromQuantity"], "code": "CHANGE_FROM_QUANTITY_STALE", "message": message}
                )
        if errors:
            self.failed.add(key)
        else:
            self.done[key] = given
            self.levels |= {q["inventoryItemId"]: q["quantity"] for q in given["quantities"]}
        return self._told(errors)

    def _told(self, errors: list[dict[str, Any]]) -> Any:
        group = None if errors else {"id": "gid://shopify/InventoryAdjustmentGroup/1"}
        return {"inventorySetQuantities": {"inventoryAdjustmentGroup": group, "userErrors": errors}}

    def read(self, variables: Mapping[str, Any]) -> Any:
        def level(stock_id: str) -> Any:
            quantities = [{"name": "available", "quantity": self.levels[stock_id]}]
            return {"location": {"id": PLACE}, "quantities": quantities}

        return {
            "nodes": [
                {"id": i, "tracked": True, "inventoryLevels": connection([level(i)])} if i in self.levels else None
                for i in variables["ids"]
            ]
        }


def outcomes(results: Any) -> list[tuple[str, int | None]]:
    return [(r.outcome.value, r.available) for r in results]


async def test_comparing_writes_go_together() -> None:
    side = Shelf({item(1): 5, item(2): 0, item(3): -2})
    shop = side.shop()
    writes = [write(1, 4, 5), write(2, 9, 0), write(3, 0, -2)]
    results = await ShopifyStock(channel(shop)).set_stock(writes)
    assert outcomes(results) == [("written", 4), ("written", 9), ("written", 0)]
    assert [r.write for r in results] == writes
    assert len(shop.named("stock_set")) == 1
    assert shop.calls[0].repeatable is True


async def test_stale_and_refused_do_not_hold_the_others_back() -> None:
    side = Shelf({item(1): 5, item(2): 7, item(4): 1})
    shop = side.shop()
    writes = [write(1, 4, 5), write(2, 6, 8), write(3, 1, 0), write(4, 2, 1)]
    results = await ShopifyStock(channel(shop)).set_stock(writes)
    assert outcomes(results) == [("written", 4), ("stale", 7), ("refused", None), ("written", 2)]
    assert side.levels == {item(1): 4, item(2): 7, item(4): 2}
    assert results[1].reason
    assert results[2].reason
    assert len(shop.named("stock_set")) == 2


async def test_a_repeat_after_a_lost_answer_changes_nothing() -> None:
    side = Shelf({item(1): 5, item(2): 5})
    sink = ShopifyStock(channel(side.shop()))
    writes = [write(1, 4, 5), write(2, 3, None)]
    first = await sink.set_stock(writes)
    side.levels[item(2)] = 1  # sold meanwhile
    again = await sink.set_stock(writes)
    assert outcomes(again)[0] == outcomes(first)[0] == ("written", 4)
    assert side.levels == {item(1): 4, item(2): 1}


async def test_a_repeat_in_other_company_changes_nothing() -> None:
    """A batch that is cut anew has another key: then the comparison is what protects."""
    side = Shelf({item(1): 5, item(2): 5})
    sink = ShopifyStock(channel(side.shop()))
    await sink.set_stock([write(1, 4, 5), write(2, 3, 5)])
    side.levels[item(2)] = 2  # sold meanwhile
    again = await sink.set_stock([write(1, 4, 5)])
    assert outcomes(again) == [("written", 4)]
    assert outcomes(await sink.set_stock([write(2, 3, 5)])) == [("stale", 2)]


async def test_writes_without_comparison_go_alone_under_their_key() -> None:
    side = Shelf({item(n): 5 for n in range(1, 6)})
    shop = side.shop()
    writes = [write(1, 4, 5), write(2, 3, None), write(3, 2, None), write(4, 1, 5), write(5, 0, 5)]
    await ShopifyStock(channel(shop)).set_stock(writes)
    compared = [[q["changeFromQuantity"] for q in c.variables["input"]["quantities"]] for c in shop.named("stock_set")]
    assert compared == [[5], [None], [None], [5, 5]]


async def test_two_writes_of_one_level_keep_their_order() -> None:
    side = Shelf({item(1): 5})
    shop = side.shop()
    results = await ShopifyStock(channel(shop)).set_stock([write(1, 4, 5), write(1, 3, 4)])
    assert outcomes(results) == [("written", 4), ("written", 3)]
    assert side.levels == {item(1): 3}


async def test_a_key_that_failed_once_is_replaced() -> None:
    """The same writes come again after the level is as expected: their first key is spent at Shopify."""
    side = Shelf({item(1): 6})
    sink = ShopifyStock(channel(side.shop()))
    assert outcomes(await sink.set_stock([write(1, 4, 5)])) == [("stale", 6)]
    side.levels[item(1)] = 5
    assert outcomes(await sink.set_stock([write(1, 4, 5)])) == [("written", 4)]


async def test_many_writes_are_cut_to_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "BATCH", 4)
    side = Shelf({item(n): n for n in range(10)})
    shop = side.shop()
    results = await ShopifyStock(channel(shop)).set_stock([write(n, n + 1, n) for n in range(10)])
    assert [len(c.variables["input"]["quantities"]) for c in shop.named("stock_set")] == [4, 4, 2]
    assert {r.outcome for r in results} == {StockOutcome.WRITTEN}


async def test_an_error_without_a_place_is_found_one_by_one() -> None:
    side = Shelf({item(1): 1, item(2): 2})
    shop = side.shop()

    def vague(variables: Mapping[str, Any]) -> Any:
        quantities = variables["input"]["quantities"]
        if any(q["inventoryItemId"] == item(2) for q in quantities):
            error = {"field": ["input"], "code": "NON_MUTABLE_INVENTORY_ITEM", "message": "A bundle."}
            return {"inventorySetQuantities": {"inventoryAdjustmentGroup": None, "userErrors": [error]}}
        return side.set(variables)

    shop.script["stock_set"] = vague
    results = await ShopifyStock(channel(shop)).set_stock([write(1, 5, 1), write(2, 5, 2)])
    assert outcomes(results) == [("written", 5), ("refused", None)]
    assert results[1].reason == "A bundle."


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("IDEMPOTENCY_CONCURRENT_REQUEST", Remedy.RETRY),
        ("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", Remedy.OURS_TO_FIX),
        ("INVALID_REASON", Remedy.OURS_TO_FIX),
        ("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", Remedy.RETRY),
    ],
)
async def test_trouble_with_the_call_is_raised(code: str, remedy: Remedy) -> None:
    told = {"inventoryAdjustmentGroup": None, "userErrors": problems((code, "No"))}
    shop = FakeShopify({"stock_set": lambda _: {"inventorySetQuantities": told}})
    with pytest.raises(VendorError) as caught:
        await ShopifyStock(channel(shop)).set_stock([write(1, 1, 0)])
    assert caught.value.remedy is remedy


async def test_nothing_to_write() -> None:
    assert await ShopifyStock(channel(FakeShopify())).set_stock([]) == []


async def test_named_levels_in_pages_with_every_location(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock, "BATCH", 2)
    side = Shelf({item(n): n for n in range(5)})
    shop = side.shop()
    second = {"location": {"id": "gid://shopify/Location/2"}, "quantities": [{"name": "available", "quantity": 8}]}

    def read(variables: Mapping[str, Any]) -> Any:
        told = side.read(variables)
        for node in told["nodes"]:
            if node and node["id"] == item(1):
                node["inventoryLevels"]["pageInfo"] = {"hasNextPage": True, "endCursor": "x"}
        return told

    shop.script["inventory_items_by_id"] = read
    shop.script["inventory_levels"] = lambda _: {"node": {"__typename": "InventoryItem", "more": connection([second])}}
    sink = ShopifyStock(channel(shop))
    pages = [p async for p in sink.stock([item(n) for n in (0, 1, 2, 9, 3)], None)]
    assert [[(s.stock_id, s.available) for s in p.items] for p in pages] == [
        [(item(0), 0), (item(1), 1), (item(1), 8)],
        [(item(2), 2)],
        [(item(3), 3)],
    ]
    rest = [p async for p in sink.stock([item(n) for n in (0, 1, 2, 9, 3)], pages[0].cursor)]
    assert [p.items for p in rest] == [p.items for p in pages[1:]]
    assert [p.items async for p in sink.stock([], None)] == [()]


async def test_locations_of_all_pages() -> None:
    def place(n: int) -> Any:
        names = ("address1", "address2", "city", "provinceCode", "zip", "countryCode", "phone")
        return {"id": f"gid://shopify/Location/{n}", "name": f"L{n}", "isActive": True, "address": dict.fromkeys(names)}

    def told(variables: Mapping[str, Any]) -> Any:
        page = connection([place(2)]) if variables["after"] else connection([place(1)], more="c")
        return {"locations": page}

    found = await ShopifyStock(channel(FakeShopify({"locations": told}))).locations()
    assert [(x.name, x.active, x.address) for x in found] == [("L1", True, None), ("L2", True, None)]
