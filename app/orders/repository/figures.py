"""What the order book adds up to, for analytics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text

from app.kernel.db import UnitOfWork, rows
from app.orders.contracts import OrderNews, ProductRow, SalesRow, StoreOrders, Waiting

_ZONE = "COALESCE(NULLIF(s.timezone, ''), 'UTC')"
# `first` and `after` are for the index: where clocks are put back over midnight, a day begins before its (second) midnight.
_KEYS = f"""keys AS (
    SELECT s.org_id, s.id AS store_id, k.day, {_ZONE} AS zone,
           CAST(k.day AS timestamp) AT TIME ZONE {_ZONE} - interval '3 hours' AS first,
           CAST(k.day + 1 AS timestamp) AT TIME ZONE {_ZONE} AS after
    FROM unnest(CAST(:stores AS uuid[]), CAST(:days AS date[])) AS k(store_id, day) JOIN stores s ON s.id = k.store_id
)"""
_PLACED_THEN = """o.placed_at >= k.first AND o.placed_at < k.after
             AND CAST(o.placed_at AT TIME ZONE k.zone AS date) = k.day"""
_REFUNDED_THEN = """r.refunded_at >= k.first AND r.refunded_at < k.after
             AND CAST(r.refunded_at AT TIME ZONE k.zone AS date) = k.day"""
_DAYS = f"""
    SELECT o.store_id, CAST(o.placed_at AT TIME ZONE {_ZONE} AS date) AS day
    FROM orders o JOIN stores s ON s.org_id = o.org_id AND s.id = o.store_id WHERE {{which}}
    UNION
    SELECT o.store_id, CAST(r.refunded_at AT TIME ZONE {_ZONE} AS date)
    FROM order_refunds r JOIN orders o ON o.org_id = r.org_id AND o.id = r.order_id
    JOIN stores s ON s.org_id = o.org_id AND s.id = o.store_id WHERE {{which}}
    ORDER BY 1, 2"""
_SALES = text(
    f"""WITH {_KEYS}, facts AS (
        SELECT k.store_id, k.day, o.country, o.currency, 1 AS orders, o.units, g.gross, o.discount AS discounts, o.shipping,
               o.tax, o.total, 0::numeric AS refunds
        FROM keys k JOIN orders o ON o.org_id = k.org_id AND o.store_id = k.store_id
             AND {_PLACED_THEN} AND o.status <> 'cancelled'
        CROSS JOIN LATERAL (SELECT COALESCE(sum(i.total + i.discount), 0) AS gross FROM order_items i
                            WHERE i.org_id = o.org_id AND i.order_id = o.id) g
        UNION ALL
        SELECT k.store_id, k.day, o.country, o.currency, 0, 0, 0, 0, 0, 0, 0, r.amount
        FROM keys k JOIN order_refunds r ON r.org_id = k.org_id AND {_REFUNDED_THEN}
        JOIN orders o ON o.org_id = r.org_id AND o.id = r.order_id AND o.store_id = k.store_id AND o.status <> 'cancelled'
    )
    SELECT store_id, day, country, currency, sum(orders)::int, sum(units)::int, sum(gross), sum(discounts), sum(shipping),
           sum(tax), sum(total), sum(refunds)
    FROM facts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
)
_PRODUCTS = text(
    f"""WITH {_KEYS}, facts AS (
        SELECT k.store_id, k.day, i.product_id, o.currency, i.quantity AS units, i.total AS revenue, 0 AS refunded_units
        FROM keys k JOIN orders o ON o.org_id = k.org_id AND o.store_id = k.store_id
             AND {_PLACED_THEN} AND o.status <> 'cancelled'
        JOIN order_items i ON i.org_id = o.org_id AND i.order_id = o.id
        UNION ALL
        SELECT k.store_id, k.day, i.product_id, o.currency, 0, 0, CAST(line ->> 1 AS int)
        FROM keys k JOIN order_refunds r ON r.org_id = k.org_id AND {_REFUNDED_THEN}
        JOIN orders o ON o.org_id = r.org_id AND o.id = r.order_id AND o.store_id = k.store_id AND o.status <> 'cancelled'
        CROSS JOIN LATERAL jsonb_array_elements(r.lines) AS line
        JOIN order_items i ON i.org_id = o.org_id AND i.order_id = o.id AND i.external_id = line ->> 0
    )
    SELECT store_id, day, COALESCE(product_id, CAST('00000000-0000-0000-0000-000000000000' AS uuid)), currency,
           sum(units)::int, sum(revenue), sum(refunded_units)::int
    FROM facts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
)


TO_SHIP = (
    "status = 'open' AND fulfilment_status IN ('unfulfilled', 'partial') "
    "AND payment_status IN ('authorized', 'partially_paid', 'paid', 'partially_refunded')"
)
UNPAID = "status IN ('pending', 'open') AND payment_status IN ('pending', 'failed')"
ON_HOLD = "status = 'on_hold'"
_FEW = "(SELECT count(*) FROM (SELECT 1 FROM orders WHERE {} LIMIT 10000) AS few)::int"
_WAITING = text(f"SELECT {_FEW.format(TO_SHIP)} AS to_ship, {_FEW.format(UNPAID)} AS unpaid, {_FEW.format(ON_HOLD)} AS on_hold")


class Figures:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def days(self, order_ids: Iterable[UUID] | None) -> list[tuple[UUID, date]]:
        if order_ids is None:
            found = await self._uow.execute(text(_DAYS.format(which="true")))
        else:
            found = await self._uow.execute(text(_DAYS.format(which="o.id = ANY(:ids)")), {"ids": list(order_ids)})
        return [(row[0], row[1]) for row in found]

    async def sales(self, keys: Sequence[tuple[UUID, date]]) -> list[SalesRow]:
        found = await self._uow.execute(_SALES, rows(("stores", "days"), keys))
        names = (
            "store_id", "day", "country", "currency", "orders", "units", "gross", "discounts", "shipping", "tax", "total",
            "refunds",
        )  # fmt: skip
        return [SalesRow(**dict(zip(names, row, strict=True))) for row in found]

    async def products(self, keys: Sequence[tuple[UUID, date]]) -> list[ProductRow]:
        found = await self._uow.execute(_PRODUCTS, rows(("stores", "days"), keys))
        names = ("store_id", "day", "product_id", "currency", "units", "revenue", "refunded_units")
        return [ProductRow(**dict(zip(names, row, strict=True))) for row in found]

    async def stores(self, store_ids: Sequence[UUID]) -> list[StoreOrders]:
        found = await self._uow.execute(
            text(
                """SELECT u.id, (SELECT count(*) FROM orders o WHERE o.store_id = u.id
                                 AND o.status IN ('pending', 'open', 'on_hold'))::int,
                          (SELECT max(placed_at) FROM orders o WHERE o.store_id = u.id)
                   FROM unnest(CAST(:stores AS uuid[])) AS u(id) ORDER BY 1"""
            ),
            {"stores": list(store_ids)},
        )
        return [StoreOrders(store_id=row[0], active=row[1], last_order_at=row[2]) for row in found]

    async def waiting(self) -> Waiting:
        return Waiting(**(await self._uow.execute(_WAITING)).mappings().one())

    async def news(self, order_ids: Iterable[UUID]) -> list[OrderNews]:
        found = await self._uow.execute(
            text(
                """SELECT id AS order_id, store_id, number, customer_name, total, currency, placed_at FROM orders
                   WHERE id = ANY(:ids) AND NOT COALESCE(CAST(details ->> 'historic' AS boolean), false)
                   ORDER BY placed_at, id"""
            ),
            {"ids": list(order_ids)},
        )
        return [OrderNews(**row) for row in found.mappings()]
