"""What sync does when something happened elsewhere."""

from __future__ import annotations

from app.catalog.events import ListingsMapped, ProductsChanged
from app.fulfilment.events import ShipmentShipped, ShipmentVoided
from app.inventory.events import LevelsChanged
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.stores.events import ConnectionStateChanged, StoreConnected, StoreDisconnected, SyncSettingsChanged
from app.sync import api
from app.sync.background import enqueue_pushes, launch, push_fulfilments, push_products, push_stock
from app.sync.contracts import RunOpen


@on(StoreConnected)
async def begin(uow: UnitOfWork, event: StoreConnected) -> None:
    """The first import, or after a time apart everything that was missed."""
    known = await api.imported(uow, event.store_id)
    await api.resume(uow, event.store_id)
    if not (known or event.start_import):
        return  # people look at what would come first, and start it themselves
    try:
        await launch(uow, event.store_id, "reconcile" if known else "initial", "event")
    except RunOpen:
        return


@on(StoreDisconnected)
async def rest(uow: UnitOfWork, event: StoreDisconnected) -> None:
    await api.pause(uow, event.store_id)


@on(ConnectionStateChanged)
async def follow_state(uow: UnitOfWork, event: ConnectionStateChanged) -> None:
    """A connection that is at rest is not polled; one that works again is, and gets what waited for it."""
    if event.store_id is None:
        return
    if event.state == "connected":
        await api.resume(uow, event.store_id)
        await enqueue_pushes(uow, [event.store_id], push_stock, push_products, push_fulfilments)
    elif event.state in ("paused", "needs_reconnect", "disconnected"):
        await api.pause(uow, event.store_id)


@on(SyncSettingsChanged)
async def follow_preferences(uow: UnitOfWork, event: SyncSettingsChanged) -> None:
    """What may go to the store now goes."""
    await api.preferences_changed(uow, event.store_id)
    await enqueue_pushes(uow, {event.store_id} & (await api.waiting(uow)), push_stock, push_fulfilments)
    await enqueue_pushes(uow, {event.store_id} & (await api.stores_to_push(uow)), push_products)


@on(LevelsChanged)
async def show_levels(uow: UnitOfWork, event: LevelsChanged) -> None:
    """Every channel that shows something else is told."""
    await enqueue_pushes(uow, await api.levels_changed(uow, event.variant_ids), push_stock)


@on(ProductsChanged)
async def show_products(uow: UnitOfWork, event: ProductsChanged) -> None:
    await enqueue_pushes(uow, await api.stores_to_push(uow, event.product_ids), push_products)


@on(ListingsMapped)
async def follow_mapping(uow: UnitOfWork, event: ListingsMapped) -> None:
    """Stock rows follow the mapping, and show what their variant has."""
    await api.mapped(uow, event.store_id)
    await enqueue_pushes(uow, await api.levels_changed(uow, event.variant_ids), push_stock)


@on(ShipmentShipped)
async def show_shipment(uow: UnitOfWork, event: ShipmentShipped) -> None:
    if await api.shipment_shipped(uow, event.store_id, event.shipment_id):
        await enqueue_pushes(uow, [event.store_id], push_fulfilments)


@on(ShipmentVoided)
async def take_shipment_back(uow: UnitOfWork, event: ShipmentVoided) -> None:
    if event.was_shipped and await api.shipment_voided(uow, event.shipment_id):
        await enqueue_pushes(uow, [event.store_id], push_fulfilments)
