"""Deliveries that were tried for the last time become dead letters. The inbox counts attempts and knows nothing of stores,
so they are looked for; whatever dies in between, the next look finds them."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from app.kernel import clock, inbox
from app.kernel.db import UnitOfWork, database, unit_of_work
from app.kernel.errors import NotFound
from app.kernel.everyone import for_everyone
from app.stores import api as stores
from app.sync.use_cases.burying import bury
from app.sync.use_cases.running import finish

AT_ONCE = 500
KEPT = timedelta(days=30)
_DEAD = """SELECT m.org_id, m.endpoint_id, m.id, m.topic, m.error FROM inbox_messages m
    JOIN inbox_endpoints e ON e.id = m.endpoint_id AND e.kind = 'store'
    WHERE m.state = 'dead' AND NOT EXISTS (
        SELECT 1 FROM dead_letters d WHERE d.org_id = m.org_id AND d.message_id = m.id AND d.state = 'open')
    ORDER BY m.endpoint_id, m.id LIMIT $1"""


async def bury_dead_deliveries() -> int:
    """Of all tenants. Returns how many there were."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch(_DEAD, AT_ONCE)
    by_endpoint: dict[tuple[UUID, UUID], list[tuple[UUID, str, str]]] = defaultdict(list)
    for row in rows:
        by_endpoint[row["org_id"], row["endpoint_id"]].append((row["id"], row["topic"], row["error"]))

    async def bury_those_of(where: tuple[UUID, UUID]) -> None:
        org_id, endpoint_id = where
        async with unit_of_work(org_id) as uow:
            await _bury(uow, endpoint_id, by_endpoint[where])

    await for_everyone("sync.not_buried", list(by_endpoint), bury_those_of)
    return len(rows)


async def _bury(uow: UnitOfWork, endpoint_id: UUID, dead: list[tuple[UUID, str, str]]) -> None:
    """An endpoint's id is that of its connection. One without a store has nobody who would read a letter."""
    try:
        store_id = (await stores.connection(uow, endpoint_id)).store_id
    except NotFound:
        store_id = None
    if store_id is None:
        await inbox.done(uow, [id_ for id_, _, _ in dead], state="discarded", error="no store belongs to this address")
        return
    for id_, topic, error in dead:
        await bury(uow, store_id, "in", "webhook", str(id_), error=f"{topic}: {error}", code="UNDELIVERABLE", message_id=id_)


async def close_abandoned_runs() -> int:
    """Runs whose job was given up, its worker lost or its time over again and again: an open run would keep every later one
    of its store away. Returns how many there were."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """SELECT r.org_id, r.id, j.error FROM sync_runs r LEFT JOIN jobs j ON j.org_id = r.org_id AND j.id = r.job_id
               WHERE r.state IN ('queued', 'running') AND r.job_id IS NOT NULL
                 AND (j.id IS NULL OR j.state IN ('failed', 'cancelled')) LIMIT $1""",
            AT_ONCE,
        )

    async def close(found: tuple[UUID, UUID, str]) -> None:
        org_id, run_id, why = found
        await finish(org_id, run_id, "failed", f"The work on this run was given up: {why}" if why else "The run was given up.")

    await for_everyone("sync.not_closed", [(row["org_id"], row["id"], row["error"] or "") for row in rows], close)
    return len(rows)


async def forget_runs() -> int:
    """Delete runs that ended so long ago, with their items; first imports stay. Returns how many went."""
    async with database().system.acquire() as connection:
        tag = await connection.execute(
            """DELETE FROM sync_runs WHERE kind <> 'initial' AND finished_at < $1""", clock.now() - KEPT
        )
    return int(tag.split()[-1])
