"""How a shop is read: by a bulk operation when there is much and it is new to us, else page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from app.vendors.shopify import bulk, paging
from app.vendors.shopify.documents import Bulk, Document
from app.vendors.shopify.paging import Cursor, Paged
from app.vendors.shopify.wire import Admin


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`bulk_from` objects on, a first read is left to a bulk operation."""

    paged: Paged
    count: Document
    bulk: Bulk
    bulk_from: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Decoded root objects, the cursor behind them (None: no more), how many there are in all (None: not known)."""

    nodes: list[Any]
    cursor: str | None
    total: int | None


async def read(admin: Admin, source: Source, start: str, cursor: str | None, *, first: bool = False) -> AsyncIterator[Batch]:
    """Everything from `start` on (empty: all), which is new to us if `first` or all of it. A page may be empty while a
    bulk operation runs; its cursor counts.

    A bulk read that fails starts over page by page: what was taken in already comes once more.
    """
    at = Cursor.read(cursor) if cursor else Cursor(start=start)
    if not cursor and (first or not start):
        at = await _begin(admin, source, start)
    if at.bulk:
        try:
            async for nodes, behind in bulk.pages(admin, at):
                at = behind or at
                yield _batch(nodes, behind, at)
            return
        except bulk.BulkFailed:
            at = Cursor(start=at.start)
    async for nodes, behind in paging.pages(admin, source.paged, at):
        yield _batch(nodes, behind, at)


async def _begin(admin: Admin, source: Source, start: str) -> Cursor:
    search = source.paged.search(start)
    told = (await admin.run(source.count, {"query": search or None})).part_or_none("count") or {}
    exact = told.get("precision") == "EXACT"
    count = int(told.get("count") or 0)
    if count >= source.bulk_from or (told and not exact):
        operation = await bulk.start(admin, source.bulk.text(search))
        if operation:
            return Cursor(start=start, bulk=operation, total=count if exact else 0)
    return Cursor(start=start, total=count if exact else 0)


def _batch(nodes: list[Any], behind: Cursor | None, at: Cursor) -> Batch:
    return Batch(nodes, behind.write() if behind else None, (behind or at).total or None)
