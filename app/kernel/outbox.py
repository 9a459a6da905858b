"""Events on their way: delivery rows written with the business transaction, and the relay that carries them out.

A lane is the unit of order: deliveries of one (handler, key) share a lane, and one relay at a time holds a lane (by an
advisory lock that dies with its connection). A delivery row is deleted in the transaction of its handler, so the effect
of a handler in the database happens exactly once however often the relay is killed.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections import Counter as Counted
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation, live
from app.kernel.db import Base, Created, Tenant, UnitOfWork, database, unit_of_work
from app.kernel.events import Event, event_type, subscription, subscriptions_to
from app.kernel.ids import new_id
from app.kernel.masking import mask_error
from app.kernel.wake import Sleeper

LANES = 16
BATCH = 100
IN_A_ROW = 10  # batches that a relay carries before it lets go of a lane
MAX_ATTEMPTS = 10
_LOCK_SPACE = 0x6B73  # "ks": the namespace of our advisory locks on lanes
log = structlog.get_logger(__name__)

LAG = Histogram("ksap_outbox_lag_seconds", "From publication to handled", buckets=(0.01, 0.05, 0.1, 0.5, 1, 2, 5, 30, 300))
HANDLED = Counter("ksap_outbox_handled_total", "Deliveries by outcome", ["handler", "outcome"])
PENDING = Gauge("ksap_outbox_pending", "Deliveries not handled yet", ["state"])


class OutboxDelivery(Tenant, Base):
    """One event for one handler. `state`: pending | dead."""

    __tablename__ = "outbox_deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'dead')", name="state"),
        Index("ix_outbox_deliveries_lane_id", "lane", "id", postgresql_where=text("state = 'pending'")),
        Index(
            "ix_outbox_deliveries_again",
            "lane",
            "org_id",
            "handler",
            "key",
            postgresql_where=text("state = 'pending' AND attempts > 0"),
        ),
    )

    event: Mapped[str]
    handler: Mapped[str]
    key: Mapped[str]
    lane: Mapped[int]
    payload: Mapped[str]
    correlation_id: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[Created]
    created_at: Mapped[Created]
    error: Mapped[str] = mapped_column(default="")


_INSERT = text(
    """INSERT INTO outbox_deliveries (org_id, id, event, handler, key, lane, payload, correlation_id, state, attempts,
                                      available_at, created_at, error)
       SELECT :org, u.id, u.event, u.handler, u.key, u.lane, u.payload, :correlation, 'pending', 0, :now, :now, ''
       FROM unnest(CAST(:ids AS uuid[]), CAST(:events AS text[]), CAST(:handlers AS text[]), CAST(:keys AS text[]),
                   CAST(:lanes AS int[]), CAST(:payloads AS text[])) AS u(id, event, handler, key, lane, payload)"""
)


async def store(uow: UnitOfWork, events: Sequence[Event]) -> None:
    """One delivery row per event and handler, in the caller's transaction, in one statement."""
    columns = _columns(events)
    if not columns:
        return
    ids, names, handlers, keys, lanes, payloads = columns
    await uow.execute(
        _INSERT,
        {
            "org": uow.org_id,
            "ids": ids,
            "events": names,
            "handlers": handlers,
            "keys": keys,
            "lanes": lanes,
            "payloads": payloads,
            "correlation": correlation.current(),
            "now": clock.now(),
        },
    )
    uow.after_commit("outbox", nudge)


_INSERT_BARE = """
INSERT INTO outbox_deliveries (org_id, id, event, handler, key, lane, payload, correlation_id, state, attempts,
                               available_at, created_at, error)
SELECT $1, u.id, u.event, u.handler, u.key, u.lane, u.payload, $8, 'pending', 0, $9, $9, ''
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])
     AS u(id, event, handler, key, lane, payload)"""


