from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.kernel.pacing import SAFE_SHARE, Pacing
from app.kernel.shared import SharedState, Timing
from app.kernel.transport import Pace, Unreachable
from tests.kernel.conftest import start_valkey
from tests.kernel.outgoing import TurnedClock

PACE = Pace(capacity=10, restore=2, concurrent=100)


@pytest.fixture
def pacing(redis: Redis, clock: TurnedClock) -> Pacing:
    return Pacing(SharedState(redis, timing=clock.timing))


async def spend(pacing: Pacing, connection_id: str, *costs: float, pace: Pace = PACE) -> float:
    """Make the calls one after the other; the seconds they waited in all."""
    waited = 0.0
    for cost in costs:
        lease = await pacing.acquire(connection_id, pace, cost=cost)
        waited += lease.waited
        await pacing.release(lease)
    return round(waited, 3)


async def test_a_burst_up_to_the_capacity_then_one_by_one(pacing: Pacing, connection_id: str) -> None:
    assert await spend(pacing, connection_id, *[1] * 10) == 0
    assert await spend(pacing, connection_id, 1) == 0.5
    assert await spend(pacing, connection_id, 4) == 2.0


async def test_the_bucket_fills_again_but_not_beyond_its_rim(pacing: Pacing, clock: TurnedClock, connection_id: str) -> None:
    await spend(pacing, connection_id, 10)
    clock.time += 3600
    assert await spend(pacing, connection_id, 10) == 0
    assert await spend(pacing, connection_id, 1) == 0.5


async def test_a_call_larger_than_the_bucket_takes_all_of_it(pacing: Pacing, connection_id: str) -> None:
    assert await spend(pacing, connection_id, 1000) == 0
    assert await spend(pacing, connection_id, 1000) == 5


async def test_a_wait_beyond_the_time_limit_fails_at_once_and_costs_nothing(
    pacing: Pacing, clock: TurnedClock, connection_id: str
) -> None:
    await spend(pacing, connection_id, 10)
    with pytest.raises(Unreachable) as refused:
        await pacing.acquire(connection_id, PACE, cost=10, patience=4.9)
    assert refused.value.reason == "paused"
    assert refused.value.sent is False
    assert refused.value.details["retry_in"] == 5
    assert clock.naps == []
    assert await spend(pacing, connection_id, 10) == 5


async def test_connections_do_not_share_a_bucket(pacing: Pacing, connection_id: str) -> None:
    await spend(pacing, connection_id, 10)
    assert await spend(pacing, connection_id + "b", 10) == 0


async def test_points_of_a_call_that_never_left_come_back(pacing: Pacing, connection_id: str) -> None:
    lease = await pacing.acquire(connection_id, PACE, cost=10)
    await pacing.release(lease, used=False)
    assert await spend(pacing, connection_id, 10) == 0


async def test_the_gauge_shows_what_is_left(pacing: Pacing, connection_id: str) -> None:
    assert await pacing.remaining(connection_id) is None
    lease = await pacing.acquire(connection_id, PACE, cost=4)
    budget = await pacing.remaining(connection_id)
    assert budget is not None
    assert (budget.available, budget.capacity, budget.restore, budget.in_flight) == (6, 10, 2, 1)
    await pacing.release(lease)
    await pacing.hold(connection_id, PACE, 7)
    budget = await pacing.remaining(connection_id)
    assert budget is not None
    assert (budget.in_flight, budget.held) == (0, 7)


async def test_the_vendors_own_figures_win(pacing: Pacing, connection_id: str) -> None:
    await spend(pacing, connection_id, 8)
    await pacing.observe(connection_id, PACE, available=9)
    assert await spend(pacing, connection_id, 9) == 0
    await pacing.observe(connection_id, PACE, available=0)
    assert await spend(pacing, connection_id, 1) == 0.5
    await pacing.observe(connection_id, PACE, available=1000, capacity=2000, restore=100)
    assert await spend(pacing, connection_id, 1000) == 0
    assert await spend(pacing, connection_id, 50) == 0.5
    budget = await pacing.remaining(connection_id)
    assert budget is not None
    assert (budget.capacity, budget.restore) == (2000, 100)


