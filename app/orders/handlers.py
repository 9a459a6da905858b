"""Orders react: stock follows the book, and lines follow the catalogue."""

from __future__ import annotations

from app.catalog.events import ListingsMapped
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.orders import api
from app.orders.events import OrdersChanged, OrdersImported


@on(OrdersImported)
async def hold_stock_for_new_orders(uow: UnitOfWork, event: OrdersImported) -> None:
    await api.hold_stock(uow, event.order_ids)


@on(OrdersChanged)
async def hold_stock_for_changed_orders(uow: UnitOfWork, event: OrdersChanged) -> None:
    await api.hold_stock(uow, event.order_ids)


@on(ListingsMapped)
async def link_order_lines(uow: UnitOfWork, event: ListingsMapped) -> None:
    await api.link_lines(uow, event.store_id, event.variant_ids)
