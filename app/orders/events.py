"""The facts that orders publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class OrdersImported(Event, name="orders.imported.v1"):
    """These orders are in the book for the first time. `historic`: the channel's stock, when it was first read, knew of
    them already."""

    store_id: UUID
    order_ids: tuple[UUID, ...]
    historic: bool = False


class OrdersChanged(Event, name="orders.changed.v1"):
    """Something in these orders is different now."""

    store_id: UUID
    order_ids: tuple[UUID, ...]
