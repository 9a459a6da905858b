"""What analytics counts of the order book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from app.kernel.db import UnitOfWork
from app.orders.contracts import OrderNews, ProductRow, SalesRow, StoreOrders, Waiting
from app.orders.repository import Figures

Key = tuple[UUID, date]


async def days_of(uow: UnitOfWork, order_ids: Iterable[UUID] | None) -> list[Key]:
    """The (store, local day) keys that these orders and their refunds fall on, sorted; None: of all orders."""
    return await Figures(uow).days(order_ids)


async def sales_rows(uow: UnitOfWork, keys: Sequence[Key]) -> list[SalesRow]:
    """Sales of these days by country and currency, counted afresh from the orders."""
    return await Figures(uow).sales(keys)


async def product_rows(uow: UnitOfWork, keys: Sequence[Key]) -> list[ProductRow]:
    """The same by product and currency."""
    return await Figures(uow).products(keys)


async def store_orders(uow: UnitOfWork, store_ids: Sequence[UUID]) -> list[StoreOrders]:
    """Open orders and the last order of each store; a store without orders has a row too."""
    return await Figures(uow).stores(store_ids)


async def order_news(uow: UnitOfWork, order_ids: Iterable[UUID]) -> list[OrderNews]:
    """Those of these orders that are not history from before their store was connected, oldest first."""
    return await Figures(uow).news(order_ids)


async def waiting(uow: UnitOfWork) -> Waiting:
    """How many orders wait for people."""
    return await Figures(uow).waiting()
