"""Recompute days whole from the order book: a replayed or reordered event cannot count twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from uuid import UUID

from app.analytics.contracts import Key
from app.analytics.repository import PRODUCTS, SALES, Facts
from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.orders import api as orders

_sales = attrgetter(*SALES)
_products = attrgetter(*PRODUCTS)


async def refresh_orders(uow: UnitOfWork, store_id: UUID, order_ids: Iterable[UUID]) -> None:
    """Bring the days that these orders touch, and their store's card, up to the order book."""
    await recompute(uow, await orders.days_of(uow, order_ids), [store_id], happened=True)


async def recompute(uow: UnitOfWork, keys: Sequence[Key], stores: Sequence[UUID] = (), *, happened: bool = False) -> int:
    """Replace the facts of these (store, local day) keys, and count these stores' open orders. Returns the rows of facts.

    `happened`: something just did at these stores; else they were only counted again.
    """
    facts = Facts(uow)
    await facts.lock(keys, stores)
    written = 0
    if keys:
        sales = [_sales(row) for row in await orders.sales_rows(uow, keys)]
        products = [_products(row) for row in await orders.product_rows(uow, keys)]
        await facts.replace(keys, sales, products)
        written = len(sales) + len(products)
    if stores:
        counted = [(s.store_id, s.active, s.last_order_at) for s in await orders.store_orders(uow, stores)]
        await facts.store_activity(counted, clock.now() if happened else None)
    return written
