"""The clockwork of alerts: what no event tells, such as a date that comes near or a dead letter that was decided."""

from __future__ import annotations

from uuid import UUID

from app.alerts import api
from app.kernel.db import unit_of_work
from app.kernel.everyone import for_everyone
from app.kernel.jobs import cron


@cron(every=60)
async def review_alerts() -> int:
    """Connections, runs and dead letters, organisation by organisation."""

    async def review(org_id: UUID) -> None:
        async with unit_of_work(org_id) as uow:
            await api.watch_connections(uow)
            await api.watch_runs(uow)
            await api.watch_letters(uow)

    return await for_everyone("alerts.not_reviewed", await api.organisations(), review)


@cron(every=3600)
async def review_stock() -> int:
    """What is low, organisation by organisation: what sold well a month ago may rest now."""

    async def review(org_id: UUID) -> None:
        async with unit_of_work(org_id) as uow:
            await api.watch_stock(uow)

    return await for_everyone("alerts.stock_not_reviewed", await api.organisations(), review)
