"""Clean-up of the plumbing: what nobody will ask for again goes away by itself. Dead letters and failures stay."""

from __future__ import annotations

from datetime import timedelta

import structlog

from app.kernel import clock, inbox
from app.kernel.db import database
from app.kernel.jobs import cron

DELIVERIES = timedelta(days=30)
EXCHANGES = timedelta(days=30)
JOBS = timedelta(days=14)
ANSWERS = timedelta(days=2)
log = structlog.get_logger(__name__)

_DELETIONS = {
    "jobs": ("DELETE FROM jobs WHERE state IN ('done', 'cancelled') AND finished_at < $1", JOBS),
    "exchanges": ("DELETE FROM exchange_log WHERE at < $1", EXCHANGES),
    "idempotency keys": ("DELETE FROM idempotency_keys WHERE created_at < $1", ANSWERS),
}


@cron(every=3600)
async def forget_old() -> dict[str, int]:
    """Delete by age; what went is told by name and number."""
    gone = {"deliveries": await inbox.forget(DELIVERIES)}
    async with database().system.acquire() as connection:
        for name, (statement, age) in _DELETIONS.items():
            tag = await connection.execute(statement, clock.now() - age)
            gone[name] = int(tag.split()[-1])
    log.info("upkeep.forgot", **gone)
    return gone