async def store_on(
    connection: asyncpg.pool.PoolConnectionProxy[Any] | asyncpg.Connection[Any], org_id: UUID, events: Sequence[Event]
) -> None:
    """The same for hot paths that hold a bare connection; they call `nudge_soon` after their commit."""
    if columns := _columns(events):
        await connection.execute(_INSERT_BARE, org_id, *columns, correlation.current(), clock.now())


async def nudge() -> None:
    """Wake the relays."""
    await live.wake("outbox")


def nudge_soon() -> None:
    """The same, without anybody who waits for it."""
    live.wake_soon("outbox")


def _columns(events: Sequence[Event]) -> list[list[Any]]:
    deliveries = [
        (new_id(), e.event_name, s.name, e.key, lane_of(s.name, e.key), e.model_dump_json())
        for e in events
        for s in subscriptions_to(e)
    ]
    return [list(column) for column in zip(*deliveries, strict=True)]


def lane_of(handler: str, key: str) -> int:
    return zlib.crc32(f"{handler}\0{key}".encode()) % LANES


@dataclass(frozen=True, slots=True)
class _Delivery:
    org_id: UUID
    id: UUID
    event: str
    handler: str
    key: str
    payload: str
    correlation_id: str
    attempts: int
    created_at: datetime


# A delivery that waits for its next attempt holds back the later ones of its handler and key, and nobody else's. Only one
# that has failed waits, and few do: they have an index of their own.
_CLAIM = """
SELECT d.org_id, d.id, d.event, d.handler, d.key, d.payload, d.correlation_id, d.attempts, d.created_at
FROM outbox_deliveries d
WHERE d.lane = $1 AND d.state = 'pending' AND d.available_at <= $2
  AND ($4::uuid IS NULL OR d.org_id = $4)
  AND NOT EXISTS (SELECT 1 FROM outbox_deliveries b
                  WHERE b.lane = d.lane AND b.state = 'pending' AND b.attempts > 0 AND b.org_id = d.org_id
                    AND b.handler = d.handler AND b.key = d.key AND b.id < d.id AND b.available_at > $2)
ORDER BY d.id LIMIT $3"""


