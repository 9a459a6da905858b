"""One at a time among all processes, around calls to a vendor."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.kernel.db import database

_PAUSE = 0.05  # seconds between two tries


@asynccontextmanager
async def alone(name: str, *, patience: float = 0.0) -> AsyncIterator[bool]:
    """True where we got in within `patience` seconds, else False. No transaction is open inside.

    The lock is a session's on a connection of its own; whoever waits holds none, so that waiting cannot starve the pool.
    """
    deadline = time.monotonic() + patience
    while True:
        async with database().system.acquire(timeout=5) as connection:
            if await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name):
                try:
                    yield True
                finally:
                    await connection.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)
                return
        if time.monotonic() >= deadline:
            yield False
            return
        await asyncio.sleep(_PAUSE)
