"""Holding stock: one hot SKU, and a thousand, by 64 buyers at once, against a bare conditional UPDATE each."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg

from app.inventory import api
from app.inventory.contracts import Want
from app.kernel.ids import new_id
from bench.env import Env, make_variants
from bench.result import Result

BUYERS = 64


async def _rush(buy: Callable[[int], Awaitable[None]], total: int) -> tuple[float, float]:
    """(per second, p99 in ms) of `total` purchases by 64 buyers who each buy again at once."""
    numbers = iter(range(total))
    times: list[float] = []

    async def buyer() -> None:
        for number in numbers:
            started = time.perf_counter()
            await buy(number)
            times.append(time.perf_counter() - started)

    started = time.perf_counter()
    await asyncio.gather(*(buyer() for _ in range(BUYERS)))
    took = time.perf_counter() - started
    return total / took, statistics.quantiles(times, n=100)[98] * 1000


async def _bare(env: Env, variants: Sequence[UUID], total: int) -> tuple[float, float]:
    """What one would write first: UPDATE … WHERE available >= 1, each in its own transaction."""
    pool = await asyncpg.create_pool(env.owner_url, min_size=BUYERS, max_size=BUYERS)
    try:

        async def buy(number: int) -> None:
            await pool.execute(
                """UPDATE stock_levels SET reserved = reserved + 1
                   WHERE org_id = $1 AND variant_id = $2 AND location_id = $3 AND available >= 1 RETURNING available""",
                env.org_id, variants[number % len(variants)], env.location_id,
            )  # fmt: skip

        return await _rush(buy, total)
    finally:
        await pool.close()


async def _ours(env: Env, variants: Sequence[UUID], total: int) -> tuple[float, float]:
    async def buy(number: int) -> None:
        await api.reserve(
            env.org_id,
            Want(variant_id=variants[number % len(variants)], quantity=1, owner_kind="checkout", owner_id=new_id()),
        )

    return await _rush(buy, total)


async def run(env: Env) -> list[Result]:
    hot = await make_variants(env, 1, on_hand=1_000_000)
    many = await make_variants(env, 1000, on_hand=100_000)
    await _ours(env, hot, 500)
    bare, _ = await _bare(env, hot, 2_000)
    ours, p99 = await _ours(env, hot, 12_000)
    bare_many, _ = await _bare(env, many, 8_000)
    ours_many, _ = await _ours(env, many, 12_000)
    return [
        Result("reservation with ledger, one hot SKU, 64 buyers ÷ bare UPDATE each", ours, bare, "/s", 10),
        Result("the same, p99", p99, 25, "ms", 1, "at most"),
        Result("reservation with ledger, 1,000 SKUs, 64 buyers ÷ one statement each", ours_many, bare_many, "/s", 1.5),
    ]
