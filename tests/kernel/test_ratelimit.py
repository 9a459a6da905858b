"""Token buckets: exact across callers, refilled with time, and still there while Redis is away."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.process import Process
from app.kernel.ratelimit import RateLimiter, Rule

RULE = Rule(3, 30)


@pytest.mark.parametrize("away", [False, True])
async def test_a_bucket_empties_and_fills(process: Process, away: bool) -> None:
    redis = Redis(host="127.0.0.1", port=1) if away else process.redis
    limiter, key = RateLimiter(redis), new_id().hex
    start = clock.now()
    with clock.frozen(start):
        assert [await limiter.take(key, RULE) for _ in range(4)] == [0.0, 0.0, 0.0, pytest.approx(10)]
        assert await limiter.take("another " + key, RULE) == 0.0
    with clock.frozen(start + timedelta(seconds=11)):
        assert await limiter.take(key, RULE) == 0.0
        assert await limiter.take(key, RULE) == pytest.approx(9)
        await limiter.give_back(key, RULE)
        assert await limiter.take(key, RULE) == 0.0
    with clock.frozen(start + timedelta(days=1)):
        assert [await limiter.take(key, RULE) > 0 for _ in range(4)] == [False, False, False, True]
        await limiter.forget(key)
        assert await limiter.take(key, RULE) == 0.0
    if away:
        await redis.aclose()


async def test_callers_at_once_share_it(process: Process) -> None:
    limiters = [RateLimiter(process.redis) for _ in range(5)]
    key = new_id().hex
    with clock.frozen(clock.now()):
        waits = await asyncio.gather(*(limiter.take(key, RULE) for limiter in limiters for _ in range(4)))
    assert sum(wait == 0 for wait in waits) == 3
