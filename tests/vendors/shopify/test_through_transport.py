"""The whole way: connector, the kernel's transport with its pacing and log, HTTP, the played Shopify and its bucket.

Time passes only where the pacing sleeps, and it is the same time for both sides.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import orjson
import pytest
from redis.asyncio import Redis

from app.kernel.ids import new_id
from app.kernel.transport import TransportPool
from app.ports.storefront import StockWrite
from app.ports.vendor import Channel
from app.vendors.shopify import VENDOR, bulk
from app.vendors.shopify import orders as orders_module
from app.vendors.shopify.account import ShopifyAccount
from app.vendors.shopify.orders import ShopifyOrders
from app.vendors.shopify.stock import ShopifyStock
from tests.kernel.conftest import start_valkey
from tests.kernel.outgoing import ReadableLog, TurnedClock
from tests.vendors.shopify.made import take
from tests.vendors.shopify.stage import Played, played


@dataclass
class Connected:
    side: Played
    channel: Channel
    time: TurnedClock
    log: ReadableLog


@pytest.fixture
async def connected(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connected]:
    server, socket = start_valkey(tmp_path_factory.mktemp("v"))
    time, log = TurnedClock(), ReadableLog()
    async with (
        Redis(unix_socket_path=str(socket)) as redis,
        TransportPool.open_pool(redis, timing=time.timing) as pool,
        played(lambda: datetime.fromtimestamp(time.time, UTC)) as side,
    ):
        secrets = list(side.secrets.values())
        transport = pool.open(str(new_id()), pace=VENDOR.pace, allow_private=True, log=log, secrets=secrets, label="shopify")
        yield Connected(side, replace(side.channel(), transport=transport), time, log)
    server.terminate()
    server.wait()


def _throttled(log: ReadableLog) -> int:
    return sum("THROTTLED" in orjson.dumps(entry, default=repr).decode() for entry in log.entries)


async def test_a_long_import_lives_within_the_bucket(connected: Connected) -> None:
    """The cost is known from the first answer on: the connector waits for points instead of running dry."""
    side = connected.side
    for _ in range(120):
        side.buy(("TEA-50", 1), ("TEA-100", 1), on_shortage="oversell")
    bucket = side.stage.hosts["shopify"].state(side.shop)
    bucket.available, bucket.measured = 700, side.stage.clock()
    pages = await take(ShopifyOrders(connected.channel).orders_since(None, None))
    assert len({o.number for p in pages for o in p.items}) == 120
    assert connected.time.slept > 0
    assert _throttled(connected.log) == 0


async def test_a_bucket_emptied_by_others_is_waited_for(connected: Connected) -> None:
    """The merchant's other apps share nothing, but another process of ours may: Shopify's figures are believed."""
    connected.side.stage.begin_fault("throttled", "shopify", count=2)
    assert (await ShopifyAccount(connected.channel).shop()).name == "Tea House"
    assert _throttled(connected.log) == 2
    assert connected.time.slept > 0


async def test_a_bulk_result_of_the_played_shop(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "POLLS", (0,))
    monkeypatch.setattr(orders_module, "SOURCE", replace(orders_module.SOURCE, bulk_from=1))
    for _ in range(5):
        connected.side.buy(("TEA-50", 1))
    pages = await take(ShopifyOrders(connected.channel).orders_since(None, None))
    assert sum(len(p.items) for p in pages) == 5


async def test_a_lost_answer_is_sent_again_and_written_once(connected: Connected) -> None:
    sink = ShopifyStock(connected.channel)
    (page,) = [p async for p in sink.stock(None, None)]
    level = next(s for s in page.items if s.available == 10)
    connected.side.stage.begin_fault("response_lost", "shopify", body="inventorySetQuantities", count=1)
    write = StockWrite(stock_id=level.stock_id, location_id=level.location_id, available=7, expected=None, key="k")
    assert [r.outcome.value for r in await sink.set_stock([write])] == ["written"]
    assert [e.purpose for e in connected.log.entries].count("stock_set") == 2


async def test_the_log_of_exchanges_holds_no_secret(connected: Connected) -> None:
    kept = connected.side.credentials("client_credentials", client_secret=connected.side.secrets["client_secret"])
    account = ShopifyAccount(replace(connected.channel, credentials=kept))
    await account.shop()
    fresh = await account.refresh()
    assert fresh is not None
    text = orjson.dumps(connected.log.entries, default=repr).decode()
    for secret in (fresh.secrets["access_token"], kept.secrets["client_secret"]):
        assert secret not in text
    assert [e.purpose for e in connected.log.entries] == ["access_token", "shop", "access_token"]
