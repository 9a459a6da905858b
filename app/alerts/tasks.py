"""The clockwork of alerts: what no event tells, such as a date that comes near or a dead letter that was decided."""

from __future__ import annotations

from app.alerts import api
from app.kernel.db import unit_of_work
from app.kernel.jobs import cron


@cron(every=60)
async def review_alerts() -> int:
    """Connections, runs and dead letters, organisation by organisation."""
    found = await api.organisations()
    for org_id in found:
        async with unit_of_work(org_id) as uow:
            await api.watch_connections(uow)
            await api.watch_runs(uow)
            await api.watch_letters(uow)
    return len(found)


@cron(every=3600)
async def review_stock() -> int:
    """What is low, organisation by organisation: what sold well a month ago may rest now."""
    found = await api.organisations()
    for org_id in found:
        async with unit_of_work(org_id) as uow:
            await api.watch_stock(uow)
    return len(found)
