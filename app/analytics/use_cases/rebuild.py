"""Recompute everything: after a change of a store's time zone, or to prove that the facts are true."""

from __future__ import annotations

from uuid import UUID

from app.analytics.contracts import Rebuilt
from app.analytics.repository import Facts
from app.analytics.use_cases.recompute import recompute
from app.kernel.db import database, unit_of_work
from app.orders import api as orders
from app.stores import api as stores

KEYS = 100  # days per transaction, so that nobody waits long for a lock


async def rebuild(org_id: UUID | None = None) -> Rebuilt:
    """One organisation, or all of them. Runs beside imports: each day is locked while it is recomputed."""
    organisations = [org_id] if org_id else await _organisations()
    days = written = 0
    for each in organisations:
        async with unit_of_work(each) as uow:
            known = await orders.days_of(uow, None)
            keys = sorted({*known, *await Facts(uow).stale(known)})
            store_ids = sorted(store.id for store in await stores.stores(uow))
        for start in range(0, len(keys), KEYS):
            async with unit_of_work(each) as uow:
                written += await recompute(uow, keys[start : start + KEYS])
        async with unit_of_work(each) as uow:
            await recompute(uow, (), store_ids)
        days += len(keys)
    return Rebuilt(organisations=len(organisations), days=days, rows=written)


async def _organisations() -> list[UUID]:
    """Those with connections or facts; the others have nothing to rebuild."""
    async with database().system.acquire() as connection:
        found = await connection.fetch("SELECT org_id FROM connections UNION SELECT org_id FROM store_activity ORDER BY 1")
    return [row["org_id"] for row in found]
