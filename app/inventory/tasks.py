"""The clockwork of inventory."""

from __future__ import annotations

from uuid import UUID

from app.inventory import api
from app.kernel import clock
from app.kernel.db import database, unit_of_work
from app.kernel.everyone import for_everyone
from app.kernel.jobs import cron


@cron(every=15)
async def expire_reservations() -> int:
    """Give back what was held beyond its time, organisation by organisation."""
    async with database().system.acquire() as connection:
        due = await connection.fetch(
            "SELECT DISTINCT org_id FROM stock_reservations WHERE state = 'held' AND expires_at <= $1", clock.now()
        )
    expired = 0

    async def expire(org_id: UUID) -> None:
        nonlocal expired
        async with unit_of_work(org_id) as uow:
            expired += await api.expire(uow)

    await for_everyone("inventory.not_expired", [row["org_id"] for row in due], expire)
    return expired
