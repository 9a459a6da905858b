"""What was sold on which day of a store's own calendar: the raw figures that analytics keeps.

Cancelled orders count nowhere, their refunds neither. An order counts on the day it was placed, a refund on the day it
was given; both days are those of the store's time zone. Amounts are never added across currencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import text

from app.kernel.db import UnitOfWork, rows
from app.orders.contracts import OrderNews, ProductRow, SalesRow, StoreOrders

NO_PRODUCT = UUID(int=0)
ACTIVE = ("pending", "open", "on_hold")

_ZONES = "unnest(CAST(:zone_stores AS uuid[]), CAST(:zones AS text[])) AS z(store_id, tz)"
_DAYS = f"""
SELECT o.store_id, (o.placed_at AT TIME ZONE z.tz)::date AS day
FROM orders o JOIN {_ZONES} ON z.store_id = o.store_id WHERE CAST(:ids AS uuid[]) IS NULL OR o.id = ANY(:ids)
UNION
SELECT o.store_id, (r.refunded_at AT TIME ZONE z.tz)::date
FROM orders o JOIN {_ZONES} ON z.store_id = o.store_id JOIN order_refunds r ON r.order_id = o.id
WHERE CAST(:ids AS uuid[]) IS NULL OR o.id = ANY(:ids)
ORDER BY 1, 2"""  # noqa: S608 - constants only

# The bounds find the rows by index; the calendar has the last word, so that a day means the same here and in _DAYS even
# where a zone's clock is changed at midnight.
_KEYS = """
WITH keys AS MATERIALIZED (
    SELECT k.store_id, k.day, k.tz, (k.day::timestamp AT TIME ZONE k.tz) - interval '3 hours' AS lower,
           ((k.day + 1)::timestamp AT TIME ZONE k.tz) + interval '3 hours' AS upper
    FROM unnest(CAST(:stores AS uuid[]), CAST(:days AS date[]), CAST(:day_zones AS text[])) AS k(store_id, day, tz)
), placed AS NOT MATERIALIZED (
    SELECT k.day, o.* FROM keys k
    JOIN orders o ON o.store_id = k.store_id AND o.placed_at >= k.lower AND o.placed_at < k.upper
    WHERE (o.placed_at AT TIME ZONE k.tz)::date = k.day AND o.status <> 'cancelled'
)"""
_SALES = f"""{_KEYS}, counted AS (
    SELECT store_id, day, country, currency, 1 AS orders, units, subtotal + discount AS gross, discount AS discounts,
           shipping, tax, total, 0::numeric AS refunds
    FROM placed
    UNION ALL
    SELECT k.store_id, k.day, o.country, r.currency, 0, 0, 0, 0, 0, 0, 0, r.amount
    FROM keys k JOIN order_refunds r ON r.refunded_at >= k.lower AND r.refunded_at < k.upper
    JOIN orders o ON o.id = r.order_id AND o.store_id = k.store_id
    WHERE (r.refunded_at AT TIME ZONE k.tz)::date = k.day AND o.status <> 'cancelled'
)
SELECT store_id, day, country, currency, sum(orders)::int AS orders, sum(units)::int AS units, sum(gross) AS gross,
       sum(discounts) AS discounts, sum(shipping) AS shipping, sum(tax) AS tax, sum(total) AS total, sum(refunds) AS refunds
FROM counted GROUP BY store_id, day, country, currency"""  # noqa: S608 - constants only
_PRODUCTS = f"""{_KEYS}
SELECT o.store_id, o.day, COALESCE(i.product_id, '{NO_PRODUCT}'::uuid) AS product_id, o.currency,
       sum(i.quantity)::int AS units, sum(i.total) AS revenue, sum(i.refunded)::int AS refunded_units
FROM placed o JOIN order_items i ON i.order_id = o.id
GROUP BY o.store_id, o.day, COALESCE(i.product_id, '{NO_PRODUCT}'::uuid), o.currency"""  # noqa: S608 - constants only
_STORES = text(
    """SELECT s.id AS store_id, (SELECT count(*) FROM orders o WHERE o.store_id = s.id AND o.status = ANY(:active)) AS active,
              (SELECT max(o.placed_at) FROM orders o WHERE o.store_id = s.id) AS last_order_at
       FROM stores s WHERE CAST(:ids AS uuid[]) IS NULL OR s.id = ANY(:ids)"""
)
_NEWS = text(
    """SELECT o.id AS order_id, o.store_id, o.number, o.customer_name, o.total, o.currency, o.placed_at
       FROM orders o JOIN stores s ON s.org_id = o.org_id AND s.id = o.store_id
       WHERE o.id = ANY(:ids) AND o.placed_at >= s.created_at AND o.status <> 'cancelled' ORDER BY o.placed_at, o.id"""
)


async def days_of(uow: UnitOfWork, order_ids: Iterable[UUID] | None) -> list[tuple[UUID, date]]:
    """The (store, local day) keys that these orders touch (None: all orders), sorted."""
    found = await uow.execute(text(_DAYS), {**_zone_columns(await _zones(uow)), "ids": _ids(order_ids)})
    return [(row.store_id, row.day) for row in found]


async def sales_rows(uow: UnitOfWork, keys: Sequence[tuple[UUID, date]]) -> list[SalesRow]:
    """Figures of these (store, local day) keys by country and currency; days without any have no row."""
    found = await uow.execute(text(_SALES), await _key_columns(uow, keys))
    return [SalesRow(**row) for row in found.mappings()]


async def product_rows(uow: UnitOfWork, keys: Sequence[tuple[UUID, date]]) -> list[ProductRow]:
    """Units and revenue by product; lines of unknown products are together under the nil product."""
    found = await uow.execute(text(_PRODUCTS), await _key_columns(uow, keys))
    return [ProductRow(**row) for row in found.mappings()]


async def store_orders(uow: UnitOfWork, store_ids: Iterable[UUID] | None) -> list[StoreOrders]:
    """Orders still to be worked on and the newest order's moment, of these stores (None: all)."""
    found = await uow.execute(_STORES, {"ids": _ids(store_ids), "active": list(ACTIVE)})
    return [StoreOrders(**row) for row in found.mappings()]


async def order_news(uow: UnitOfWork, order_ids: Iterable[UUID]) -> list[OrderNews]:
    """Those placed since their store is with us: what a first import brings is history, not news."""
    found = await uow.execute(_NEWS, {"ids": list(order_ids)})
    return [OrderNews(**row) for row in found.mappings()]


def _ids(ids: Iterable[UUID] | None) -> list[UUID] | None:
    return None if ids is None else list(ids)


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


async def _zones(uow: UnitOfWork) -> dict[UUID, str]:
    """Stores' time zones; what is no zone's name (platforms may send a bare offset) counts as UTC."""
    known = _known_zones()
    found = await uow.execute(text("SELECT id, timezone FROM stores"))
    return {row.id: row.timezone if row.timezone in known else "UTC" for row in found}


def _zone_columns(zones: dict[UUID, str]) -> dict[str, Any]:
    return {"zone_stores": list(zones), "zones": list(zones.values())}


async def _key_columns(uow: UnitOfWork, keys: Sequence[tuple[UUID, date]]) -> dict[str, Any]:
    zones = await _zones(uow)
    return rows(("stores", "days", "day_zones"), [(store, day, zones.get(store, "UTC")) for store, day in keys])
