"""Recompute everything: after a change of a store's time zone, or to prove that the facts are true."""

from __future__ import annotations

from uuid import UUID

from app.analytics.contracts import Rebuilt
from app.analytics.repository import Facts
from app.analytics.use_cases.recompute import recompute
from app.kernel.db import database, unit_of_work
from app.kernel.everyone import for_everyone
from app.orders import api as orders
from app.stores import api as stores

KEYS = 100  # days per transaction, so that nobody waits long for a lock


async def rebuild(org_id: UUID | None = None) -> Rebuilt:
    """One organisation, or all of them. Runs beside imports: each day is locked while it is recomputed.

    Of all, one that cannot be rebuilt (a store with a time zone that is none) is logged and keeps no other from it; of one,
    its error is raised.
    """
    if org_id:
        days, rows = await _one(org_id)
        return Rebuilt(organisations=1, days=days, rows=rows)
    made: list[tuple[int, int]] = []

    async def work(each: UUID) -> None:
        made.append(await _one(each))

    wanted = await _organisations()
    done = await for_everyone("analytics.rebuild_failed", wanted, work)
    days, rows = (sum(figures) for figures in zip(*made, strict=True)) if made else (0, 0)
    return Rebuilt(organisations=done, days=days, rows=rows, failed=len(wanted) - done)


async def _one(org_id: UUID) -> tuple[int, int]:
    """Days and rows."""
    written = 0
    async with unit_of_work(org_id) as uow:
        known = await orders.days_of(uow, None)
        keys = sorted({*known, *await Facts(uow).stale(known)})
        store_ids = sorted(store.id for store in await stores.stores(uow))
    for start in range(0, len(keys), KEYS):
        async with unit_of_work(org_id) as uow:
            written += await recompute(uow, keys[start : start + KEYS])
    async with unit_of_work(org_id) as uow:
        await recompute(uow, (), store_ids)
    return len(keys), written


async def _organisations() -> list[UUID]:
    """Those with connections or facts; the others have nothing to rebuild."""
    async with database().system.acquire() as connection:
        found = await connection.fetch("SELECT org_id FROM connections UNION SELECT org_id FROM store_activity ORDER BY 1")
    return [row["org_id"] for row in found]
