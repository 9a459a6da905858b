"""Sales of a period: rows, totals, and those of the period before. Several currencies are never added."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
from orjson import Fragment

from app.analytics import figures
from app.analytics.contracts import Period, SalesQuery
from app.analytics.use_cases.periods import period
from app.kernel.db import database
from app.kernel.errors import NotFound


async def sales(
    org_id: UUID, *, first: Any, last: Any, group_by: Any, store_ids: list[UUID], compare: bool, limit: int
) -> dict[str, Any]:
    """Ready for orjson. `limit`: products per currency. Raises NotFound for a store that is not the organisation's."""
    async with database().read(org_id) as connection:
        home = await connection.fetchrow(figures.HOME)
        assert home is not None
        query = SalesQuery(
            period=period(first, last, home["timezone"]), group_by=group_by, store_ids=store_ids, compare=compare
        )
        await _known(connection, store_ids)
        rows, totals = await _rows(connection, query, limit)
        previous = await _totals(connection, query, query.period.before) if compare else None
    before = query.period.before
    return {
        "from": query.period.first,
        "to": query.period.last,
        "group_by": query.group_by,
        "currency": home["currency"],
        "rows": Fragment(rows),
        "totals": Fragment(totals),
        "previous": {"from": before.first, "to": before.last, "totals": Fragment(previous)} if previous else None,
    }


async def _known(connection: asyncpg.Connection[Any], store_ids: list[UUID]) -> None:
    if store_ids and (stranger := await connection.fetchval(figures.STRANGERS, store_ids)):
        raise NotFound("store", stranger)


async def _rows(connection: asyncpg.Connection[Any], query: SalesQuery, limit: int) -> tuple[str, str]:
    stores = [list(query.store_ids)] if query.store_ids else []
    days = (query.period.first, query.period.last)
    if query.group_by == "product":
        rows = await connection.fetchval(figures.products(stores=bool(stores)), *days, limit, *stores)
        return rows, await _totals(connection, query, query.period)
    row = await connection.fetchrow(figures.sales(query.group_by, stores=bool(stores)), *days, *stores)
    assert row is not None
    return row["rows"], row["totals"]


async def _totals(connection: asyncpg.Connection[Any], query: SalesQuery, period: Period) -> str:
    stores = [list(query.store_ids)] if query.store_ids else []
    found: str = await connection.fetchval(figures.totals(stores=bool(stores)), period.first, period.last, *stores)
    return found
