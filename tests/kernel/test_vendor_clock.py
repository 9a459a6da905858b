"""How far a vendor's clock is off, from what its answers say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from app.kernel.retry import retry_after
from app.kernel.transport import Pace, TransportPool
from app.kernel.vendor_clock import VendorClocks
from tests.kernel.outgoing import ReadableLog, Reply, VendorServer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("headers", "ahead"),
    [
        ({"date": "Sun, 01 Mar 2026 12:00:00 GMT"}, 0),
        ({"date": "Sun, 01 Mar 2026 11:59:59 GMT"}, 0),  # of the second that was just ending
        ({"date": "Sun, 01 Mar 2026 12:00:02 GMT"}, 0),  # of the moment of the answer
        ({"date": "Sun, 01 Mar 2026 11:50:00 GMT"}, -599),
        ({"date": "Sun, 01 Mar 2026 14:00:02 GMT"}, 7200),
        ({"date": "Sun, 01 Mar 2026 09:00:00 GMT", "age": "10800"}, 0),  # a cache's
        ({"date": "0000-00-00"}, 0),
        ({}, 0),
    ],
)
def test_what_an_answer_tells(headers: dict[str, str], ahead: int) -> None:
    clocks = VendorClocks()
    clocks.heard("c", headers, sent=NOON, got=NOON + 2 * SECOND)
    assert clocks.ahead("c") == ahead * SECOND
    assert clocks.ahead("another") == timedelta(0)


def test_the_last_answer_counts_and_one_across_a_step_of_our_clock_does_not() -> None:
    clocks = VendorClocks()
    slow = {"date": "Sun, 01 Mar 2026 11:00:00 GMT"}
    clocks.heard("c", slow, sent=NOON, got=NOON)
    clocks.heard("c", {"date": "Sun, 01 Mar 2026 12:00:00 GMT"}, sent=NOON + SECOND, got=NOON - SECOND)
    assert clocks.ahead("c") == -timedelta(minutes=59, seconds=59)
    clocks.heard("c", {"date": "Sun, 01 Mar 2026 12:00:00 GMT"}, sent=NOON, got=NOON)
    assert clocks.ahead("c") == timedelta(0)


async def test_the_transport_listens(redis: Redis, connection_id: str, exchanges: ReadableLog, vendor: VendorServer) -> None:
    vendor.default = Reply(headers={"date": "Sun, 01 Mar 2020 12:00:00 GMT"})
    async with TransportPool.open_pool(redis) as pool:
        transport = pool.open(connection_id, pace=Pace(), allow_private=True, log=exchanges, secrets=[], label="acme")
        await transport.send("GET", vendor.url())
        assert pool.clocks.ahead(connection_id) < -timedelta(days=300)


def test_a_pause_until_a_moment_is_measured_by_the_vendors_own_clock() -> None:
    fast = {"date": "Sun, 01 Mar 2099 12:00:00 GMT", "retry-after": "Sun, 01 Mar 2099 12:00:30 GMT"}
    assert retry_after(fast) == 30
