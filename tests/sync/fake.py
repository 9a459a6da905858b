"""A vendor without a network: its ports read and write a world in memory, and refuse on demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from app.kernel.transport import Pace
from app.ports.storefront import (
    Delivery,
    FulfilmentWrite,
    Hint,
    HintKind,
    ListingChange,
    Page,
    RemoteFulfilment,
    RemoteLine,
    RemoteLocation,
    RemoteOrder,
    RemoteProduct,
    RemoteStock,
    RemoteVariant,
    StockOutcome,
    StockResult,
    StockWrite,
)
from app.ports.vendor import AuthKind, AuthMethod, Channel, Vendor, register

START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class World:
    """What the played shop has. `failing`: call → errors raised one after the other. `calls` counts them."""

    products: dict[str, RemoteProduct] = field(default_factory=dict)
    stock: dict[tuple[str, str], int | None] = field(default_factory=dict)
    orders: dict[str, RemoteOrder] = field(default_factory=dict)
    fulfilments: dict[str, RemoteFulfilment] = field(default_factory=dict)
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by a shipment's key, what it is told not to be
    locations: tuple[str, ...] = ("shop",)
    failing: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0  # writes of stock that are applied and then raise the next failure
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    page_size: int = 2

    def call(self, name: str) -> None:
        self.calls[name] += 1
        if self.failing[name]:
            raise self.failing[name].pop(0)

    def add_product(self, number: int, sku: str, quantity: int | None, *, price: str = "10.00") -> str:
        """One product with one variant; its variant's external id."""
        variant = RemoteVariant(external_id=f"v{number}", stock_id=f"s{number}", title="Default", sku=sku, price=Decimal(price))
        self.products[f"p{number}"] = RemoteProduct(
            external_id=f"p{number}", title=f"Product {number}", currency="EUR", variants=(variant,),
            created_at=START, updated_at=START + timedelta(minutes=number),
        )  # fmt: skip
        self.stock[f"s{number}", self.locations[0]] = quantity
        return f"v{number}"

    def sell(self, order_id: str, variant: str, quantity: int, *, at: datetime, takes: bool = True) -> RemoteOrder:
        """A shopper orders; the shop lowers its own stock, as shops do."""
        total = Decimal(10 * quantity)
        line = RemoteLine(
            external_id=f"{order_id}-1", title="Product", quantity=quantity, price=Decimal(10), total=total,
            product_id="p" + variant[1:], variant_id=variant, fulfillable=quantity,
        )  # fmt: skip
        self.orders[order_id] = order = RemoteOrder(
            external_id=order_id, number=f"#{order_id}", currency="EUR", status="open", payment_status="paid", placed_at=at,
            updated_at=at, subtotal=total, discount=Decimal(0), shipping=Decimal(0), tax=Decimal(0), total=total,
            email="ada@example.com", customer_name="Ada", lines=(line,), raw="{}",
        )  # fmt: skip
        key = ("s" + variant[1:], self.locations[0])
        if takes:
            self.stock[key] = (self.stock[key] or 0) - quantity
        return order

    def cancel(self, order_id: str, *, at: datetime) -> None:
        """The shop takes an order back, units included."""
        order = self.orders[order_id]
        self.orders[order_id] = replace(
            order, status="cancelled", payment_status="voided", updated_at=at, cancelled_at=at,
            lines=tuple(replace(line, fulfillable=0) for line in order.lines),
        )  # fmt: skip
        for line in order.lines:
            key = ("s" + line.variant_id[1:], self.locations[0])
            self.stock[key] = (self.stock[key] or 0) + line.quantity


WORLDS: dict[str, World] = defaultdict(World)


def world(connection_id: UUID) -> World:
    return WORLDS[str(connection_id)]


class _Port:
    def __init__(self, channel: Channel) -> None:
        self.world = WORLDS[channel.connection_id]


def _pages(items: Sequence[Any], cursor: str | None, size: int) -> list[Page[Any]]:
    start = int(cursor or 0)
    return [
        Page(items=tuple(items[at : at + size]), cursor=str(at + size), total=len(items))
        for at in range(start, len(items), size)
    ]


