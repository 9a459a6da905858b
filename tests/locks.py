"""Who waits for whom in PostgreSQL: races are tested by holding what one side needs until the other is at it."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import text

from app.kernel.db import UnitOfWork, database


async def blocked_by(uow: UnitOfWork, *tasks: asyncio.Task[Any]) -> None:
    """Until each of the tasks has ended, or waits for what this transaction has locked."""
    holder = int(await uow.scalar(text("SELECT pg_backend_pid()")))
    waiting = 0
    async with database().read(uow.org_id) as connection:
        while waiting < sum(not task.done() for task in tasks):
            waiting = await connection.fetchval(
                "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND $1 = ANY(pg_blocking_pids(pid))", holder
            )
