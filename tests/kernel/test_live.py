"""Announcements: a dashboard that listens misses none, and a dead Redis stops nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from app.kernel import live
from app.kernel.ids import new_id
from app.kernel.wake import Sleeper


@pytest.fixture(autouse=True)
def own_redis(redis: Redis) -> Iterator[None]:
    before = live._redis
    live.use(redis)
    yield
    live.use(before)


async def test_what_is_announced_is_heard_in_order_by_its_organisation_only() -> None:
    org, other = new_id(), new_id()
    for number in (1, 2):
        await live.announce(org, "order", {"number": number, "id": org})
    await live.announce(other, "order", {"number": 3})
    heard = live.listen(org, "0-0", block_ms=1)
    first, second, third = [await anext(heard) for _ in range(3)]
    assert (first[1], first[2]) == ("order", f'{{"number":1,"id":"{org}"}}'.encode())
    assert b'"number":2' in second[2]
    assert third == ("", "", b"")


async def test_nothing_is_missed_between_two_heartbeats() -> None:
    org = new_id()
    await live.announce(org, "job", {"state": "old"})
    heard = live.listen(org, block_ms=1)
    assert await anext(heard) == ("", "", b"")
    await live.announce(org, "job", {"state": "new"})
    assert (await anext(heard))[2] == b'{"state":"new"}'


async def test_the_first_announcement_of_an_organisation_is_heard_too() -> None:
    org = new_id()
    heard = live.listen(org, block_ms=1)
    assert await anext(heard) == ("", "", b"")
    await live.announce(org, "job", {"state": "first"})
    assert (await anext(heard))[2] == b'{"state":"first"}'


async def test_who_reconnects_goes_on_where_they_were() -> None:
    org = new_id()
    for number in (1, 2, 3):
        await live.announce(org, "order", {"number": number})
    position = (await anext(live.listen(org, "0-0")))[0]
    again = live.listen(org, position, block_ms=1)
    assert [(await anext(again))[2] for _ in range(2)] == [b'{"number":2}', b'{"number":3}']


async def test_old_announcements_are_let_go(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "KEEP", 100)
    org = new_id()
    await asyncio.gather(*(live.announce(org, "order", {"number": n}) for n in range(1000)))
    assert 100 <= await redis.xlen(live._stream(org)) < 400


async def test_a_dead_redis_is_logged_and_not_raised(no_redis: Redis) -> None:
    live.use(no_redis)
    with capture_logs() as logs:
        await live.announce(new_id(), "order", {"number": 1})
        await live.wake("outbox")
    assert [entry["event"] for entry in logs] == ["live.announce_failed", "live.wake_failed"]


async def test_a_sleeper_is_woken_at_once() -> None:
    async with Sleeper("tests", at_most=60) as sleeper:
        slept = asyncio.create_task(sleeper.sleep())
        async with asyncio.timeout(10):
            while not slept.done():  # the listener subscribes in its own time
                await live.wake("tests")
                await asyncio.wait({slept}, timeout=0.01)
    assert slept.done()


async def test_who_is_woken_soon_hears_of_it_though_nobody_waits() -> None:
    async with Sleeper("soon", at_most=60) as sleeper:
        slept = asyncio.create_task(sleeper.sleep())
        async with asyncio.timeout(10):
            while not slept.done():  # the listener subscribes in its own time
                live.wake_soon("soon")
                await asyncio.wait({slept}, timeout=0.01)
    assert slept.done()


async def test_many_who_wake_soon_share_a_call_that_is_sent_after_the_last_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    gate = asyncio.Event()

    async def wake(channel: str) -> None:
        sent.append(channel)
        await gate.wait()

    monkeypatch.setattr(live, "wake", wake)
    live.wake_soon("hot")
    await asyncio.sleep(0)
    for _ in range(5):
        live.wake_soon("hot")
    assert sent == ["hot"]
    gate.set()
    await live.woken()
    assert sent == ["hot", "hot"]
    live.wake_soon("hot")
    await live.woken()
    assert len(sent) == 3


async def test_silence_is_not_taken_for_a_dead_redis(redis: Redis, valkey_socket: object) -> None:
    async with Redis(unix_socket_path=str(valkey_socket), socket_timeout=0.05) as impatient:
        live.use(impatient)
        with capture_logs() as logs:
            async with Sleeper("quiet", at_most=0.2) as sleeper:
                await sleeper.sleep()
    assert logs == []


async def test_a_sleeper_without_redis_wakes_by_the_clock(no_redis: Redis) -> None:
    live.use(no_redis)
    async with Sleeper("tests", at_most=0.01) as sleeper, asyncio.timeout(5):
        await sleeper.sleep()
        sleeper.ring()
        await sleeper.sleep()
