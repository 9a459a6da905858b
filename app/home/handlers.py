"""What dashboards are told of."""

from __future__ import annotations

from app.catalog.events import ProductsChanged, ProductsDeleted
from app.fulfilment.events import ShipmentShipped, ShipmentVoided, TrackingChanged
from app.home import api
from app.inventory.events import LevelsChanged
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.orders.events import OrdersChanged, OrdersImported
from app.stores.events import ConnectionStateChanged


@on(OrdersImported)
async def tell_of_new_orders(uow: UnitOfWork, event: OrdersImported) -> None:
    api.announce_many(uow, "orders", event.order_ids, store_id=event.store_id, created=True)


@on(OrdersChanged)
async def tell_of_changed_orders(uow: UnitOfWork, event: OrdersChanged) -> None:
    api.announce_many(uow, "orders", event.order_ids, store_id=event.store_id, created=False)


@on(ProductsChanged)
async def tell_of_products(uow: UnitOfWork, event: ProductsChanged) -> None:
    api.announce_many(uow, "products", event.product_ids, deleted=False)


@on(ProductsDeleted)
async def tell_of_deleted_products(uow: UnitOfWork, event: ProductsDeleted) -> None:
    api.announce_many(uow, "products", event.product_ids, deleted=True)


@on(LevelsChanged)
async def tell_of_stock(uow: UnitOfWork, event: LevelsChanged) -> None:
    api.announce_many(uow, "stock", event.variant_ids)


@on(ShipmentShipped)
async def tell_of_shipment(uow: UnitOfWork, event: ShipmentShipped) -> None:
    api.announce(uow, "shipment", id=event.shipment_id, order_id=event.order_id, store_id=event.store_id, state="shipped")


@on(ShipmentVoided)
async def tell_of_void(uow: UnitOfWork, event: ShipmentVoided) -> None:
    api.announce(uow, "shipment", id=event.shipment_id, order_id=event.order_id, store_id=event.store_id, state="voided")


@on(TrackingChanged)
async def tell_of_tracking(uow: UnitOfWork, event: TrackingChanged) -> None:
    api.announce(uow, "shipment", id=event.shipment_id, order_id=event.order_id, store_id=event.store_id, state=event.state)


@on(ConnectionStateChanged)
async def tell_of_connection(uow: UnitOfWork, event: ConnectionStateChanged) -> None:
    api.announce(
        uow, "connection", id=event.connection_id, store_id=event.store_id, state=event.state, reason=event.reason
    )  # fmt: skip
