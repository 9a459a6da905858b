"""One worker at a time judges and writes a store's stock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from app.kernel.db import database
from app.sync.contracts import Busy

_SPACE = 0x6B74  # the namespace of these advisory locks


@asynccontextmanager
async def store_lock(store_id: UUID) -> AsyncIterator[None]:
    """Held by a database connection, so it dies with its process. Never waits: raises Busy when somebody has it."""
    async with database().system.acquire() as connection:
        number = store_id.int & 0x7FFFFFFF
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _SPACE, number):
            raise Busy("This store's stock is being written at this moment.", details={"store_id": str(store_id)})
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1, $2)", _SPACE, number)
