"""The clockwork of stores."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from app.kernel.errors import DomainError
from app.kernel.jobs import cron
from app.kernel.process import process
from app.stores import api

TOGETHER = 16  # connections that are asked at a time
WEBHOOKS_EVERY = timedelta(minutes=15)
log = structlog.get_logger(__name__)


@cron(every=5)
async def check_connections() -> int:
    """Look at every connection that nobody looked at for KSAP_HEALTH_SECONDS. Returns how many were asked."""
    age = timedelta(seconds=process().settings.health_seconds)
    due = [*await api.due_connections("store", checked_before=age), *await api.due_connections("carrier", checked_before=age)]
    await _each(due, api.check_health)
    return len(due)


@cron(every=60)
async def keep_webhooks() -> int:
    """Mend what vendors disabled or forgot. Returns how many connections were looked at."""
    due = await api.due_for_webhooks(WEBHOOKS_EVERY)
    await _each(due, api.ensure_webhooks)
    return len(due)


@cron(every=3600)
async def forget_drafts() -> int:
    return await api.forget_drafts()


async def _each(due: Sequence[tuple[UUID, UUID]], work: Callable[[UUID, UUID], Awaitable[Any]]) -> None:
    """Some at a time; one that fails keeps nobody else from being looked at."""
    limit = asyncio.Semaphore(TOGETHER)

    async def one(org_id: UUID, connection_id: UUID) -> None:
        async with limit:
            try:
                await work(org_id, connection_id)
            except DomainError as error:
                log.warning("stores.not_checked", connection=str(connection_id), error=error.message)

    outcomes = await asyncio.gather(*(one(*row) for row in due), return_exceptions=True)
    for (_, connection_id), outcome in zip(due, outcomes, strict=True):
        if isinstance(outcome, Exception):
            log.error("stores.check_failed", connection=str(connection_id), exc_info=outcome)
        elif isinstance(outcome, BaseException):
            raise outcome
