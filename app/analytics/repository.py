"""All SQL that writes facts. Reading them for people is in `figures`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.analytics.contracts import Key
from app.kernel import clock
from app.kernel.db import UnitOfWork, rows

SALES = (
    "store_id", "day", "country", "currency", "orders", "units", "gross", "discounts", "shipping", "tax", "total", "refunds",
)  # fmt: skip
PRODUCTS = ("store_id", "day", "product_id", "currency", "units", "revenue", "refunded_units")
STORES = ("store_id", "active_orders", "last_order_at")
NEWS = ("id", "at", "store_id", "summary", "amount", "currency")

# Whoever recomputes a day holds its lock until the commit, so that of two the later one sees what the earlier one saw
# and more. Locks are taken in the order of their numbers by everybody.
_LOCK = text(
    """SELECT pg_advisory_xact_lock(number) FROM (
           SELECT DISTINCT hashtextextended('analytics/' || CAST(:org AS text) || '/' || key, 0) AS number
           FROM unnest(CAST(:keys AS text[])) AS key ORDER BY number) AS sorted"""
)
_KEYS = "unnest(CAST(:stores AS uuid[]), CAST(:days AS date[])) AS k(store_id, day)"
_CLEAR_SALES = text(f"DELETE FROM sales_daily f USING {_KEYS} WHERE f.store_id = k.store_id AND f.day = k.day")  # noqa: S608
_CLEAR_PRODUCTS = text(
    f"DELETE FROM product_daily f USING {_KEYS} WHERE f.store_id = k.store_id AND f.day = k.day"  # noqa: S608
)
_ADD_SALES = text(
    """INSERT INTO sales_daily (org_id, store_id, day, country, currency, orders, units, gross, discounts, shipping, tax,
                                total, refunds, updated_at)
       SELECT :org, u.*, :now FROM unnest(CAST(:store_id AS uuid[]), CAST(:day AS date[]), CAST(:country AS text[]),
           CAST(:currency AS text[]), CAST(:orders AS int[]), CAST(:units AS int[]), CAST(:gross AS numeric[]),
           CAST(:discounts AS numeric[]), CAST(:shipping AS numeric[]), CAST(:tax AS numeric[]),
           CAST(:total AS numeric[]), CAST(:refunds AS numeric[])) AS u"""
)
_ADD_PRODUCTS = text(
    """INSERT INTO product_daily (org_id, store_id, day, product_id, currency, units, revenue, refunded_units, updated_at)
       SELECT :org, u.*, :now FROM unnest(CAST(:store_id AS uuid[]), CAST(:day AS date[]), CAST(:product_id AS uuid[]),
           CAST(:currency AS text[]), CAST(:units AS int[]), CAST(:revenue AS numeric[]),
           CAST(:refunded_units AS int[])) AS u"""
)
_STORES = text(
    """INSERT INTO store_activity (org_id, store_id, active_orders, last_order_at, last_activity_at, updated_at)
       SELECT :org, u.store_id, u.active, u.last_order_at, COALESCE(CAST(:seen AS timestamptz), u.last_order_at), :now
       FROM unnest(CAST(:store_id AS uuid[]), CAST(:active_orders AS int[]), CAST(:last_order_at AS timestamptz[]))
            AS u(store_id, active, last_order_at)
       ORDER BY u.store_id
       ON CONFLICT (org_id, store_id) DO UPDATE SET active_orders = excluded.active_orders,
           last_order_at = excluded.last_order_at, updated_at = excluded.updated_at,
           last_activity_at = COALESCE(CAST(:seen AS timestamptz), store_activity.last_activity_at,
                                       excluded.last_activity_at)"""
)
_NEWS = text(
    """INSERT INTO activity (org_id, id, at, store_id, kind, entity_id, summary, amount, currency)
       SELECT :org, u.id, u.at, u.store_id, :kind, u.id, u.summary, u.amount, u.currency
       FROM unnest(CAST(:id AS uuid[]), CAST(:at AS timestamptz[]), CAST(:store_id AS uuid[]), CAST(:summary AS text[]),
                   CAST(:amount AS numeric[]), CAST(:currency AS text[])) AS u(id, at, store_id, summary, amount, currency)
       ON CONFLICT (org_id, id, at) DO NOTHING RETURNING id"""
)


class Facts:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def lock(self, keys: Sequence[Key], stores: Sequence[UUID]) -> None:
        """Until the commit. A statement of its own: what is read after it sees what the last holder committed."""
        names = [*(f"{store}/{day}" for store, day in keys), *(str(store) for store in stores)]
        await self._uow.execute(_LOCK, {"org": str(self._uow.org_id), "keys": names})

    async def replace(self, keys: Sequence[Key], sales: Sequence[tuple[Any, ...]], products: Sequence[tuple[Any, ...]]) -> None:
        """The facts of these keys are now exactly these, in the order of SALES and PRODUCTS."""
        which = rows(("stores", "days"), keys)
        common = {"org": self._uow.org_id, "now": clock.now()}
        await self._uow.execute(_CLEAR_SALES, which)
        await self._uow.execute(_CLEAR_PRODUCTS, which)
        await self._uow.execute(_ADD_SALES, {**common, **rows(SALES, sales)})
        await self._uow.execute(_ADD_PRODUCTS, {**common, **rows(PRODUCTS, products)})

    async def store_activity(self, stores: Sequence[tuple[UUID, int, datetime | None]], seen: datetime | None) -> None:
        """`seen`: when something just happened there; None: nothing did, the figures were only counted again."""
        given = {"org": self._uow.org_id, "now": clock.now(), "seen": seen}
        await self._uow.execute(_STORES, {**given, **rows(STORES, stores)})

    async def news(self, kind: str, items: Sequence[tuple[UUID, datetime, UUID, str, Decimal | None, str]]) -> set[UUID]:
        """Put on the feed what is not there yet (id, at, store, summary, amount, currency); the ids that are new."""
        added = await self._uow.scalars(_NEWS, {"org": self._uow.org_id, "kind": kind, **rows(NEWS, items)})
        return set(added)

    async def stale(self, known: Sequence[Key]) -> list[Key]:
        """Keys that have facts and are not among these."""
        found = await self._uow.execute(
            text(
                f"""SELECT store_id, day FROM sales_daily UNION SELECT store_id, day FROM product_daily
                    EXCEPT SELECT store_id, day FROM {_KEYS}"""  # noqa: S608 - constants only
            ),
            rows(("stores", "days"), known),
        )
        return [(row.store_id, row.day) for row in found]
