"""Bulk operations: the same as pages would give, resumable anywhere, and pages where they fail."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.vendor import VendorError
from app.vendors.shopify import bulk
from app.vendors.shopify.orders import ShopifyOrders
from app.vendors.shopify.products import ShopifyProducts
from app.vendors.shopify.stock import ShopifyStock
from tests.vendors.shopify.fake import FakeShopify, answer, channel, connection, error, problems
from tests.vendors.shopify.made import REFUNDED, SHIPPED, count, order, product, take

ORPHAN = orjson.dumps({"__typename": "ProductVariant", "id": "v", "__parentId": "gid://elsewhere"}) + b"\n"
URL = "https://files.example/result.jsonl?signature=s"


def jsonl(*roots: dict[str, Any]) -> bytes:
    """As Shopify's bulk engine writes it: connections become lines below their parent, with `__parentId`."""
    kinds = {"variants": "ProductVariant", "lineItems": "LineItem", "shippingLines": "ShippingLine"}
    lines: list[bytes] = []

    def kind_of(node: dict[str, Any], field: str) -> str:
        return kinds.get(field) or node.get("__typename") or node["id"].split("/")[3]

    def write(node: dict[str, Any], kind: str, parent: str | None) -> None:
        own = {k: v for k, v in node.items() if not (isinstance(v, dict) and "nodes" in v)}
        for part in [*own.get("refunds", []), *own.get("fulfillments", [])]:
            part.pop("refundLineItems", None)
            part.pop("fulfillmentLineItems", None)
        lines.append(orjson.dumps({"__typename": kind, **own, **({"__parentId": parent} if parent else {})}))
        for field, value in node.items():
            if isinstance(value, dict) and "nodes" in value:
                for child in value["nodes"]:
                    write(child, kind_of(child, field), node["id"])

    for root in roots:
        write(copy.deepcopy(root), root["id"].split("/")[3], None)
    return b"\n".join(lines) + b"\n" if lines else b""


class Operation:
    """One bulk operation and its file. `states` are told one after the other; the last one stays."""

    def __init__(self, result: bytes, states: tuple[str, ...] = ("COMPLETED",), *, roots: int = 0) -> None:
        self.result, self.states, self.roots = result, list(states), roots
        self.ranges: list[str] = []

    def start(self, variables: Mapping[str, Any]) -> Any:
        assert variables["query"].startswith("{ ")
        operation = {"id": "gid://shopify/BulkOperation/1", "status": "CREATED"}
        return {"bulkOperationRunQuery": {"bulkOperation": operation, "userErrors": []}}

    def status(self, _: Mapping[str, Any]) -> Any:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        done = state == "COMPLETED"
        told = {"id": "gid://shopify/BulkOperation/1", "status": state, "errorCode": None}
        size = str(len(self.result)) if done else None
        url = URL if done and self.result else None
        return {"bulkOperation": {**told, "rootObjectCount": str(self.roots), "fileSize": size, "url": url}}

    def file(self, headers: Mapping[str, str]) -> VendorAnswer:
        assert "x-shopify-access-token" not in headers
        self.ranges.append(headers["range"])
        first, last = map(int, headers["range"].removeprefix("bytes=").split("-"))
        return answer(self.result[first : last + 1], 206)

    def script(self, **more: Any) -> FakeShopify:
        return FakeShopify({"bulk_start": self.start, "bulk_status": self.status, **more}, {f"GET {URL}": self.file})


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "POLLS", (0,))
    monkeypatch.setattr(bulk, "PIECE", 1_000)
    monkeypatch.setattr(bulk, "PAGE", 3)


async def test_a_large_catalogue_is_read_in_bulk_as_it_would_be_in_pages() -> None:
    shelf = [product(n) for n in range(1, 9)]
    operation = Operation(jsonl(*shelf), ("CREATED", "RUNNING", "COMPLETED"), roots=8)
    shop = operation.script(product_count=lambda _: count(5_000))
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [len(p.items) for p in pages] == [0, 0, 3, 3, 2]
    assert [p.total for p in pages] == [8] * 5
    assert pages[-1].cursor is None
    paged = FakeShopify({"products_by_id": lambda v: {"nodes": [product(int(i.rsplit("/")[-1])) for i in v["ids"]]}})
    same = await ShopifyProducts(channel(paged)).products_by_id([p["id"] for p in shelf])
    assert [i for p in pages for i in p.items] == same
    assert len(operation.ranges) > 5


async def test_a_bulk_read_resumes_at_every_page() -> None:
    operation = Operation(jsonl(*[product(n) for n in range(1, 9)]), ("RUNNING", "COMPLETED"), roots=8)
    shop = operation.script(product_count=lambda _: count(0, exact=False))
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    titles = [i.title for p in pages for i in p.items]
    assert titles == [f"Product {n}" for n in range(1, 9)]
    done = 0
    for page in pages[:-1]:
        done += len(page.items)
        shop.calls.clear()
        rest = await take(ShopifyProducts(channel(shop)).products_since(None, page.cursor))
        assert [i.title for p in rest for i in p.items] == titles[done:]
        assert not shop.named("bulk_start")


