"""One suite for every store platform: what the ports promise, asked of each connector over HTTP against its played shop.

A new store vendor adds a stand to STANDS and has to pass all of it. What only one vendor does is tested in its own folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from app import house
from app.kernel import clock as kernel_clock
from app.ports.storefront import (
    FulfilmentSink,
    FulfilmentWrite,
    HintKind,
    ListingChange,
    ListingSink,
    NewListing,
    OrderSource,
    ProductSource,
    RemoteOrder,
    RemoteProduct,
    StockOutcome,
    StockSink,
    StockWrite,
    VariantChange,
    WebhookReceiver,
    Webhooks,
)
from app.ports.vendor import Channel, Remedy, Vendor, VendorError
from app.sandbox.ordering import Cart, CartLine
from app.sandbox.server import build
from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX as WOO
from app.vendors.shopify import VENDOR as SHOPIFY_VENDOR
from app.vendors.woocommerce import VENDOR as WOO_VENDOR
from app.vendors.woocommerce import client as woo_wire
from tests.sandbox.support import Clock, serving, small_shop, variant_id
from tests.vendors.shopify.stage import played
from tests.vendors.woocommerce.played import Scene, Simple

PORTS: tuple[Any, ...] = (ProductSource, ListingSink, StockSink, OrderSource, FulfilmentSink, Webhooks)


@dataclass
class Stand:
    """A vendor, its played shop, and a channel to it. `wrong()` is a channel whose secret the vendor never gave."""

    vendor: Vendor
    shop: Shop
    stage: Stage
    channel: Channel
    wrong: Callable[[], Channel]
    tick: Callable[[], None]

    def port(self, port: type[Any], channel: Channel | None = None) -> Any:
        offered = self.vendor.offer(port)
        assert offered is not None, f"{self.vendor.slug} does not offer {port.__name__}"
        return offered(channel or self.channel)

    async def products(self) -> list[RemoteProduct]:
        return [p async for page in self.port(ProductSource).products_since(None, None) for p in page.items]

    async def orders(self) -> list[RemoteOrder]:
        return [o async for page in self.port(OrderSource).orders_since(None, None) for o in page.items]

    def buy(self, sku: str = "TEA-50", quantity: int = 2) -> None:
        self.tick()
        self.stage.world.place_order(self.shop, Cart([CartLine(variant_id(self.shop, sku), quantity)]))


@contextlib.asynccontextmanager
async def shopify() -> AsyncIterator[Stand]:
    async with played() as side:

        def wrong() -> Channel:
            return side.channel(side.credentials(access_token="shpat_of_nobody", client_secret="x"))

        yield Stand(SHOPIFY_VENDOR, side.shop, side.stage, side.channel(), wrong, lambda: None)


@contextlib.asynccontextmanager
async def woocommerce() -> AsyncIterator[Stand]:
    clock = Clock()
    stage = Stage([WOO], clock=clock, time_factor=1e6)
    shop = small_shop(stage.world, "tea-house", vendor="woocommerce")
    clock.forward(hours=1)
    async with serving(build(stage)) as origin, httpx.AsyncClient(trust_env=False) as client:
        scene = Scene(stage, shop, origin, Simple(client), clock)
        with kernel_clock.frozen(clock()):
            yield Stand(
                WOO_VENDOR, shop, stage, scene.channel(), lambda: scene.channel(consumer_secret="cs_of_nobody"),
                lambda: clock.forward(seconds=5),
            )  # fmt: skip


STANDS: dict[str, Callable[[], AbstractAsyncContextManager[Stand]]] = {"shopify": shopify, "woocommerce": woocommerce}


@pytest.fixture(params=STANDS)
async def stand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stand]:
    monkeypatch.setattr(woo_wire, "_PAUSES", (0.0, 0.0, 0.0))
    async with STANDS[request.param]() as opened:
        yield opened


def test_every_store_vendor_has_a_stand() -> None:
    assert {v.slug for v in house.discover_vendors() if v.kind == "store" and v.account} == set(STANDS)


async def test_it_offers_every_port_and_tells_who_it_is(stand: Stand) -> None:
    for port in PORTS:
        stand.port(port)
    assert stand.vendor.offer(WebhookReceiver) is not None and stand.vendor.account is not None
    told = await stand.vendor.account(stand.channel).shop()
    assert told.external_id and told.name == "Tea House" and told.currency == "EUR"


async def test_refused_credentials_ask_for_new_ones(stand: Stand) -> None:
    assert stand.vendor.account is not None
    with pytest.raises(VendorError) as refused:
        await stand.vendor.account(stand.wrong()).shop()
    assert refused.value.remedy is Remedy.RECONNECT
    assert "of_nobody" not in str(refused.value), "an error never carries the secret"


async def test_products_are_whole_and_read_again_by_id(stand: Stand) -> None:
    found = await stand.products()
    assert len(found) == len(stand.shop.products) and len({p.external_id for p in found}) == len(found)
    tea = next(p for p in found if "tea" in p.title.lower())
    assert tea.currency in ("", "EUR") and [v.sku for v in tea.variants] == ["TEA-50", "TEA-100"]
    for variant in (v for p in found for v in p.variants):
        assert variant.external_id and variant.stock_id
        assert variant.price is None or isinstance(variant.price, Decimal)
    source = stand.port(ProductSource)
    same = await source.products_by_id([tea.external_id])
    assert [p.external_id for p in same] == [tea.external_id] and [v.price for v in same[0].variants] == [
        v.price for v in tea.variants
    ]
    moment = max(p.updated_at for p in found if p.updated_at)
    later = [p async for page in source.products_since(moment + timedelta(days=1), None) for p in page.items]
    assert later == []


async def test_a_listing_changes_by_the_named_fields_only(stand: Stand) -> None:
    tea = next(p for p in await stand.products() if "tea" in p.title.lower())
    small, large = tea.variants
    change = ListingChange(
        external_id=tea.external_id, title="Black tea",
        variants=(VariantChange(external_id=small.external_id, price=Decimal("5.25")),),
    )  # fmt: skip
    written = await stand.port(ListingSink).update_listing(change)
    (read,) = await stand.port(ProductSource).products_by_id([tea.external_id])
    for now in (written, read):
        prices = {v.external_id: v.price for v in now.variants}
        assert now.title == "Black tea" and prices == {small.external_id: Decimal("5.25"), large.external_id: large.price}
    assert read.description_html == tea.description_html and [v.sku for v in read.variants] == [v.sku for v in tea.variants]


async def test_a_listing_is_made_once_however_often_it_is_asked(stand: Stand) -> None:
    tea = next(p for p in await stand.products() if "tea" in p.title.lower())
    new = NewListing(natural_key="master-7", product=tea_named(tea, "White tea"))
    first = await stand.port(ListingSink).create_listing(new)
    again = await stand.port(ListingSink).create_listing(new)
    assert first.external_id == again.external_id and first.title == "White tea"
    assert sum(p.title == "White tea" for p in await stand.products()) == 1


def tea_named(product: RemoteProduct, title: str) -> RemoteProduct:
    variants = tuple(replace(v, sku=f"W-{v.sku}", barcode="", image_id="") for v in product.variants)
    return replace(product, title=title, handle="", images=(), variants=variants)


async def test_stock_is_set_read_and_not_set_over_a_change(stand: Stand) -> None:
    sink = stand.port(StockSink)
    places = {place.external_id for place in await sink.locations()}
    tea = next(v for p in await stand.products() for v in p.variants if v.sku == "TEA-50")
    levels = [level async for page in sink.stock([tea.stock_id], None) for level in page.items]
    assert levels and {level.location_id for level in levels} <= places
    level = next(lv for lv in levels if lv.available)
    product = next(p for p in await stand.products() if any(v.sku == "TEA-50" for v in p.variants))

    def write(available: int, expected: int | None, key: str) -> StockWrite:
        return StockWrite(
            stock_id=tea.stock_id, location_id=level.location_id, available=available, expected=expected, key=key,
            product_id=product.external_id, variant_id=tea.external_id,
        )  # fmt: skip

    (done,) = await sink.set_stock([write(7, level.available, "k-1")])
    assert done.outcome is StockOutcome.WRITTEN
    after = [lv async for page in sink.stock([tea.stock_id], None) for lv in page.items]
    assert next(lv for lv in after if lv.location_id == level.location_id).available == 7
    (stale,) = await sink.set_stock([write(99, 3, "k-2")])
    now = [lv async for page in sink.stock([tea.stock_id], None) for lv in page.items]
    kept = next(lv for lv in now if lv.location_id == level.location_id).available
    assert (stale.outcome, kept) in ((StockOutcome.STALE, 7), (StockOutcome.WRITTEN, 99)), "compared where the vendor can"


async def test_orders_add_up_and_are_read_again_by_id(stand: Stand) -> None:
    stand.buy(quantity=2)
    stand.buy("TEA-100", 1)
    found = await stand.orders()
    assert len(found) == 2 and found == sorted(found, key=lambda o: o.updated_at)
    for order in found:
        assert order.currency == "EUR" and order.number and order.raw and order.status in ("pending", "open", "completed")
        assert sum(line.total for line in order.lines) == order.subtotal
        due = order.subtotal + order.shipping + (Decimal(0) if order.taxes_included else order.tax)
        assert due == order.total, "lines, shipping and tax are the total"
        assert all(line.total == line.price * line.quantity - line.discount for line in order.lines)
    same = await stand.port(OrderSource).orders_by_id([found[0].external_id])
    assert [(o.external_id, o.total, o.number) for o in same] == [(found[0].external_id, found[0].total, found[0].number)]


async def test_what_shipped_is_told_once(stand: Stand) -> None:
    stand.buy(quantity=2)
    (order,) = await stand.orders()
    write = FulfilmentWrite(
        order_id=order.external_id, lines=tuple((line.external_id, line.quantity) for line in order.lines),
        carrier="UPS", number="1Z999AA10123456784", url="https://www.ups.com/track?tracknum=1Z999AA10123456784",
    )  # fmt: skip
    sink = stand.port(FulfilmentSink)
    first, again = await sink.push_fulfilment(write), await sink.push_fulfilment(write)
    assert first.numbers == again.numbers == ("1Z999AA10123456784",)
    (now,) = await stand.port(OrderSource).orders_by_id([order.external_id])
    assert [f.numbers for f in now.fulfilments if f.status != "cancelled"] == [("1Z999AA10123456784",)]
    assert all(line.fulfillable == 0 for line in now.lines)


async def test_what_did_not_leave_after_all_is_taken_back(stand: Stand) -> None:
    stand.buy(quantity=2)
    (order,) = await stand.orders()
    lines = tuple((line.external_id, line.quantity) for line in order.lines)
    write = FulfilmentWrite(order_id=order.external_id, lines=lines, carrier="UPS", number="1Z999AA10123456784", url="")
    sink = stand.port(FulfilmentSink)
    first = await sink.push_fulfilment(write)
    assert await sink.withdraw_fulfilment(write, first.external_id)
    (now,) = await stand.port(OrderSource).orders_by_id([order.external_id])
    assert [f for f in now.fulfilments if f.status != "cancelled"] == []
    assert [(line.fulfilled, line.fulfillable) for line in now.lines] == [(0, count) for _, count in lines]
    assert now.status == "open"
    assert not await sink.withdraw_fulfilment(write, first.external_id)
    again = await sink.push_fulfilment(replace(write, number="1Z999AA10123456785", url=""))
    assert again.numbers == ("1Z999AA10123456785",)
    (now,) = await stand.port(OrderSource).orders_by_id([order.external_id])
    assert all(line.fulfillable == 0 for line in now.lines)


async def test_webhooks_are_registered_once_and_a_forgery_is_refused(stand: Stand) -> None:
    hooks, secret = stand.port(Webhooks), stand.channel.credentials.secrets.get("client_secret", "s3cret-of-the-endpoint")
    address = "https://ksap.example/webhooks/x/1"
    first = await hooks.register(address, secret)
    again = await hooks.register(address, secret)
    assert {(r.topic, r.address) for r in first} == {(r.topic, r.address) for r in again}
    assert first and all(r.address.startswith(address) and r.active for r in await hooks.registered())
    receiver: Any = stand.vendor.offer(WebhookReceiver)
    assert receiver.verify({}, b"{}", secret) is None
    forged = {"x-shopify-hmac-sha256": "AAAA", "x-wc-webhook-signature": "AAAA", "x-shopify-topic": "orders/create",
              "x-wc-webhook-topic": "order.created", "x-shopify-webhook-id": "1", "x-wc-webhook-delivery-id": "1"}  # fmt: skip
    assert receiver.verify(forged, b"{}", secret) is None
    assert receiver.read("nobody/asked.for", b"{}").kind is HintKind.UNKNOWN


@pytest.mark.parametrize("fault", ["throttled", "server_error"])
async def test_an_answer_that_never_comes_says_what_to_do(stand: Stand, fault: str) -> None:
    stand.stage.faults.add(fault, stand.vendor.slug, route="", count=None)
    with pytest.raises(VendorError) as failed:
        await stand.products()
    assert failed.value.remedy in (Remedy.WAIT, Remedy.RETRY)
