"""The demo's two WooCommerce shops, ninety days of them, read to the last order and held against the sandbox's own books."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.kernel import clock as kernel_clock
from app.ports.vendor import Channel
from app.sandbox.demo import picture, shops
from app.sandbox.server import build
from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX
from app.vendors.woocommerce.orders import WooOrders
from app.vendors.woocommerce.products import WooProducts
from app.vendors.woocommerce.stock import WooStock
from tests.sandbox.support import Clock, serving
from tests.vendors.woocommerce.played import Scene, Simple

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
async def demo() -> AsyncIterator[list[tuple[Shop, Channel]]]:
    stage = Stage([SANDBOX], clock=Clock(NOW), pictures=picture)
    played = [shop for shop in shops(1, NOW - timedelta(minutes=1)) if shop.vendor == "woocommerce"]
    for shop in played:
        stage.add_shop(shop)
    async with serving(build(stage)) as origin, httpx.AsyncClient(trust_env=False) as client:
        with kernel_clock.frozen(NOW):
            scenes = [Scene(stage, shop, origin, Simple(client), Clock(NOW)) for shop in played]
            yield [(scene.shop, replace(scene.channel(), currency="")) for scene in scenes]


async def test_the_books_agree(demo: list[tuple[Shop, Channel]]) -> None:
    assert len(demo) == 2
    for shop, channel in demo:
        products = [p async for page in WooProducts(channel).products_since(None, None) for p in page.items]
        variants = {v.external_id: v for p in products for v in p.variants}
        assert sorted(v.sku for v in variants.values()) == sorted(v.sku for p in shop.products.values() for v in p.variants)
        assert {p.currency for p in products} == {shop.currency}
        stock = {i.stock_id async for page in WooStock(channel).stock(None, None) for i in page.items}
        assert stock == {v.stock_id for v in variants.values()}
        orders = [o async for page in WooOrders(channel).orders_since(None, None, first=True) for o in page.items]
        assert len(orders) == len(shop.orders) > 300
        assert [o.updated_at for o in orders] == sorted(o.updated_at for o in orders)
        for order in orders:
            booked = shop.orders[int(order.external_id)]
            assert order.total == booked.total == order.subtotal + order.shipping + order.tax
            assert order.refunded == booked.refunded_total == sum(r.amount for r in order.refunds)
            assert [(line.quantity, line.sku) for line in order.lines] == [(line.quantity, line.sku) for line in booked.lines]
            assert {line.variant_id for line in order.lines} <= set(variants)
            if order.payment_status != "refunded":
                assert [line.fulfilled for line in order.lines] == [line.fulfilled for line in booked.lines]
                assert [line.fulfillable for line in order.lines] == [
                    0 if order.status == "cancelled" else line.open for line in booked.lines
                ]
