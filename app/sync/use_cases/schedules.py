"""When stores are due."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.catalog import api as catalog
from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.stores import api as stores
from app.sync.repository import Runs, StockBook
from app.sync.use_cases.preferences import poll_seconds

STALE = timedelta(seconds=20)  # a push that waits for so long has lost its job


async def due_polls(limit: int = 200) -> list[tuple[UUID, UUID]]:
    """(organisation, store) of all tenants; each is put off by its interval with the asking."""
    now = clock.now()
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """UPDATE sync_schedules s SET next_at = $1::timestamptz + s.every_seconds * interval '1 second'
               FROM (SELECT org_id, store_id FROM sync_schedules
                     WHERE NOT paused AND next_at <= $1 ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED) d
               WHERE s.org_id = d.org_id AND s.store_id = d.store_id RETURNING s.org_id, s.store_id""",
            now,
            limit,
        )
    return [(row["org_id"], row["store_id"]) for row in rows]


async def recall_polls() -> int:
    """Polls that are further off than two of their intervals were planned by a clock that has been set back since: they
    are due now. Returns how many there were."""
    async with database().system.acquire() as connection:
        tag = await connection.execute(
            """UPDATE sync_schedules SET next_at = $1::timestamptz
               WHERE NOT paused AND next_at > $1::timestamptz + 2 * every_seconds * interval '1 second'""",
            clock.now(),
        )
    return int(tag.split()[-1])


async def forgotten_pushes() -> list[tuple[UUID, UUID, str]]:
    """(organisation, store, what) of pushes that wait for longer than any push takes."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """SELECT org_id, store_id, 'stock' AS what FROM channel_stock
               WHERE state IN ('pending', 'unknown') AND pending_since < $1 GROUP BY 1, 2
               UNION ALL
               SELECT org_id, store_id, 'fulfilments' FROM fulfilment_pushes
               WHERE state IN ('pending', 'unknown') AND created_at < $1 GROUP BY 1, 2
               UNION ALL
               SELECT l.org_id, l.store_id, 'products' FROM listings l
               JOIN connections c ON c.org_id = l.org_id AND c.store_id = l.store_id AND c.state IN ('connected', 'unreachable')
               WHERE l.push_state IN ('pending', 'unknown') AND l.state = 'linked' AND l.updated_at < $1 GROUP BY 1, 2""",
            clock.now() - STALE,
        )
    return [(row["org_id"], row["store_id"], row["what"]) for row in rows]


async def imported(uow: UnitOfWork, store_id: UUID) -> bool:
    """Whether the store's first import is complete."""
    return store_id in await Runs(uow).imported_stores()


async def resume(uow: UnitOfWork, store_id: UUID) -> None:
    """Poll it again from now on, if it ever was."""
    if await imported(uow, store_id):
        every = poll_seconds((await stores.store(uow, store_id)).settings)
        await Runs(uow).keep_schedule(store_id, every=every, next_at=clock.now(), imported_at=None)


async def pause(uow: UnitOfWork, store_id: UUID) -> None:
    await Runs(uow).pause_schedule(store_id, True)


async def mapped(uow: UnitOfWork, store_id: UUID) -> None:
    """Listings of a store stand for other variants now: so does their stock."""
    listed = await catalog.listed_variants_of_store(uow, store_id)
    await StockBook(uow).remap(store_id, {v.stock_id: v.variant_id for v in reversed(listed) if v.variant_id})
