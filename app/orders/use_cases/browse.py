"""Read orders: lists, one, its timeline, its raw payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.kernel.db import database
from app.kernel.errors import Invalid, NotFound
from app.kernel.http import decode_cursor, encode_cursor
from app.orders.repository import Pages


async def order_page(org_id: UUID, filters: Mapping[str, Any], *, cursor: str | None, limit: int) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first. `filters`: store_id, status, payment_status, fulfilment_status (lists),
    placed_from, placed_to, customer (e-mail), q (part of number, buyer, SKU or title); None and empty do not narrow."""
    conditions = [(name, _value(name, value)) for name, value in filters.items() if value not in (None, [], "")]
    async with database().read(org_id) as connection:
        items, found, at, id_ = await Pages(connection).orders(conditions, _position(cursor), limit)
    return items.encode(), encode_cursor(at.isoformat(), id_) if found == limit else None


async def read_order(org_id: UUID, order_id: UUID) -> dict[str, Any]:
    """The whole order as JSON carries it. Raises NotFound."""
    async with database().read(org_id) as connection:
        found = await Pages(connection).order(order_id)
    if found is None:
        raise NotFound("order", order_id)
    read: dict[str, Any] = orjson.loads(found)
    return read


async def timeline_page(org_id: UUID, order_id: UUID, *, cursor: str | None, limit: int) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first. Raises NotFound."""
    async with database().read(org_id) as connection:
        pages = Pages(connection)
        if not await pages.exists(order_id):
            raise NotFound("order", order_id)
        items, found, at, id_ = await pages.timeline(order_id, _position(cursor), limit)
    return items.encode(), encode_cursor(at.isoformat(), id_) if found == limit else None


async def raw_payload(org_id: UUID, order_id: UUID) -> str:
    """The vendor's own text. Raises NotFound where there is none, as for orders entered here."""
    async with database().read(org_id) as connection:
        found = await Pages(connection).raw(order_id)
    if found is None:
        raise NotFound("raw payload of an order", order_id)
    return found


def _value(name: str, value: Any) -> Any:
    if name == "customer":
        return value.strip().lower()
    if name == "q":
        escaped = value.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"%{escaped}%"
    return value


def _position(cursor: str | None) -> Sequence[Any] | None:
    position = decode_cursor(cursor, 2)
    if position is None:
        return None
    try:
        return datetime.fromisoformat(position[0]), UUID(position[1])
    except (TypeError, ValueError, AttributeError):
        raise Invalid("This cursor is not one of ours; start again without it.", field="cursor") from None
