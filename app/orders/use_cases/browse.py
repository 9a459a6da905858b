"""Read orders: lists, one, its timeline, its raw payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.kernel.cursors import Kind, amount, decode_cursor, encode_cursor, identity, moment, word
from app.kernel.db import database
from app.kernel.errors import NotFound
from app.orders.contracts import Facets
from app.orders.lifecycle import STATUS
from app.orders.repository import Pages
from app.orders.repository.filters import DIMENSIONS, NEWEST, SORTS, Sort
from app.orders.use_cases.find import pattern

FACETS_OF = 100_000  # so many of the newest orders are counted at most
FACETS_OF_FOUND = 10_000  # and so many of those that a word finds


async def order_page(
    org_id: UUID, filters: Mapping[str, Any], *, cursor: str | None, limit: int, sort: str = NEWEST
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor). `filters` are named by `OrderFilter`; None, empty and what is False do not narrow."""
    by = SORTS[sort]
    async with database().read(org_id) as connection:
        pages = Pages(connection)
        items, found, key, id_ = await pages.orders(conditions(filters), _sorted_position(cursor, by), limit, by)
    if found < limit:
        return items.encode(), None
    return items.encode(), encode_cursor(key.isoformat() if isinstance(key, datetime) else str(key), id_)


async def facets(org_id: UUID, filters: Mapping[str, Any]) -> Facets:
    """How many orders each status and store has, each under all the other filters: what choosing it would show."""
    chosen = {name: {str(v) for v in filters.get(name) or ()} for name in DIMENSIONS}
    others = {name: value for name, value in filters.items() if name not in DIMENSIONS}
    most = FACETS_OF_FOUND if filters.get("q") else FACETS_OF
    async with database().read(org_id) as connection:
        cube = await Pages(connection).cube(conditions(others), most + 1)
    counts: dict[str, dict[str, int]] = {name: {} for name in DIMENSIONS}
    total = 0
    for *cell, number in cube:
        values = dict(zip(DIMENSIONS, map(str, cell), strict=True))
        missed = [name for name in DIMENSIONS if chosen[name] and values[name] not in chosen[name]]
        total += number if not missed else 0
        for name in DIMENSIONS:
            if not missed or missed == [name]:
                counts[name][values[name]] = counts[name].get(values[name], 0) + number
    return Facets(total=total, capped=sum(row[-1] for row in cube) > most, **counts)


async def order_ids(org_id: UUID, filters: Mapping[str, Any], *, after: UUID | None, limit: int) -> list[UUID]:
    """Ids of the orders that match, in the order of ids, from behind `after`."""
    async with database().read(org_id) as connection:
        return await Pages(connection).ids(conditions(filters), after, limit)


def conditions(filters: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Those filters that narrow, with values as SQL takes them."""
    return [(name, _value(name, value)) for name, value in filters.items() if value not in (None, False, [], "")]


async def read_order(org_id: UUID, order_id: UUID) -> dict[str, Any]:
    """The whole order as JSON carries it. Raises NotFound."""
    async with database().read(org_id) as connection:
        found = await Pages(connection).order(order_id)
    if found is None:
        raise NotFound("order", order_id)
    read: dict[str, Any] = orjson.loads(found)
    writable = read.pop("writable")
    return {**read, "actions": _actions(read, writable=writable)}


def _actions(order: Mapping[str, Any], *, writable: bool) -> dict[str, Any]:
    """What people may do with it now, and what it waits for."""
    status = order["status"]
    ships = any(item["open"] and item["requires_shipping"] for item in order["items"])
    fulfil = writable and ships and status in ("open", "completed")
    waits = {"pending": "accept", "on_hold": "release", "open": "fulfil" if ships else "complete"}
    return {
        "statuses": list(STATUS.next(status)) if writable else [],
        "fulfil": fulfil,
        "edit": writable,
        "primary": waits.get(status) if writable else None,
    }


async def timeline_page(org_id: UUID, order_id: UUID, *, cursor: str | None, limit: int) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first. Raises NotFound."""
    async with database().read(org_id) as connection:
        pages = Pages(connection)
        if not await pages.exists(order_id):
            raise NotFound("order", order_id)
        items, found, at, id_ = await pages.timeline(order_id, decode_cursor(cursor, moment, identity), limit)
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
    return pattern(value) if name == "q" else value


def _sorted_position(cursor: str | None, by: Sort) -> Sequence[Any] | None:
    kinds: dict[str, Kind] = {"timestamptz": moment, "numeric": amount, "text": word}
    return decode_cursor(cursor, kinds[by.kind], identity)