class Products(_Port):
    async def products_since(self, since: datetime | None, cursor: str | None) -> AsyncIterator[Page[RemoteProduct]]:
        self.world.call("products_since")
        found = [p for p in self.world.products.values() if since is None or (p.updated_at or START) >= since]
        for page in _pages(found, cursor, self.world.page_size):
            self.world.call("products_page")
            yield page

    async def products_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteProduct]:
        self.world.call("products_by_id")
        return [self.world.products[id_] for id_ in external_ids if id_ in self.world.products]


class Listings(_Port):
    async def update_listing(self, change: ListingChange) -> RemoteProduct:
        self.world.call("update_listing")
        product = self.world.products[change.external_id]
        prices = {v.external_id: v.price for v in change.variants if v.price is not None}
        variants = tuple(replace(v, price=prices.get(v.external_id, v.price)) for v in product.variants)
        product = replace(product, title=change.title or product.title, variants=variants)
        self.world.products[change.external_id] = product
        return product

    async def create_listing(self, listing: Any) -> RemoteProduct:
        raise AssertionError("nothing is listed for the first time here")


class Stock(_Port):
    async def locations(self) -> Sequence[RemoteLocation]:
        self.world.call("locations")
        return [RemoteLocation(external_id=name, name=name.title()) for name in self.world.locations]

    async def stock(self, stock_ids: Sequence[str] | None, cursor: str | None) -> AsyncIterator[Page[RemoteStock]]:
        self.world.call("stock")
        found = [
            RemoteStock(stock_id=item, location_id=place, available=units)
            for (item, place), units in self.world.stock.items()
            if stock_ids is None or item in stock_ids
        ]
        for page in _pages(found, cursor, 100):
            yield page

    async def set_stock(self, writes: Sequence[StockWrite]) -> Sequence[StockResult]:
        if not self.world.lost:
            self.world.call("set_stock")
        results = []
        for write in writes:
            key = (write.stock_id, write.location_id)
            now = self.world.stock[key]
            if write.expected is not None and now != write.expected:
                results.append(StockResult(write=write, outcome=StockOutcome.STALE, available=now))
                continue
            self.world.stock[key] = write.available
            results.append(StockResult(write=write, outcome=StockOutcome.WRITTEN, available=write.available))
        if self.world.lost:
            self.world.lost -= 1
            self.world.call("set_stock")
        return results


class Orders(_Port):
    async def orders_since(
        self, since: datetime | None, cursor: str | None, *, first: bool = False
    ) -> AsyncIterator[Page[RemoteOrder]]:
        self.world.call("orders_since")
        found = sorted(self.world.orders.values(), key=lambda o: o.updated_at)
        found = [o for o in found if since is None or o.updated_at >= since]
        for page in _pages(found, cursor, self.world.page_size):
            self.world.call("orders_page")
            yield page

    async def orders_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteOrder]:
        self.world.call("orders_by_id")
        return [self.world.orders[id_] for id_ in external_ids if id_ in self.world.orders]


class Fulfilments(_Port):
    async def push_fulfilment(self, write: FulfilmentWrite) -> RemoteFulfilment:
        self.world.call("push_fulfilment")
        self.world.call(f"push_fulfilment {write.key}")
        self.world.others[write.key] = write.others
        made = RemoteFulfilment(external_id=f"f-{write.key}", created_at=START, numbers=(write.number,), lines=write.lines)
        return self.world.fulfilments.setdefault(write.key, made)

    async def withdraw_fulfilment(self, write: FulfilmentWrite, fulfilment_id: str) -> bool:
        self.world.call("withdraw_fulfilment")
        return self.world.fulfilments.pop(write.key, None) is not None

    async def update_tracking(self, order_id: str, fulfilment_id: str, *, carrier: str, number: str, url: str) -> None: ...


class Hooks:
    @staticmethod
    def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Delivery | None:
        return None

    @staticmethod
    def read(topic: str, raw: bytes) -> Hint:
        body = orjson.loads(raw)
        return Hint(kind=HintKind(topic), topic=topic, external_id=body.get("id", ""))


FAKE = Vendor(
    slug="fake",
    title="Fake shop",
    kind="store",
    auth=(AuthMethod(slug="token", title="Token", kind=AuthKind.TOKEN, fields=()),),
    offers=(Products, Listings, Stock, Orders, Fulfilments, Hooks),
    pace=Pace(),
    base_url=lambda public, environment, sandbox: "http://127.0.0.1:9",
)


def install() -> None:
    register([FAKE])
