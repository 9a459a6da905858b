"""Whole-shop reads: windows, cursors, page sizes, connections inside objects, bulk operations."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest

from app.kernel.errors import Invalid
from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.storefront import Page
from app.ports.vendor import VendorError
from app.vendors.shopify import bulk, paging
from app.vendors.shopify.orders import ShopifyOrders
from app.vendors.shopify.paging import Cursor
from app.vendors.shopify.products import ShopifyProducts
from app.vendors.shopify.stock import ShopifyStock
from tests.vendors.shopify.fake import FakeShopify, answer, channel, connection, error, problems

T = TypeVar("T")
PAIRS = Path(__file__).with_name("pairs")
ORDER = json.loads((PAIRS / "order_paid.json").read_text())["given"]
SHIPPED = json.loads((PAIRS / "order_partly_shipped.json").read_text())["given"]
REFUNDED = json.loads((PAIRS / "order_refunded_and_edited.json").read_text())["given"]
PRODUCT = json.loads((PAIRS / "product_with_options.json").read_text())["given"]
START = datetime(2026, 8, 1, tzinfo=UTC)
URL = "https://files.example/result.jsonl?signature=s"


def order(n: int, at: int = 0, base: Any = ORDER) -> dict[str, Any]:
    made = copy.deepcopy(base)
    updated = (START + timedelta(seconds=at or n)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**made, "id": f"gid://shopify/Order/{n}", "name": f"#{n}", "updatedAt": updated}


def product(n: int) -> dict[str, Any]:
    return {**copy.deepcopy(PRODUCT), "id": f"gid://shopify/Product/{n}", "title": f"Product {n}"}


async def take(pages: AsyncIterator[Page[T]]) -> list[Page[T]]:
    return [page async for page in pages]


def count(of: int, *, exact: bool = True) -> Any:
    return {"count": {"count": of, "precision": "EXACT" if exact else "AT_LEAST"}}


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
    shop = FakeShopify({"orders": Shelf([order(n) for n in range(1, 26)])}, cost=100)
    pages = await take(ShopifyOrders(channel(shop)).orders_since(START + timedelta(seconds=3), None))
    numbers = [o.number for p in pages for o in p.items]
    assert numbers == [f"#{n}" for n in range(3, 26)]
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
    costs = {10: 90.0, 20: 1400.0}
    sizes: list[int] = []
    shop = FakeShopify()

    def page(variables: Mapping[str, Any]) -> Any:
        sizes.append(variables["first"])
        shop.cost = costs.get(variables["first"], 400.0)
        return Shelf([order(n) for n in range(1, 61)])(variables)

    shop.script["orders"] = page
    await take(ShopifyOrders(channel(shop)).orders_since(START, None))
    assert sizes[:2] == [10, 20]
    assert 10 <= sizes[2] < 15  # back within 900 points


async def test_a_page_too_dear_is_asked_for_in_smaller_ones() -> None:
    def page(variables: Mapping[str, Any]) -> Any:
        return error("MAX_COST_EXCEEDED") if variables["first"] > 1 else Shelf([order(1)])(variables)

    shop = FakeShopify({"orders": page})
    pages = await take(ShopifyOrders(channel(shop)).orders_since(START, None))
    assert [o.number for p in pages for o in p.items] == ["#1"]
    assert [c.variables["first"] for c in shop.calls] == [10, 3, 1]
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
    assert len(found.refunds[0].lines) == 3
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


# ── bulk operations ─────────────────────────────────────────────────────────────────────────────────────


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
    shop = operation.script(product_count=lambda _: count(2_000))
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
    shop = operation.script(order_count=lambda _: count(5_000), order_details=details)
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
    shop = Operation(b"").script(product_count=lambda _: count(2_000))
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [(p.items, p.cursor) for p in pages] == [((), None)]


@pytest.mark.parametrize("state", ["FAILED", "CANCELED", "EXPIRED"])
async def test_a_failed_bulk_read_is_paged_instead(state: str) -> None:
    operation = Operation(b"", ("RUNNING", state))
    shop = operation.script(product_count=lambda _: count(2_000), products=lambda _: {"products": connection([product(1)])})
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [i.title for p in pages for i in p.items] == ["Product 1"]


@pytest.mark.parametrize(
    "told",
    [
        answer(b"expired", 403),
        answer(b"", 416),
        answer(b"", 206),
        answer(orjson.dumps({"__typename": "ProductVariant", "id": "v", "__parentId": "gid://elsewhere"}) + b"\n", 206),
    ],
    ids=["expired", "beyond", "empty", "orphan"],
)
async def test_an_unusable_result_is_paged_instead(told: VendorAnswer) -> None:
    operation = Operation(jsonl(product(1)))
    shop = operation.script(product_count=lambda _: count(2_000), products=lambda _: {"products": connection([product(1)])})
    shop.pages[f"GET {URL}"] = lambda _: told
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [i.title for p in pages for i in p.items] == ["Product 1"]


async def test_a_store_that_ignores_ranges() -> None:
    result = jsonl(*[product(n) for n in range(1, 5)])
    shop = Operation(result).script(product_count=lambda _: count(2_000))
    shop.pages[f"GET {URL}"] = lambda _: answer(result, 200)
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [i.title for p in pages for i in p.items] == [f"Product {n}" for n in range(1, 5)]


async def test_a_store_that_stumbles_or_sends_too_much() -> None:
    operation = Operation(jsonl(product(1)))
    shop = operation.script(product_count=lambda _: count(2_000), products=lambda _: {"products": connection([])})
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
            "product_count": lambda _: count(2_000),
            "bulk_start": lambda _: refusal,
            "products": lambda _: {"products": connection([product(1)])},
        }
    )
    pages = await take(ShopifyProducts(channel(shop)).products_since(None, None))
    assert [(p.total, len(p.items)) for p in pages] == [(2_000, 1)]


async def test_an_outage_at_the_start_of_bulk_is_told() -> None:
    shop = FakeShopify({"product_count": lambda _: count(2_000), "bulk_start": lambda _: answer(b"", 502)})
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
    shop = operation.script(variant_count=lambda _: count(5_000))
    (page,) = await take(ShopifyStock(channel(shop)).stock(None, None))
    assert [(s.stock_id, s.location_id, s.available) for s in page.items] == [
        ("gid://shopify/InventoryItem/1", "gid://shopify/Location/1", 4)
    ]
