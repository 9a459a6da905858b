"""Sales of a period: rows, totals, and those of the period before. Several currencies are never added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from orjson import Fragment

from app.analytics import figures
from app.analytics.contracts import Period, SalesQuery
from app.analytics.use_cases.periods import period
from app.kernel.db import database
from app.kernel.errors import NotFound


async def sales(org_id: UUID, *, first: date | None, last: date | None, **wanted: Any) -> dict[str, Any]:
    """Ready for orjson. `wanted` are fields of `SalesQuery`. Raises NotFound for a store that is not the organisation's."""
    async with database().read(org_id) as connection:
        home = await connection.fetchrow(figures.HOME)
        assert home is not None
        query = SalesQuery(period=period(first, last, home["timezone"]), **wanted)
        await known(connection, query.store_ids)
        rows, totals = await _rows(connection, query, query.period)
        before = query.period.before
        then = await _rows(connection, query, before) if query.compare else None
    return {
        "from": query.period.first,
        "to": query.period.last,
        "group_by": query.group_by,
        "currency": home["currency"],
        "rows": Fragment(rows),
        "totals": Fragment(totals),
        "previous": {"from": before.first, "to": before.last, "rows": Fragment(then[0]), "totals": Fragment(then[1])}
        if then
        else None,
    }


async def known(connection: asyncpg.Connection[Any], store_ids: Sequence[UUID]) -> None:
    """Raises NotFound for a store that is not the organisation's."""
    if store_ids and (stranger := await connection.fetchval(figures.STRANGERS, list(store_ids))):
        raise NotFound("store", stranger)


async def _rows(connection: asyncpg.Connection[Any], query: SalesQuery, period: Period) -> tuple[str, str]:
    """(rows, totals) of a period, JSON arrays."""
    given = {"store_ids": list(query.store_ids), "countries": list(query.countries)}
    narrowed = [name for name, values in given.items() if values]
    values = [given[name] for name in narrowed]
    days = (period.first, period.last)
    if query.group_by in ("product", "category"):
        of = figures.products if query.group_by == "product" else figures.categories
        rows = await connection.fetchval(of(narrowed), *days, query.limit, *values)
        return rows, await connection.fetchval(figures.totals(narrowed), *days, *values)
    row = await connection.fetchrow(figures.sales(query.group_by, narrowed), *days, *values)
    assert row is not None
    return row["rows"], row["totals"]
