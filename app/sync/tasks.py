"""What comes in from outside, and the clockwork."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from app.kernel.db import unit_of_work
from app.kernel.errors import Conflict
from app.kernel.everyone import for_everyone
from app.kernel.inbox import Message, receives
from app.kernel.jobs import cron
from app.sync import api
from app.sync.background import enqueue_pushes, launch, push_fulfilments, push_products, push_stock


@receives("store")
async def take_in(org_id: UUID, endpoint_id: UUID, messages: Sequence[Message]) -> None:
    """Deliveries to a store's address, whose id is that of its connection."""
    await api.receive(org_id, endpoint_id, messages)


@cron(every=1)
async def poll_due_stores() -> int:
    """Polls that are due, of all tenants. A store whose last run still works is left alone."""
    started = 0

    async def poll(due: tuple[UUID, UUID]) -> None:
        nonlocal started
        org_id, store_id = due
        with suppress(Conflict):  # one is under way, or the store is suspended
            async with unit_of_work(org_id) as uow:
                await launch(uow, store_id, "poll", "schedule")
            started += 1

    await for_everyone("sync.not_polled", await api.due_polls(), poll)
    return started


@cron(every=300)
async def recall_polls() -> int:
    """Polls that a wrong clock has put off."""
    return await api.recall_polls()


@cron(every=10)
async def sweep_pushes() -> int:
    """Pushes whose job was lost, or that nobody asked for after a pause."""
    found = await api.forgotten_pushes()
    kinds = {"stock": push_stock, "fulfilments": push_fulfilments, "products": push_products}

    async def push(waiting: tuple[UUID, UUID, str]) -> None:
        org_id, store_id, what = waiting
        async with unit_of_work(org_id) as uow:
            if what != "products" or await api.writes_products(uow, store_id):
                await enqueue_pushes(uow, [store_id], kinds[what], trigger="schedule")

    await for_everyone("sync.not_pushed", found, push)
    return len(found)


@cron(every=10)
async def bury_dead_deliveries() -> int:
    """Deliveries that were tried for the last time become dead letters."""
    return await api.bury_dead_deliveries()


@cron(every=60)
async def close_abandoned_runs() -> int:
    """Runs that nobody works on any more."""
    return await api.close_abandoned_runs()


@cron(every=3600)
async def forget_runs() -> int:
    """Runs of a month ago, first imports excepted."""
    return await api.forget_runs()