class Relay:
    """Carries deliveries to their handlers. Any number of processes may run one."""

    def __init__(self, *, concurrency: int = 4, at_most: float = 0.5) -> None:
        self._concurrency = concurrency
        self._at_most = at_most

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; finishes the batch in hand first."""
        async with Sleeper("outbox", self._at_most) as sleeper:
            while not stopping.is_set():
                try:
                    handled = await self.sweep()
                except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                    log.error("outbox.database_away", error=str(error))
                    handled = 0
                if not handled:
                    await sleeper.sleep()

    async def sweep(self, org_id: UUID | None = None) -> int:
        """One pass over the lanes that have work. Returns the deliveries handled."""
        async with database().system.acquire() as connection:
            lanes = await connection.fetch(
                "SELECT DISTINCT lane FROM outbox_deliveries WHERE state = 'pending' AND available_at <= $1",
                clock.now(),
            )
        limit = asyncio.Semaphore(self._concurrency)

        async def one(lane: int) -> int:
            async with limit:
                return await self._lane(lane, org_id)

        return sum(await asyncio.gather(*(one(row["lane"]) for row in lanes)))

    async def drain(self, org_id: UUID | None = None, *, rounds: int = 100) -> int:
        """Sweep until nothing is due; for tests, benchmarks and `ksap replay`."""
        total = 0
        for _ in range(rounds):
            handled = await self.sweep(org_id)
            total += handled
            if not handled:
                break
        return total

    async def _lane(self, lane: int, org_id: UUID | None) -> int:
        async with database().system.acquire() as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _LOCK_SPACE, lane):
                return 0
            try:
                handled = 0
                for _ in range(IN_A_ROW):
                    found = await connection.fetch(_CLAIM, lane, clock.now(), BATCH, org_id)
                    deliveries = sorted((_Delivery(*row) for row in found), key=lambda d: d.org_id)  # stable: order of id
                    for _, group in groupby(deliveries, key=lambda d: d.org_id):
                        await self._together(connection, list(group))
                    handled += len(deliveries)
                    if len(deliveries) < BATCH:
                        break
                return handled
            finally:
                await connection.execute("SELECT pg_advisory_unlock($1, $2)", _LOCK_SPACE, lane)

    async def _together(self, connection: asyncpg.pool.PoolConnectionProxy[Any], batch: list[_Delivery]) -> None:
        """All of them in one transaction; if one fails, each in its own."""
        if len(batch) > 1:
            try:
                await _handle(batch)
                return
            except Exception as error:  # noqa: BLE001 - whatever a handler raises is found again one by one
                log.info("outbox.batch_split", size=len(batch), error=repr(error))
        blocked: set[tuple[str, str]] = set()
        for delivery in batch:
            if (delivery.handler, delivery.key) in blocked:
                continue
            try:
                await _handle([delivery])
            except Exception as error:  # noqa: BLE001 - a handler's failure is recorded on its delivery
                blocked.add((delivery.handler, delivery.key))
                await _failed(connection, delivery, error)


async def _handle(batch: list[_Delivery]) -> None:
    started = time.perf_counter()
    async with unit_of_work(batch[0].org_id) as uow:
        gone = await uow.execute(
            text("DELETE FROM outbox_deliveries WHERE id = ANY(:ids) AND state = 'pending' RETURNING id"),
            {"ids": [d.id for d in batch]},
        )
        mine = set(gone.scalars())
        unnamed = correlation.new_correlation_id()
        for delivery in batch:
            if delivery.id not in mine:
                continue
            handler, kind = subscription(delivery.handler), event_type(delivery.event)
            if handler is None or kind is None:
                raise LookupError(f"nobody handles {delivery.event} as {delivery.handler} in this version")
            with correlation.bound(delivery.correlation_id or unnamed):
                await handler.handle(uow, kind.model_validate_json(delivery.payload))
    now = clock.now()
    for name, count in Counted(d.handler for d in batch).items():
        HANDLED.labels(name, "done").inc(count)
    for delivery in batch:
        LAG.observe(max(0.0, (now - delivery.created_at).total_seconds()))
    log.debug("outbox.handled", size=len(batch), ms=round((time.perf_counter() - started) * 1000, 1))


async def _failed(connection: asyncpg.pool.PoolConnectionProxy[Any], delivery: _Delivery, error: Exception) -> None:
    attempts = delivery.attempts + 1
    dead = attempts >= MAX_ATTEMPTS
    await connection.execute(
        "UPDATE outbox_deliveries SET attempts = $2, state = $3, available_at = $4, error = $5 WHERE id = $1 AND org_id = $6",
        delivery.id,
        attempts,
        "dead" if dead else "pending",
        clock.now() + timedelta(seconds=min(300, 2 ** min(attempts, 9) / 4)),
        mask_error(error),
        delivery.org_id,
    )
    HANDLED.labels(delivery.handler, "dead" if dead else "failed").inc()
    with correlation.bound(delivery.correlation_id):
        log.error(
            "outbox.handler_failed",
            handler=delivery.handler,
            delivery=str(delivery.id),
            attempts=attempts,
            dead=dead,
            exc_info=error,
        )


async def measure() -> dict[str, float]:
    """Depth and age for /metrics and `ksap doctor`: {pending, dead, oldest_seconds}."""
    async with database().system.acquire() as connection:
        row = await connection.fetchrow(
            """SELECT count(*) FILTER (WHERE state = 'pending') AS pending, count(*) FILTER (WHERE state = 'dead') AS dead,
                      COALESCE(EXTRACT(epoch FROM $1 - min(created_at) FILTER (WHERE state = 'pending')), 0)::float8
                          AS oldest_seconds
               FROM outbox_deliveries""",
            clock.now(),
        )
    assert row is not None
    PENDING.labels("pending").set(row["pending"])
    PENDING.labels("dead").set(row["dead"])
    return dict(row)
