"""Analytics follows the order book, and tells what happens in the recent-activity feed."""

from __future__ import annotations

from app.analytics import api
from app.analytics.tasks import rebuild_facts
from app.fulfilment.events import ShipmentDelivered, ShipmentShipped
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.kernel.jobs import enqueue
from app.orders.events import OrdersChanged, OrdersImported
from app.stores.events import ConnectionStateChanged, StoreTimezoneChanged
from app.sync.events import RunFinished


@on(OrdersImported)
async def count_new_orders(uow: UnitOfWork, event: OrdersImported) -> None:
    await api.refresh_orders(uow, event.store_id, event.order_ids)
    if not event.historic:
        await api.note_orders(uow, event.order_ids)


@on(OrdersChanged)
async def count_changed_orders(uow: UnitOfWork, event: OrdersChanged) -> None:
    await api.refresh_orders(uow, event.store_id, event.order_ids)


@on(StoreTimezoneChanged)
async def count_by_other_days(uow: UnitOfWork, event: StoreTimezoneChanged) -> None:
    await enqueue(uow, rebuild_facts, key="time zone")


@on(ShipmentShipped)
async def note_shipped(uow: UnitOfWork, event: ShipmentShipped) -> None:
    await api.note_shipment(uow, event.shipment_id)


@on(ShipmentDelivered)
async def note_delivered(uow: UnitOfWork, event: ShipmentDelivered) -> None:
    await api.note_shipment(uow, event.shipment_id)


@on(RunFinished)
async def note_finished(uow: UnitOfWork, event: RunFinished) -> None:
    await api.note_run(uow, event.run_id)


@on(ConnectionStateChanged)
async def note_connection_state(uow: UnitOfWork, event: ConnectionStateChanged) -> None:
    await api.note_connection(uow, event.connection_id)
