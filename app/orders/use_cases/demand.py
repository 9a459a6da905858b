"""What orders ask of stock, and the linking of lines to variants that became known later."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from app.inventory import api as inventory
from app.inventory.contracts import Demand, DemandLine
from app.kernel.db import UnitOfWork
from app.orders.events import OrdersChanged
from app.orders.repository import OrderBook

_HOLDS_NOTHING = ("pending", "cancelled")


async def demand_of(uow: UnitOfWork, order_ids: Iterable[UUID]) -> list[Demand]:
    """Of every order that exists, by linked line. Pending and cancelled orders hold nothing; what was shipped stays shipped.

    `restocked` counts only units that had left: a refund of units that never did lets their reservation go instead.
    """
    book = OrderBook(uow)
    orders = await book.locked(sorted(set(order_ids)))
    lines: dict[UUID, list[DemandLine]] = {id_: [] for id_ in orders}
    for item in await book.items(list(orders)) if orders else ():
        if item["variant_id"] is None:
            continue
        holds = orders[item["order_id"]]["status"] not in _HOLDS_NOTHING
        never_left = item["quantity"] - item["fulfilled"] - item["open"]
        lines[item["order_id"]].append(
            DemandLine(
                line_ref=item["external_id"],
                variant_id=item["variant_id"],
                open=item["open"] if holds else 0,
                shipped=item["fulfilled"],
                restocked=min(item["fulfilled"], max(0, item["restocked"] - max(0, never_left))),
            )
        )
    return [
        Demand(owner_id=id_, lines=tuple(lines[id_]), historic=bool(order["details"].get("historic")))
        for id_, order in orders.items()
    ]


async def hold_stock(uow: UnitOfWork, order_ids: Iterable[UUID]) -> None:
    """Bring the reservations of these orders to what they ask now."""
    await inventory.set_demand(uow, await demand_of(uow, order_ids))


async def link_lines(uow: UnitOfWork, store_id: UUID, variant_ids: Collection[UUID]) -> int:
    """Lines that named a listing before it was one of these variants. Publishes OrdersChanged; returns the orders."""
    linked = await OrderBook(uow).link(store_id, variant_ids)
    if linked:
        uow.publish(OrdersChanged(store_id=store_id, order_ids=tuple(linked)))
    return len(linked)
