"""The whole way: connector, the kernel's transport with its pacing and log, HTTP, the played shop with its troubles."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from redis.asyncio import Redis

from app.kernel.exchange import Exchange
from app.kernel.ids import new_id
from app.kernel.transport import TransportPool
from app.ports.storefront import StockOutcome, StockWrite
from app.ports.vendor import Channel
from app.vendors.woocommerce import VENDOR
from app.vendors.woocommerce.account import WooAccount
from app.vendors.woocommerce.orders import WooOrders
from app.vendors.woocommerce.products import WooProducts
from app.vendors.woocommerce.stock import LOCATION, WooStock
from tests.kernel.conftest import start_valkey
from tests.vendors.woocommerce.played import LONG_AGO, Scene


@pytest.fixture
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TransportPool]:
    server, socket = start_valkey(tmp_path_factory.mktemp("v"))
    async with Redis(unix_socket_path=str(socket)) as redis, TransportPool.open_pool(redis) as opened:
        yield opened
    server.terminate()
    server.wait()


@pytest.fixture
def logged() -> list[Exchange]:
    return []


@pytest.fixture
def channel(scene: Scene, pool: TransportPool, logged: list[Exchange]) -> Channel:
    async def keep(exchange: Exchange) -> None:
        logged.append(exchange)

    secrets = list(scene.keys.values())
    transport = pool.open(str(new_id()), pace=VENDOR.pace, allow_private=True, log=keep, secrets=secrets, label="woocommerce")
    return replace(scene.channel(), transport=transport)


async def test_signatures_survive_the_transport_and_no_secret_reaches_the_log(
    scene: Scene, channel: Channel, logged: list[Exchange]
) -> None:
    key = scene.order(email="ada lovelace+tea@example.com")
    assert (await WooAccount(channel).shop()).currency == "EUR"
    products = [p async for page in WooProducts(channel).products_since(LONG_AGO, None) for p in page.items]
    assert {p.title for p in products} == {"Green tea", "Cup"}
    assert [o.external_id for o in await WooOrders(channel).orders_by_id([key, "424242"])] == [key]
    stock_id = products[0].variants[0].stock_id
    write = StockWrite(stock_id=stock_id, location_id=LOCATION, available=4, expected=None, key="k")
    assert [r.outcome for r in await WooStock(channel).set_stock([write])] == [StockOutcome.WRITTEN]
    text = orjson.dumps(logged, default=repr).decode()
    assert len(logged) > 6
    for secret in scene.keys.values():
        assert secret not in text


async def test_a_signed_call_is_repeated_by_the_connector_only(scene: Scene, channel: Channel) -> None:
    scene.fault("response_lost", count=1)
    assert [p async for page in WooProducts(channel).products_since(None, None) for p in page.items]
    listings = [seen for seen in scene.stage.seen if seen.path.endswith("/wc/v3/products")]
    assert [seen.fault for seen in listings] == ["response_lost", ""]