async def test_bulk_orders_get_the_lines_of_refunds_and_shipments() -> None:
    orders = [order(1), order(2, base=REFUNDED), order(3, base=SHIPPED)]
    by_id = {o["id"]: o for o in orders}

    def details(variables: Mapping[str, Any]) -> Any:
        return {"nodes": [copy.deepcopy(by_id[i]) for i in variables["ids"]]}

    operation = Operation(jsonl(*orders), roots=3)
    shop = operation.script(order_count=lambda _: count(10_000), order_details=details)
    (page,) = await take(ShopifyOrders(channel(shop)).orders_since(None, None))
    paged = FakeShopify({"orders_by_id": lambda v: {"nodes": [copy.deepcopy(by_id[i]) for i in v["ids"]]}})
    same = await ShopifyOrders(channel(paged)).orders_by_id(list(by_id))
    for one, other in zip(page.items, same, strict=True):
        assert (one.lines, one.refunds, one.fulfilments, one.discounts, one.shipping) == (
            other.lines,
            other.refunds,
            other.fulfilments,
            other.discounts,
            other.shipping,
        )
    assert [c.variables["ids"] for c in shop.named("order_details")] == [["gid://shopify/Order/2", "gid://shopify/Order/3"]]


async def test_an_empty_bulk_result() -> None:
    shop = Operation(b"").script(product_count=lambda _: count(5_000))
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [(p.items, p.cursor) for p in pages] == [((), None)]


@pytest.mark.parametrize("state", ["FAILED", "CANCELED", "EXPIRED"])
async def test_a_failed_bulk_read_is_paged_instead(state: str) -> None:
    operation = Operation(b"", ("RUNNING", state))
    shop = operation.script(product_count=lambda _: count(5_000), products=lambda _: {"products": connection([product(1)])})
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [i.title for p in pages for i in p.items] == ["Product 1"]


@pytest.mark.parametrize(
    "told",
    [
        answer(b"expired", 403),
        answer(b"", 416),
        answer(b"", 206),
        answer(ORPHAN, 206),
        answer(orjson.dumps({"__typename": "Product", "id": "gid://shopify/Product/9"}) + b"\n" + ORPHAN, 206),
    ],
    ids=["expired", "beyond", "empty", "orphan", "stranger"],
)
async def test_an_unusable_result_is_paged_instead(told: VendorAnswer) -> None:
    operation = Operation(jsonl(product(1)))
    shop = operation.script(product_count=lambda _: count(5_000), products=lambda _: {"products": connection([product(1)])})
    shop.pages[f"GET {URL}"] = lambda _: told
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [i.title for p in pages for i in p.items] == ["Product 1"]


async def test_a_store_that_ignores_ranges() -> None:
    result = jsonl(*[product(n) for n in range(1, 5)])
    shop = Operation(result).script(product_count=lambda _: count(5_000))
    shop.pages[f"GET {URL}"] = lambda _: answer(result, 200)
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [i.title for p in pages for i in p.items] == [f"Product {n}" for n in range(1, 5)]
    rest = await take(ShopifyProducts(channel(shop)).products_since(None, pages[0].cursor))
    assert [i.title for p in rest for i in p.items] == ["Product 4"]


async def test_a_store_that_stumbles_or_sends_too_much() -> None:
    operation = Operation(jsonl(product(1)))
    shop = operation.script(product_count=lambda _: count(5_000), products=lambda _: {"products": connection([])})
    shop.pages[f"GET {URL}"] = lambda _: answer(b"", 503)
    with pytest.raises(VendorError):
        await take(ShopifyProducts(channel(shop)).products_since(None, None))

    def too_much(_: Mapping[str, Any]) -> Any:
        raise Unreachable("Too large.", reason="too_large", sent=True)

    shop.pages[f"GET {URL}"] = too_much
    assert await take(ShopifyProducts(channel(shop)).products_since(None, None))


@pytest.mark.parametrize(
    "refusal",
    [
        {"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": problems(("OPERATION_IN_PROGRESS", "Five run"))}},
        error("ACCESS_DENIED"),
    ],
    ids=["five run already", "not with this token"],
)
async def test_where_bulk_is_refused_pages_do(refusal: Any) -> None:
    shop = FakeShopify(
        {
            "product_count": lambda _: count(5_000),
            "bulk_start": lambda _: refusal,
            "products": lambda _: {"products": connection([product(1)])},
        }
    )
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [(p.total, len(p.items)) for p in pages] == [(5_000, 1)]


async def test_an_outage_at_the_start_of_bulk_is_told() -> None:
    shop = FakeShopify({"product_count": lambda _: count(5_000), "bulk_start": lambda _: answer(b"", 502)})
    with pytest.raises(VendorError):
        await take(ShopifyProducts(channel(shop)).products_since(None, None))


async def test_stock_in_bulk() -> None:
    levels = {
        "id": "gid://shopify/InventoryItem/1",
        "tracked": True,
    }
    level = {"location": {"id": "gid://shopify/Location/1"}, "quantities": [{"name": "available", "quantity": 4}]}
    rows = [
        {"__typename": "InventoryItem", **levels},
        {"__typename": "InventoryLevel", **level, "__parentId": levels["id"]},
    ]
    operation = Operation(b"".join(orjson.dumps(r) + b"\n" for r in rows), roots=1)
    shop = operation.script(variant_count=lambda _: count(10_000))
    (page,) = await take(ShopifyStock(channel(shop)).stock(None, None))
    assert [(s.stock_id, s.location_id, s.available) for s in page.items] == [
        ("gid://shopify/InventoryItem/1", "gid://shopify/Location/1", 4)
    ]
