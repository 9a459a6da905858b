"""The clockwork of stores."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from app.kernel.errors import DomainError
from app.kernel.everyone import for_everyone
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
    """Some at a time. A vendor's refusal is no failure of ours."""

    async def one(row: tuple[UUID, UUID]) -> None:
        try:
            await work(*row)
        except DomainError as error:
            log.warning("stores.not_checked", connection=str(row[1]), error=error.message)

    await for_everyone("stores.check_failed", due, one, together=TOGETHER)
