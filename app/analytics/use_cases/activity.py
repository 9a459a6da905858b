"""The recent-activity feed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.analytics.figures import ACTIVITY
from app.analytics.repository import Facts
from app.kernel import clock, live
from app.kernel.db import UnitOfWork, database
from app.kernel.errors import Invalid
from app.kernel.http import decode_cursor, encode_cursor
from app.kernel.money import plain
from app.orders import api as orders

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


async def _tell(org_id: UUID, told: dict[str, Any]) -> None:
    await live.announce(org_id, "order", told)


async def activity_page(
    org_id: UUID, *, store_ids: Sequence[UUID], kind: str | None, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first; of these stores, or of all."""
    at, id_ = _position(cursor)
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(ACTIVITY, list(store_ids) or None, kind, at, id_, limit)
    assert row is not None
    following = encode_cursor(row["last_at"], row["last_id"]) if row["found"] == limit else None
    return row["items"].encode(), following


def _position(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    position = decode_cursor(cursor, 2)
    if position is None:
        return None, None
    try:
        return datetime.fromisoformat(position[0]), UUID(position[1])
    except (TypeError, ValueError, AttributeError):
        raise Invalid("This cursor is not one of ours; start again without it.", field="cursor") from None


async def clean_activity() -> int:
    """Forget what is older than 90 days, in all organisations. The order book and the audit trail keep the story."""
    async with database().system.acquire() as connection:
        done = await connection.execute("DELETE FROM activity WHERE at < $1", clock.now() - KEPT)
    return int(done.rpartition(" ")[2])
