from __future__ import annotations

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from app.kernel.breaker import Breaker
from app.kernel.shared import Away, SharedState
from app.kernel.transport import Unreachable
from tests.kernel.outgoing import TurnedClock


@pytest.fixture
def breaker(redis: Redis, clock: TurnedClock) -> Breaker:
    return Breaker(SharedState(redis, timing=clock.timing), threshold=3, pause=30, longest=100)


async def fail(breaker: Breaker, connection_id: str, times: int) -> list[bool]:
    return [await breaker.failed(await breaker.permit(connection_id)) for _ in range(times)]


async def test_opens_after_so_many_outages_in_a_row(breaker: Breaker, connection_id: str) -> None:
    assert await fail(breaker, connection_id, 3) == [False, False, True]
    state = await breaker.state(connection_id)
    assert (state.state, state.failures) == ("open", 3)
    assert state.opened_at is not None
    assert state.retry_at == state.opened_at + timedelta(seconds=30)
    with pytest.raises(Unreachable) as refused:
        await breaker.permit(connection_id)
    assert refused.value.reason == "breaker_open"
    assert refused.value.sent is False
    assert refused.value.details["retry_at"] == state.retry_at.isoformat().replace("+00:00", "Z")
    assert f"{state.retry_at:%H:%M:%S}" in refused.value.message


async def test_an_answer_in_between_sets_back_to_nought(breaker: Breaker, connection_id: str) -> None:
    await fail(breaker, connection_id, 2)
    assert (await breaker.state(connection_id)).failures == 2
    await breaker.succeeded(await breaker.permit(connection_id))
    assert await fail(breaker, connection_id, 2) == [False, False]
    assert (await breaker.state(connection_id)).state == "closed"


async def test_one_probe_at_a_time_and_an_answer_closes(breaker: Breaker, clock: TurnedClock, connection_id: str) -> None:
    await fail(breaker, connection_id, 3)
    clock.time += 30
    assert (await breaker.state(connection_id)).state == "half_open"
    probe = await breaker.permit(connection_id)
    assert probe.probe
    with pytest.raises(Unreachable):
        await breaker.permit(connection_id)
    await breaker.succeeded(probe)
    assert (await breaker.state(connection_id)).state == "closed"
    assert not (await breaker.permit(connection_id)).probe


async def test_a_failed_probe_opens_for_twice_as_long_up_to_a_bound(
    breaker: Breaker, clock: TurnedClock, connection_id: str
) -> None:
    await fail(breaker, connection_id, 3)
    first = (await breaker.state(connection_id)).opened_at
    for pause in (60, 100, 100):
        clock.time = (await breaker.state(connection_id)).retry_at.timestamp()  # type: ignore[union-attr]
        assert await breaker.failed(await breaker.permit(connection_id)) is True
        state = await breaker.state(connection_id)
        assert state.retry_at is not None
        assert state.retry_at.timestamp() == pytest.approx(clock.time + pause)
        assert state.opened_at == first


async def test_a_probe_that_learnt_nothing_or_died_makes_room(breaker: Breaker, clock: TurnedClock, connection_id: str) -> None:
    await fail(breaker, connection_id, 3)
    clock.time += 30
    await breaker.abandoned(await breaker.permit(connection_id, lifetime=40))
    lost = await breaker.permit(connection_id, lifetime=40)
    clock.time += 41
    assert (await breaker.permit(connection_id)).probe not in ("", lost.probe)


async def test_a_straggler_does_not_prolong_the_pause(breaker: Breaker, clock: TurnedClock, connection_id: str) -> None:
    straggler = await breaker.permit(connection_id)
    await fail(breaker, connection_id, 3)
    before = await breaker.state(connection_id)
    clock.time += 10
    assert await breaker.failed(straggler) is False
    assert (await breaker.state(connection_id)).retry_at == before.retry_at


async def test_processes_agree(redis: Redis, clock: TurnedClock, connection_id: str) -> None:
    here, there = (Breaker(SharedState(redis, timing=clock.timing), threshold=2) for _ in range(2))
    await here.permit(connection_id)
    await fail(there, connection_id, 2)
    assert (await here.permit(connection_id)).clean, "trusted for a second"
    clock.time += 1.1
    with pytest.raises(Unreachable):
        await here.permit(connection_id)


async def test_the_happy_path_asks_redis_once_a_second(
    redis: Redis, clock: TurnedClock, connection_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = SharedState(redis, timing=clock.timing)
    breaker, asked, run = Breaker(shared), 0, shared.run

    async def counted(*args: object) -> object:
        nonlocal asked
        asked += 1
        return await run(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(shared, "run", counted)
    for _ in range(10):
        await breaker.succeeded(await breaker.permit(connection_id))
    assert asked == 1


async def test_reset_by_hand(breaker: Breaker, connection_id: str) -> None:
    await fail(breaker, connection_id, 3)
    await breaker.reset(connection_id)
    assert (await breaker.state(connection_id)).state == "closed"
    assert (await breaker.permit(connection_id)).clean


async def test_without_redis_calls_pass(no_redis: Redis, connection_id: str) -> None:
    breaker = Breaker(SharedState(no_redis), threshold=1)
    assert await fail(breaker, connection_id, 5) == [False] * 5
    await breaker.succeeded(await breaker.permit(connection_id))
    assert (await breaker.state(connection_id)).state == "unknown"
    with pytest.raises(Away):
        await breaker.reset(connection_id)
