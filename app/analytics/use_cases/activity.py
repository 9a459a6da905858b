"""The recent-activity feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.analytics.figures import ACTIVITY
from app.analytics.repository import Facts
from app.fulfilment import api as fulfilment
from app.kernel import clock, live
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import UnitOfWork, database
from app.kernel.money import plain
from app.orders import api as orders
from app.stores import api as stores
from app.sync import api as sync

KEPT = timedelta(days=90)


async def note_orders(uow: UnitOfWork, order_ids: Iterable[UUID]) -> None:
    """A line for each order that is news (not the history that a first import brings); open dashboards are told."""
    news = await orders.order_news(uow, order_ids)
    if not news:
        return
    items = [
        (o.order_id, o.placed_at, o.store_id, f"Order {o.number}" + (f" by {o.customer_name}" if o.customer_name else ""),
         o.total, o.currency)
        for o in news
    ]  # fmt: skip
    added = await Facts(uow).news("order", items)
    for order in news:
        if order.order_id in added:
            told = {
                "order_id": order.order_id, "store_id": order.store_id, "number": order.number,
                "total": plain(order.total), "currency": order.currency, "placed_at": order.placed_at,
            }  # fmt: skip
            uow.after_commit(f"live:order:{order.order_id}", partial(_tell, uow.org_id, told))


async def note_shipment(uow: UnitOfWork, shipment_id: UUID) -> None:
    """A line when it left, and one when it arrived."""
    shipment = await fulfilment.shipment(uow, shipment_id)
    number = (await orders.shippable(uow, shipment.order_id)).number
    if shipment.state == "delivered":
        await _note(uow, "shipment", shipment.id, shipment.delivered_at, shipment.store_id, f"Order {number} was delivered")
    else:
        by = f" with {shipment.carrier}" if shipment.carrier else ""
        await _note(uow, "shipment", shipment.id, shipment.shipped_at, shipment.store_id, f"Order {number} shipped{by}")


async def note_run(uow: UnitOfWork, run_id: UUID) -> None:
    """A line for a run that failed, and for a store's first import; the others are no news."""
    run = await sync.run(uow, run_id)
    if run.state == "failed":
        summary = f"Synchronisation failed: {run.error[:300]}" if run.error else "Synchronisation failed"
    elif run.kind == "initial" and run.state in ("done", "partial"):
        summary = "The first import is complete"
    else:
        return
    await _note(uow, "run", run.id, run.finished_at, run.store_id, summary)


async def note_connection(uow: UnitOfWork, connection_id: UUID) -> None:
    """A line for each change of a store's connection."""
    connection = await stores.connection(uow, connection_id)
    summary = _CONNECTION.get(connection.state)
    if connection.store_id is None or summary is None:
        return
    why = f": {connection.state_reason[:300]}" if connection.state_reason else ""
    await _note(uow, "connection", connection.id, connection.state_since, connection.store_id, summary + why)


_CONNECTION = {
    "connected": "The connection works again",
    "paused": "The connection is paused",
    "unreachable": "The platform cannot be reached",
    "needs_reconnect": "The store needs to be reconnected",
    "disconnected": "The store is disconnected",
}


async def _note(uow: UnitOfWork, kind: str, id_: UUID, at: datetime | None, store_id: UUID, summary: str) -> None:
    if at is not None and await Facts(uow).news(kind, [(id_, at, store_id, summary, None, "")]):
        told = {"kind": kind, "entity_id": id_, "store_id": store_id}
        uow.after_commit(f"live:activity:{kind}:{id_}", partial(live.announce, uow.org_id, "activity", told))


async def _tell(org_id: UUID, told: dict[str, Any]) -> None:
    await live.announce(org_id, "order", told)


async def activity_page(
    org_id: UUID, *, store_ids: Sequence[UUID], kind: str | None, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first; of these stores, or of all."""
    at, id_ = decode_cursor(cursor, moment, identity) or (None, None)
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(ACTIVITY, list(store_ids) or None, kind, at, id_, limit)
    assert row is not None
    following = encode_cursor(row["last_at"], row["last_id"]) if row["found"] == limit else None
    return row["items"].encode(), following


async def clean_activity() -> int:
    """Forget what is older than 90 days, in all organisations. The order book and the audit trail keep the story."""
    async with database().system.acquire() as connection:
        done = await connection.execute("DELETE FROM activity WHERE at < $1", clock.now() - KEPT)
    return int(done.rpartition(" ")[2])
