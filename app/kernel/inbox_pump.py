"""Stored deliveries on their way to the consumer of their kind: in batches per endpoint, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import text

from app.kernel import clock, correlation
from app.kernel.db import UnitOfWork, database
from app.kernel.masking import mask_error
from app.kernel.wake import Sleeper

BATCH = 100
MAX_ATTEMPTS = 12
_LOCK_SPACE = 0x6B69  # "ki": the namespace of our advisory locks on endpoints
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    id: UUID
    topic: str
    body: bytes
    received_at: datetime
    correlation_id: str


Consume = Callable[[UUID, UUID, Sequence[Message]], Awaitable[None]]
_consumers: dict[str, Consume] = {}


def receives(kind: str) -> Callable[[Consume], Consume]:
    """Declare the consumer of a kind: `async def take_in(org_id, endpoint_id, messages)`.

    It calls `done(uow, ids)` in the transaction that holds the effect. What it leaves undone, or raises about, is
    tried again with backoff and ends among the dead letters.
    """

    def register(consume: Consume) -> Consume:
        _consumers[kind] = consume
        return consume

    return register


async def done(uow: UnitOfWork, ids: Sequence[UUID], *, state: str = "done", error: str = "") -> None:
    """Mark deliveries as taken in (or discarded, or dead) with the caller's transaction."""
    await uow.execute(
        text("UPDATE inbox_messages SET state = :state, error = :error WHERE id = ANY(:ids)"),
        {"ids": list(ids), "state": state, "error": error},
    )


class Pump:
    """Hands stored deliveries to their consumers: one endpoint at a time each, endpoints in parallel."""

    def __init__(self, *, concurrency: int = 8, at_most: float = 1.0) -> None:
        self._concurrency = concurrency
        self._at_most = at_most

    async def run(self, stopping: asyncio.Event) -> None:
        async with Sleeper("inbox", self._at_most) as sleeper:
            while not stopping.is_set():
                try:
                    handled = await self.sweep()
                except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                    log.error("inbox.database_away", error=str(error))
                    handled = 0
                if not handled:
                    await sleeper.sleep()

    async def sweep(self, org_id: UUID | None = None) -> int:
        """One pass over the endpoints that have due deliveries. Returns how many were offered."""
        async with database().system.acquire() as connection:
            endpoints = await connection.fetch(
                """SELECT DISTINCT m.org_id, m.endpoint_id, e.kind FROM inbox_messages m
                   JOIN inbox_endpoints e ON e.id = m.endpoint_id AND e.state = 'open'
                   WHERE m.state = 'pending' AND m.available_at <= $1 AND ($2::uuid IS NULL OR m.org_id = $2)""",
                clock.now(),
                org_id,
            )
        limit = asyncio.Semaphore(self._concurrency)

        async def one(row: asyncpg.Record) -> int:
            async with limit:
                return await self._endpoint(row["org_id"], row["endpoint_id"], row["kind"])

        return sum(await asyncio.gather(*(one(row) for row in endpoints)))

    async def _endpoint(self, org_id: UUID, endpoint_id: UUID, kind: str) -> int:
        consume = _consumers.get(kind)
        if consume is None:
            return 0
        async with database().system.acquire() as connection:
            lock = endpoint_id.int & 0x7FFFFFFF
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _LOCK_SPACE, lock):
                return 0
            try:
                found = await connection.fetch(
                    """SELECT id, topic, body, received_at, correlation_id FROM inbox_messages
                       WHERE endpoint_id = $1 AND state = 'pending' AND available_at <= $2 ORDER BY id LIMIT $3""",
                    endpoint_id,
                    clock.now(),
                    BATCH,
                )
                messages = [Message(*row) for row in found]
                if not messages:  # another pump was faster
                    return 0
                error = ""
                try:
                    with correlation.bound(messages[0].correlation_id):
                        await consume(org_id, endpoint_id, messages)
                except Exception as failure:
                    error = mask_error(failure)
                    log.error("inbox.consumer_failed", endpoint=str(endpoint_id), size=len(messages), exc_info=failure)
                await self._put_off(connection, endpoint_id, [m.id for m in messages], error)
                return len(messages)
            finally:
                await connection.execute("SELECT pg_advisory_unlock($1, $2)", _LOCK_SPACE, lock)

    async def _put_off(self, connection: Any, endpoint_id: UUID, ids: list[UUID], error: str) -> None:
        """What is still pending comes again later, with backoff, and is dead after the last attempt."""
        now = clock.now()
        await connection.execute(
            """UPDATE inbox_messages SET attempts = attempts + 1, error = $3,
                      state = CASE WHEN attempts + 1 >= $4 THEN 'dead' ELSE 'pending' END,
                      available_at = $2::timestamptz + LEAST(600, 2 ^ LEAST(attempts, 10)) * interval '1 second'
               WHERE endpoint_id = $5 AND id = ANY($1) AND state = 'pending'""",
            ids,
            now,
            error or "the consumer left it undone",
            MAX_ATTEMPTS,
            endpoint_id,
        )