async def test_calls_under_way_are_taken_off_the_vendors_figure(pacing: Pacing, connection_id: str) -> None:
    done = await pacing.acquire(connection_id, PACE, cost=1)
    await pacing.acquire(connection_id, PACE, cost=4)
    await pacing.release(done)
    await pacing.observe(connection_id, PACE, available=9)
    budget = await pacing.remaining(connection_id)
    assert budget is not None
    assert budget.available == 5


async def test_a_hold_stops_everybody_until_its_end(pacing: Pacing, clock: TurnedClock, connection_id: str) -> None:
    await pacing.hold(connection_id, PACE, 20)
    await pacing.hold(connection_id, PACE, 3)
    assert await spend(pacing, connection_id, 1) == 20
    assert await spend(pacing, connection_id, 1) == 0
    await pacing.hold(connection_id, PACE, 86_400)
    budget = await pacing.remaining(connection_id)
    assert budget is not None
    assert budget.held == 900, "no vendor silences us for longer than a quarter of an hour"


async def test_a_correction_reaches_those_who_wait_already(redis: Redis, clock: TurnedClock, connection_id: str) -> None:
    await spend(Pacing(SharedState(redis, timing=clock.timing)), connection_id, 10)
    other = Pacing(SharedState(redis, timing=clock.timing))

    async def refill_in_mid_sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        await other.observe(connection_id, PACE, available=10)

    timing = Timing(monotonic=clock.now, sleep=refill_in_mid_sleep, server=clock.now)
    lease = await Pacing(SharedState(redis, timing=timing)).acquire(connection_id, PACE, cost=10)
    assert lease.waited == pytest.approx(0.5), "asked again after half a second instead of sleeping all five"


async def test_concurrency_is_bounded_and_places_are_handed_on_in_order(redis: Redis, connection_id: str) -> None:
    pacing, pace = Pacing(SharedState(redis)), Pace(capacity=1000, restore=1000, concurrent=2)
    running = most = 0
    order: list[int] = []

    async def call(number: int) -> None:
        nonlocal running, most
        lease = await pacing.acquire(connection_id, pace)
        order.append(number)
        running += 1
        most = max(most, running)
        for _ in range(3):
            await redis.ping()
        running -= 1
        await pacing.release(lease)

    await asyncio.gather(*(call(number) for number in range(20)))
    assert most == 2
    assert order == sorted(order)
    budget = await pacing.remaining(connection_id)
    assert budget is not None
    assert budget.in_flight == 0


async def test_another_process_frees_the_place(redis: Redis, connection_id: str) -> None:
    pace = Pace(capacity=1000, restore=1000, concurrent=1)
    here, there = Pacing(SharedState(redis)), Pacing(SharedState(redis))
    lease = await there.acquire(connection_id, pace)
    waiting = asyncio.create_task(here.acquire(connection_id, pace))
    await redis.ping()
    assert not waiting.done()
    await there.release(lease)
    assert (await asyncio.wait_for(waiting, 5)).connection_id == connection_id


async def test_no_place_within_the_time_limit(redis: Redis, connection_id: str) -> None:
    pace = Pace(capacity=1000, restore=1000, concurrent=1)
    pacing = Pacing(SharedState(redis))
    await pacing.acquire(connection_id, pace)
    with pytest.raises(Unreachable) as refused:
        await pacing.acquire(connection_id, pace, patience=0.01)
    assert refused.value.reason == "paused"


async def test_the_place_of_a_dead_process_expires(pacing: Pacing, clock: TurnedClock, connection_id: str) -> None:
    pace = Pace(capacity=1000, restore=1000, concurrent=1)
    await pacing.acquire(connection_id, pace, patience=30)
    clock.time += 41
    assert (await pacing.acquire(connection_id, pace)).waited == 0


