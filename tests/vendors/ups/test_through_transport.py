"""The whole way: connector, the kernel's transport with its pacing and log, HTTP, the played UPS with its faults."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest
from redis.asyncio import Redis

from app.kernel.exchange import Exchange
from app.kernel.ids import new_id
from app.kernel.transport import TransportPool, Unreachable
from app.ports.vendor import Channel
from app.sandbox.ups.state import CLIENT_ID, CLIENT_SECRET
from app.vendors.ups import VENDOR
from app.vendors.ups.carrier import UpsCarrier
from tests.kernel.conftest import start_valkey
from tests.vendors.ups.stage import Stage, shipment


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
def channel(stage: Stage, pool: TransportPool, logged: list[Exchange]) -> Channel:
    async def keep(exchange: Exchange) -> None:
        logged.append(exchange)

    transport = pool.open(str(new_id()), pace=VENDOR.pace, allow_private=True, log=keep, secrets=[CLIENT_SECRET], label="ups")
    return replace(stage.channel(), transport=transport)


async def test_a_lost_answer_and_a_retry_buy_one_label(stage: Stage, channel: Channel) -> None:
    stage.faults.add("response_lost", "ups", route="POST /api/shipments", count=1)
    label = await UpsCarrier(channel).buy(shipment())
    again = await UpsCarrier(channel).buy(shipment())
    assert list(stage.state.shipments) == [label.shipment_id] == [again.shipment_id]
    ships = [seen for seen in stage.sandbox.seen if seen.path.endswith("/ship")]
    assert [(seen.status, seen.fault) for seen in ships] == [(None, "response_lost")]


async def test_a_purchase_is_never_repeated_by_the_transport(stage: Stage, channel: Channel) -> None:
    stage.faults.add("server_error", "ups", route="POST /api/shipments")
    with pytest.raises(Unreachable) as lost:
        await UpsCarrier(channel).buy(shipment())
    assert lost.value.sent
    assert [seen.path for seen in stage.sandbox.seen].count("/api/shipments/v2409/ship") == 1


async def test_the_log_of_exchanges_holds_no_secret(stage: Stage, channel: Channel, logged: list[Exchange]) -> None:
    label = await UpsCarrier(channel).buy(shipment())
    await UpsCarrier(channel).track(label.tracking_number)
    await UpsCarrier(channel).void(label.shipment_id)
    assert [exchange.purpose for exchange in logged][:3] == ["token.mint", "label.find", "label.buy"]
    text = orjson.dumps(logged, default=repr).decode()
    pair = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    for secret in (CLIENT_SECRET, pair, *stage.state.tokens):
        assert secret not in text
