"""The first screen: figures against the period before, a card per store, what happened lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from orjson import Fragment

from app.analytics import figures
from app.analytics.use_cases.periods import period
from app.analytics.use_cases.sales import known
from app.kernel.db import database

RECENT = 20
COMPARED = ("revenue", "net_revenue", "orders", "average_order_value", "units", "refunds")
_NOTHING = {"revenue": "0.00", "net_revenue": "0.00", "orders": 0, "average_order_value": None, "units": 0, "refunds": "0.00"}


async def dashboard(org_id: UUID, *, first: date | None, last: date | None, store_ids: Sequence[UUID] = ()) -> dict[str, Any]:
    """Ready for orjson, of these stores or of all. Six statements at most, however many stores there are. Raises NotFound
    for a store that is not the organisation's."""
    some = list(store_ids) or None
    async with database().read(org_id) as connection:
        home = await connection.fetchrow(figures.HOME)
        assert home is not None
        now = period(first, last, home["timezone"])
        before = now.before
        await known(connection, store_ids)
        sql, values = (figures.totals(["store_ids"]), [some]) if some else (figures.totals([]), [])
        current = await connection.fetchval(sql, now.first, now.last, *values)
        previous = await connection.fetchval(sql, before.first, before.last, *values)
        cards = await connection.fetchval(figures.CARDS, now.first, now.last, before.first, some)
        recent = await connection.fetchrow(figures.ACTIVITY, some, None, None, None, RECENT)
        assert recent is not None
    return {
        "from": now.first,
        "to": now.last,
        "previous_from": before.first,
        "previous_to": before.last,
        "currency": home["currency"],
        "kpis": compare(home["currency"], orjson.loads(current), orjson.loads(previous)),
        "stores": Fragment(cards),
        "activity": Fragment(recent["items"]),
    }


def compare(home: str, current: list[dict[str, Any]], previous: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One strip per currency that sold in either period, the organisation's first (and alone if nothing sold)."""
    now, then = ({row["currency"]: row for row in rows} for rows in (current, previous))
    currencies = sorted({*now, *then} or {home}, key=lambda currency: (currency != home, currency))
    return [
        {
            "currency": currency,
            **{name: _one(now.get(currency, _NOTHING)[name], then.get(currency, _NOTHING)[name]) for name in COMPARED},
        }
        for currency in currencies
    ]


def _one(value: Any, before: Any) -> dict[str, Any]:
    """The change in per cent, to a tenth; None where there is nothing to compare with."""
    change = None
    if value is not None and before is not None and Decimal(before) != 0:
        change = float(round((Decimal(value) - Decimal(before)) / abs(Decimal(before)) * 100, 1))
    return {"value": value, "previous": before, "change_percent": change}
