"""Analytics follows the order book."""

from __future__ import annotations

from app.analytics import api
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.orders.events import OrdersChanged, OrdersImported


@on(OrdersImported)
async def count_new_orders(uow: UnitOfWork, event: OrdersImported) -> None:
    await api.refresh_orders(uow, event.store_id, event.order_ids)
    if not event.historic:
        await api.note_orders(uow, event.order_ids)


@on(OrdersChanged)
async def count_changed_orders(uow: UnitOfWork, event: OrdersChanged) -> None:
    await api.refresh_orders(uow, event.store_id, event.order_ids)
