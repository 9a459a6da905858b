"""Stores: read, make, change."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.kernel.db import UnitOfWork
from app.stores.contracts import ConnectionView, StoreSuspended, StoreView
from app.stores.models import Connection, Store
from app.stores.repository import Stores, connection_view


async def stores(uow: UnitOfWork) -> Sequence[StoreView]:
    """All, by name, with the state of their connections; no vendor is asked."""
    return await Stores(uow).stores()


async def store(uow: UnitOfWork, store_id: UUID) -> StoreView:
    """Raises NotFound."""
    return await Stores(uow).store(store_id)


async def require_writable(uow: UnitOfWork, store_id: UUID) -> None:
    """Raises NotFound, and StoreSuspended for a store that is read-only."""
    row = await uow.get(Store, store_id, "store")
    if row.status == "suspended":
        raise StoreSuspended(
            f"{row.name} is suspended and therefore read-only. Activate it first.", details={"store_id": str(store_id)}
        )


async def connections(uow: UnitOfWork, kind: str | None = None) -> Sequence[ConnectionView]:
    return [connection_view(c) for c in await Stores(uow).connections(kind)]


async def connection(uow: UnitOfWork, connection_id: UUID) -> ConnectionView:
    """Raises NotFound."""
    return connection_view(await uow.get(Connection, connection_id, "connection"))


async def connection_of_store(uow: UnitOfWork, store_id: UUID) -> ConnectionView | None:
    """The newest one."""
    found = await Stores(uow).connections(kind="store", store_id=store_id)
    return connection_view(found[0]) if found else None
