"""The outbox relay with a handler that does nothing, against a bare claim by SKIP LOCKED in batches."""

from __future__ import annotations

import time
from uuid import UUID

import asyncpg

from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.events import Event, on
from app.kernel.outbox import BATCH, Relay
from bench.env import Env
from bench.result import Result


class Ticked(Event, name="bench.ticked.v1"):
    store_id: UUID


@on(Ticked)
async def nothing(uow: UnitOfWork, event: Ticked) -> None:
    """What the relay costs without what it carries."""


async def _fill(env: Env, count: int) -> None:
    for start in range(0, count, 1000):
        async with unit_of_work(env.org_id) as uow:
            for n in range(start, min(count, start + 1000)):
                uow.publish(Ticked(store_id=UUID(int=n % 50 + 1)))


async def _bare(env: Env) -> int:
    connection = await asyncpg.connect(env.owner_url)
    done = 0
    while True:
        async with connection.transaction():
            rows = await connection.fetch(
                """SELECT org_id, id, payload FROM outbox_deliveries WHERE state = 'pending' ORDER BY id LIMIT $1
                   FOR UPDATE SKIP LOCKED""",
                BATCH,
            )
            if not rows:
                break
            await connection.execute(
                "DELETE FROM outbox_deliveries WHERE org_id = $1 AND id = ANY($2)", env.org_id, [r["id"] for r in rows]
            )
            done += len(rows)
    await connection.close()
    return done


async def run(env: Env, count: int = 20_000) -> list[Result]:
    await _fill(env, count)
    started = time.perf_counter()
    await _bare(env)
    limit = count / (time.perf_counter() - started)
    await _fill(env, count)
    started = time.perf_counter()
    await Relay().drain(env.org_id, rounds=10_000)
    ours = count / (time.perf_counter() - started)
    return [Result("outbox relay ÷ bare SKIP LOCKED batches", ours, limit, "/s", 0.40)]
