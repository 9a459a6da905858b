"""One worker at a time judges and writes a store's stock, and lists products for the first time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import text

from app.kernel.db import UnitOfWork, database
from app.sync.contracts import Busy

_STOCK = 0x6B74  # the namespaces of these advisory locks
_LISTING = 0x6B75


@asynccontextmanager
async def store_lock(store_id: UUID) -> AsyncIterator[None]:
    """Held by a database connection, so it dies with its process. Never waits: raises Busy when somebody has it."""
    async with _alone(_STOCK, store_id, "This store's stock is being written at this moment."):
        yield


@asynccontextmanager
async def listing_lock(store_id: UUID) -> AsyncIterator[None]:
    """Held from the wish for a new listing until the channel's answer is entered. Raises Busy like `store_lock`."""
    async with _alone(_LISTING, store_id, "Products of this store are being taken in at this moment."):
        yield


async def no_listing_under_way(uow: UnitOfWork, store_id: UUID) -> None:
    """Until the end of this transaction nobody lists a product there for the first time. Raises Busy while somebody does:
    what the channel made for us a moment ago would be taken for a product of its own."""
    given = {"space": _LISTING, "number": _number(store_id)}
    if not await uow.scalar(text("SELECT pg_try_advisory_xact_lock_shared(:space, :number)"), given):
        raise Busy("A product is being listed in this store at this moment.", details={"store_id": str(store_id)})


@asynccontextmanager
async def _alone(space: int, store_id: UUID, busy: str) -> AsyncIterator[None]:
    async with database().system.acquire() as connection:
        number = _number(store_id)
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", space, number):
            raise Busy(busy, details={"store_id": str(store_id)})
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock($1, $2)", space, number)


def _number(store_id: UUID) -> int:
    return store_id.int & 0x7FFFFFFF