async def test_a_cancelled_wait_gives_place_and_points_back(redis: Redis, connection_id: str) -> None:
    asleep = asyncio.Event()

    async def sleep_for_ever(_: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    pacing = Pacing(SharedState(redis, timing=Timing(sleep=sleep_for_ever)))
    pace = Pace(capacity=10, restore=0.5, concurrent=5)
    await pacing.release(await pacing.acquire(connection_id, pace, cost=10))
    waiting = asyncio.create_task(pacing.acquire(connection_id, pace, cost=5))
    await asyncio.wait_for(asleep.wait(), 5)
    before = await redis.hmget(f"ksap:pace:{{{connection_id}}}", ["g", "r"])
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    after = await redis.hmget(f"ksap:pace:{{{connection_id}}}", ["g", "r"])
    assert float(after[1]) - float(before[1]) == pytest.approx(5, abs=0.5)
    assert await redis.zcard(f"ksap:pace:{{{connection_id}}}:calls") == 0


_CONTENDER = """
import asyncio, json, sys
from redis.asyncio import Redis
from app.kernel.pacing import Pacing
from app.kernel.shared import SharedState
from app.kernel.transport import Pace, Unreachable

async def main():
    granted = 0
    async with Redis(unix_socket_path=sys.argv[1]) as redis:
        pacing = Pacing(SharedState(redis))
        for _ in range(60):
            try:
                await pacing.release(await pacing.acquire(sys.argv[2], Pace(capacity=70, restore=1e-6), patience=0))
                granted += 1
            except Unreachable:
                pass
    print(json.dumps(granted))

asyncio.run(main())
"""


def test_three_processes_together_get_exactly_the_capacity(valkey_socket: Path, connection_id: str) -> None:
    command = [sys.executable, "-c", _CONTENDER, str(valkey_socket), connection_id]
    racing = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    granted = [json.loads(process.communicate(timeout=60)[0]) for process in racing]
    assert sum(granted) == 70


async def test_without_redis_a_quarter_of_the_pace_goes_on(no_redis: Redis, connection_id: str) -> None:
    clock = TurnedClock()
    pacing = Pacing(SharedState(no_redis, timing=clock.timing))
    pace = Pace(capacity=40, restore=8, concurrent=8)
    assert await spend(pacing, connection_id, *[1] * 10, pace=pace) == 0, SAFE_SHARE
    assert await spend(pacing, connection_id, 1, pace=pace) == 0.5
    await pacing.hold(connection_id, pace, 5)
    assert await spend(pacing, connection_id, 1, pace=pace) == 5
    await pacing.observe(connection_id, pace, available=3)
    assert await pacing.remaining(connection_id) is None
    with pytest.raises(Unreachable, match="no room"):
        await pacing.acquire(connection_id, pace, cost=10, patience=0.1)


async def test_without_redis_concurrency_is_bounded_too(no_redis: Redis, connection_id: str) -> None:
    pacing = Pacing(SharedState(no_redis))
    pace = Pace(capacity=400, restore=400, concurrent=4)
    lease = await pacing.acquire(connection_id, pace)
    waiting = asyncio.create_task(pacing.acquire(connection_id, pace))
    await asyncio.sleep(0)
    assert not waiting.done()
    await pacing.release(lease)
    await pacing.release(await asyncio.wait_for(waiting, 5))


async def test_redis_dies_and_comes_back(tmp_path: Path, connection_id: str) -> None:
    clock = TurnedClock()
    server, socket = start_valkey(tmp_path)
    async with Redis(unix_socket_path=str(socket)) as client:
        shared = SharedState(client, timing=clock.timing)
        pacing = Pacing(shared)
        lease = await pacing.acquire(connection_id, PACE)
        server.kill()
        server.wait()
        await pacing.release(lease)
        assert shared.away
        alone = await pacing.acquire(connection_id, PACE)
        assert alone.local is not None
        socket.unlink(missing_ok=True)
        server, _ = start_valkey(tmp_path)
        clock.time += 3
        again = await pacing.acquire(connection_id, PACE)
        assert again.local is None
        await pacing.release(alone)
        await pacing.release(again)
        budget = await pacing.remaining(connection_id)
        assert budget is not None
        assert (budget.available, budget.in_flight) == (9, 0)
    server.terminate()
    server.wait()
