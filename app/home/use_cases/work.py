"""What needs doing, in one cheap look."""

from __future__ import annotations

from collections.abc import Collection

from app.alerts import api as alerts
from app.fulfilment import api as fulfilment
from app.home.contracts import Work
from app.kernel.db import UnitOfWork
from app.orders import api as orders


async def work(uow: UnitOfWork, permissions: Collection[str]) -> Work:
    """One statement per context that the caller may read."""
    waiting = await orders.waiting(uow) if "orders.read" in permissions else None
    labels = await fulfilment.to_hand_over(uow) if "fulfilment.read" in permissions else None
    inbox = await alerts.counts(uow) if "alerts.read" in permissions else None
    return Work(
        orders_to_ship=waiting.to_ship if waiting else None,
        orders_unpaid=waiting.unpaid if waiting else None,
        orders_on_hold=waiting.on_hold if waiting else None,
        labels_to_hand_over=labels,
        alerts_open=inbox.open if inbox else None,
        alerts_by_kind=inbox.by_kind if inbox else None,
        alerts_by_severity=inbox.by_severity if inbox else None,
    )
