"""Played shops on a real server: a small one for writing, a demo shop for reading."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from app.sandbox.demo import picture, shops
from app.sandbox.server import build
from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX
from app.sandbox.woocommerce.state import keys_of
from tests.sandbox.support import Clock, Receiver, client, serving, small_shop
from tests.sandbox.woocommerce.support import Woo

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def stage(clock: Clock) -> Stage:
    """The vendor with one small shop: prices without tax, one location's stock and a second one's."""
    made = Stage([SANDBOX], clock=clock, time_factor=1e6)
    shop = small_shop(made.world, vendor="woocommerce")
    shop.timezone, shop.tagline = "Europe/Berlin", "Leaves & water"
    made.world.create_customer(shop, email="ada@example.com", first_name="Ada", last_name="Byron")
    clock.forward(hours=1)
    return made


@pytest.fixture
def shop(stage: Stage) -> Shop:
    return stage.world.shop("tea-house")


@pytest.fixture
async def base(stage: Stage) -> AsyncIterator[str]:
    async with serving(build(stage)) as address:
        yield address


@pytest.fixture
async def http(base: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client(base) as opened:
        yield opened


@pytest.fixture
def woo(stage: Stage, shop: Shop, base: str, http: httpx.AsyncClient) -> Woo:
    """The small shop with its own key, which may read and write."""
    key = keys_of(stage.hosts["woocommerce"], shop)[0]
    return Woo(http, f"{base}/woocommerce/{shop.handle}", key.consumer_key, key.consumer_secret)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    """Something that takes webhooks, and its address."""
    made = Receiver()
    async with serving(made, lifespan="off") as address:
        yield made, address


@pytest.fixture(scope="module")
def demo_shops() -> list[Shop]:
    return [s for s in shops(1, NOW - timedelta(minutes=1)) if s.vendor == "woocommerce"]


@pytest.fixture(scope="module")
async def demo(demo_shops: list[Shop]) -> AsyncIterator[dict[str, Woo]]:
    """The demo's two WooCommerce shops, for reading."""
    made = Stage([SANDBOX], clock=Clock(NOW), pictures=picture)
    host = made.hosts["woocommerce"]
    for one in demo_shops:
        made.add_shop(one)
    async with serving(build(made)) as address, client(address) as opened:
        pairs = {one.handle: keys_of(host, one)[0] for one in demo_shops}
        yield {h: Woo(opened, f"{address}/woocommerce/{h}", k.consumer_key, k.consumer_secret) for h, k in pairs.items()}
