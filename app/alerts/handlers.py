"""What raises and ends alerts elsewhere."""

from __future__ import annotations

from app.alerts import api
from app.catalog.events import ProductsDeleted
from app.inventory.events import LevelsChanged, ThresholdsChanged
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.stores.events import ConnectionStateChanged, StoreConnected, StoreDisconnected
from app.sync.events import DeadLettered, RunFinished


@on(RunFinished)
async def notice_run(uow: UnitOfWork, event: RunFinished) -> None:
    await api.watch_runs(uow, [event.store_id])
    await api.watch_letters(uow, [event.store_id])


@on(DeadLettered)
async def notice_letter(uow: UnitOfWork, event: DeadLettered) -> None:
    await api.watch_letters(uow, [event.store_id])


@on(ConnectionStateChanged)
async def notice_connection(uow: UnitOfWork, event: ConnectionStateChanged) -> None:
    await api.watch_connections(uow, [event.connection_id])


@on(StoreConnected)
async def notice_new_credentials(uow: UnitOfWork, event: StoreConnected) -> None:
    await api.watch_connections(uow, [event.connection_id])


@on(StoreDisconnected)
async def notice_disconnect(uow: UnitOfWork, event: StoreDisconnected) -> None:
    await api.watch_connections(uow, [event.connection_id])


@on(LevelsChanged)
async def notice_stock(uow: UnitOfWork, event: LevelsChanged) -> None:
    await api.watch_stock(uow, event.variant_ids)


@on(ThresholdsChanged)
async def notice_thresholds(uow: UnitOfWork, event: ThresholdsChanged) -> None:
    await api.watch_stock(uow, event.variant_ids or None)


@on(ProductsDeleted)
async def notice_deletion(uow: UnitOfWork, event: ProductsDeleted) -> None:
    await api.watch_stock(uow)
