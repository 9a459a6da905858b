"""What of home may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

KINDS: Mapping[str, str] = {
    "order": "orders.read",
    "orders": "orders.read",
    "products": "catalog.read",
    "stock": "inventory.read",
    "shipment": "fulfilment.read",
    "connection": "stores.read",
    "check": "connections.manage",
    "run": "sync.read",
    "job": "sync.read",
    "alert": "alerts.read",
    "activity": "analytics.read",
}
"""Kinds of announcements, and the permission that it takes to hear them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What needs doing; None: the caller may not read it. Numbers of orders and shipments stop at 10,000."""

    orders_to_ship: int | None
    orders_unpaid: int | None
    orders_on_hold: int | None
    labels_to_hand_over: int | None
    alerts_open: int | None
    alerts_by_kind: Mapping[str, int] | None
    alerts_by_severity: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A shared view. `query`: filters and order as in the dashboard's address; `columns` by name, none: as usual."""

    id: UUID
    area: str
    name: str
    query: str
    columns: tuple[str, ...]
