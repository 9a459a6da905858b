"""What screens read of orders. PostgreSQL writes the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from app.kernel.finding import indexed, newest
from app.kernel.json_sql import array, written
from app.orders.contracts import OrderNews
from app.orders.repository.filters import NEWEST, PLACES, SORTS, Sort, clause


def _amount(column: str) -> str:
    """As `money.plain` writes it: two digits after the point at least, no more zeros than that."""
    return f"CASE WHEN min_scale({column}) < 3 THEN round({column}, 2) ELSE trim_scale({column}) END"


def _money(column: str) -> str:
    return f"({_amount(column)})::text"


def _time(column: str) -> str:
    return f"""to_char({column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""


def _object(**fields: str) -> str:
    pairs = ", ".join(f"'{name}', {value}" for name, value in fields.items())
    return f"json_build_object({pairs})"


_AMOUNTS = ("subtotal", "discount", "shipping", "tax", "total", "refunded")
_PLAIN = (
    "id", "store_id", "external_id", "number", "customer_id", "customer_name", "email", "country", "currency", "status",
    "payment_status", "fulfilment_status", "units", "tags", "source", "version",
)  # fmt: skip
_ROW = {
    **{name: f"o.{name}" for name in _PLAIN},
    **{name: _money(f"o.{name}") for name in _AMOUNTS},
    "placed_at": _time("o.placed_at"),
    "updated_at": _time("o.updated_at"),
}
_ITEM = {
    **{
        name: f"i.{name}"
        for name in (
            "id", "external_id", "product_id", "variant_id", "title", "variant_title", "sku", "image_url", "quantity",
            "fulfilled", "refunded", "open",
        )
    },
    "price": _money("i.price"),
    "discount": _money("i.discount"),
    "total": _money("i.total"),
}  # fmt: skip
# what the channel showed with the order; else the variant's picture, or the product's first
_PICTURE = """COALESCE(NULLIF(i.image_url, ''), (
    SELECT m.url FROM product_images m LEFT JOIN variants v ON v.org_id = i.org_id AND v.id = i.variant_id
    WHERE m.org_id = i.org_id AND m.product_id = i.product_id
    ORDER BY m.id = v.image_id DESC NULLS LAST, m.position LIMIT 1), '')"""
_ITEM_WHOLE = {
    **_ITEM,
    "image_url": _PICTURE,
    "tax": _money("i.tax"),
    "requires_shipping": "i.requires_shipping",
    "restocked": "i.restocked",
    "properties": "i.properties",
    "remote_product_id": "i.remote_product_id",
    "remote_variant_id": "i.remote_variant_id",
}


_WORDS = ("status", "payment_status", "fulfilment_status")  # that a CHECK knows
_LIST_ITEM = written(  # what is text around them needs no amounts that are texts already
    {**_ITEM, **{name: _amount(f"i.{name}") for name in ("price", "discount", "total")}},
    bare=("quantity", "fulfilled", "refunded", "open"), quoted=("id", "price", "discount", "total")
)  # fmt: skip
_LIST_ITEMS = f"""(SELECT {array(_LIST_ITEM, order="i.position, i.id")} FROM order_items i
                   WHERE i.org_id = o.org_id AND i.order_id = o.id)"""
_LIST_ROW = written(
    {**_ROW, **{name: _amount(f"o.{name}") for name in _AMOUNTS}, "items": _LIST_ITEMS},
    bare=("units", "version", "items"),
    quoted=("id", "store_id", "placed_at", "updated_at", *_WORDS, *_AMOUNTS),
)


def _items(fields: dict[str, str]) -> str:
    return f"""COALESCE((SELECT json_agg({_object(**fields)} ORDER BY i.position, i.id) FROM order_items i
                         WHERE i.org_id = o.org_id AND i.order_id = o.id), '[]')"""


_REFUNDS = f"""COALESCE((SELECT json_agg({
    _object(
        id="r.id",
        external_id="r.external_id",
        amount=_money("r.amount"),
        currency="r.currency",
        reason="r.reason",
        lines="r.lines",
        refunded_at=_time("r.refunded_at"),
    )
} ORDER BY r.refunded_at, r.id) FROM order_refunds r
    WHERE r.org_id = o.org_id AND r.order_id = o.id AND (r.amount > 0 OR r.lines <> '[]')), '[]')"""
_DETAIL = {
    "phone": "o.phone",
    "billing_address": "o.billing_address",
    "shipping_address": "o.shipping_address",
    "taxes_included": "o.taxes_included",
    "taxes": "COALESCE(o.details -> 'taxes', '[]')",
    "discounts": "COALESCE(o.details -> 'discounts', '[]')",
    "shipping_lines": "COALESCE(o.details -> 'shipping_lines', '[]')",
    "fulfilments": "COALESCE(o.details -> 'fulfilments', '[]')",
    "note": "o.note",
    "internal_note": "o.internal_note",
    "cancelled_at": _time("o.cancelled_at"),
    "cancel_reason": "o.cancel_reason",
    "created_at": _time("o.created_at"),
    "writable": "(SELECT s.status <> 'suspended' FROM stores s WHERE s.org_id = o.org_id AND s.id = o.store_id)",
}
# json_build_object takes a hundred arguments: the whole order is two objects laid together
_HALF = _object(**_DETAIL, items=_items(_ITEM_WHOLE), refunds=_REFUNDS)
_ONE = f"""SELECT (({_object(**_ROW)})::jsonb || ({_HALF})::jsonb)::text FROM orders o WHERE o.id = $1"""
_EVENT = _object(
    id="e.id", at=_time("e.at"), kind="e.kind", source="e.source", actor="e.actor", summary="e.summary", before="e.before",
    after="e.after",
)  # fmt: skip

_MATCHING = newest("orders", "o", "placed_at", place="true", where="$2::text IS NOT NULL AND o.search LIKE $2", limit="$3::int")
_FOUND = f"""
WITH {_MATCHING}, named AS (
    SELECT id FROM orders WHERE number = ANY($1::text[]) ORDER BY placed_at DESC, id DESC LIMIT $3::int
), best AS (
    SELECT id, 0 AS place FROM named UNION ALL SELECT id, 1 FROM found WHERE id NOT IN (SELECT id FROM named)
)
SELECT o.id AS order_id, o.store_id, o.number, o.customer_name, o.total, o.currency, o.placed_at
FROM best b JOIN orders o ON o.id = b.id
ORDER BY b.place, o.placed_at DESC, o.id DESC LIMIT $3::int"""

Connection: TypeAlias = "asyncpg.Connection[Any]"


class Pages:
    """On a read connection of one organisation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def orders(
        self, conditions: Sequence[tuple[str, Any]], position: Sequence[Any] | None, limit: int, sort: Sort = SORTS[NEWEST]
    ) -> tuple[str, int, Any, Any]:
        """(JSON array, rows, sort key and id of the last). `conditions` are named by `filters`, with their values."""
        values: list[Any] = []
        sought = sort == SORTS[NEWEST] and any(name == "q" for name, _ in conditions)
        place, where = ["true"], ["true"]
        for name, value in conditions:
            values.append(value)
            mark = f"${len(values)}"
            said = clause(name, mark, on_finder=True) if sought else _over_all(name, mark)
            (place if name in PLACES else where).append(said)
        if position:
            values += position
            after = sort.after(f"${len(values) - 1}", f"${len(values)}")
            (place if sort.key == "placed_at" else where).append(after)
        # a page that nothing narrows is planned once for each size; what hangs on values is planned with them
        most = str(int(limit))
        if conditions:
            values.append(limit)
            most = f"${len(values)}"
        far = not sought or indexed(str(dict(conditions)["q"]))
        row = await self._connection.fetchrow(_page(place, where, most, sort, sought=sought, far=far), *values)
        assert row is not None
        return row["items"], row["found"], row["last_key"], row["last_id"]

    async def ids(self, conditions: Sequence[tuple[str, Any]], position: UUID | None, limit: int) -> list[UUID]:
        """In the order of their ids, from behind `position`."""
        values: list[Any] = [position, limit]
        where = ["($1::uuid IS NULL OR o.id > $1)"]
        for name, value in conditions:
            values.append(value)
            where.append(_over_all(name, f"${len(values)}"))
        found = await self._connection.fetch(
            f"SELECT o.id FROM orders o WHERE {' AND '.join(where)} ORDER BY o.id LIMIT $2",
            *values,
        )
        return [row["id"] for row in found]

    async def cube(self, conditions: Sequence[tuple[str, Any]], most: int) -> list[tuple[str, str, str, UUID, int]]:
        """Orders by status, payment status, fulfilment status and store; of the newest `most` that the conditions leave."""
        sought = any(name == "q" for name, _ in conditions)
        values: list[Any] = [most]
        where = ["true"]
        for name, value in conditions:
            values.append(value)
            where.append(clause(name, f"${len(values)}", on_finder=sought))
        found = await self._connection.fetch(
            f"""SELECT status, payment_status, fulfilment_status, store_id, count(*) FROM (
                    SELECT o.status, o.payment_status, o.fulfilment_status, o.store_id
                    FROM {"orders_finder" if sought else "orders"} o
                    WHERE {" AND ".join(where)} ORDER BY o.placed_at DESC, o.id DESC LIMIT $1) AS few
                GROUP BY 1, 2, 3, 4""",
            *values,
        )
        return [tuple(row) for row in found]

    async def order(self, order_id: UUID) -> str | None:
        found: str | None = await self._connection.fetchval(_ONE, order_id)
        return found

    async def exists(self, order_id: UUID) -> bool:
        return bool(await self._connection.fetchval("SELECT true FROM orders WHERE id = $1", order_id))

    async def timeline(self, order_id: UUID, position: Sequence[Any] | None, limit: int) -> tuple[str, int, Any, Any]:
        """Newest first: (JSON array, rows, at and id of the last)."""
        row = await self._connection.fetchrow(
            f"""WITH page AS (
                    SELECT * FROM order_events WHERE order_id = $1
                       AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3)) ORDER BY at DESC, id DESC LIMIT $4)
                SELECT COALESCE(json_agg({_EVENT} ORDER BY e.at DESC, e.id DESC), '[]')::text AS items, count(*) AS found,
                       min(e.at) AS last_at, (array_agg(e.id ORDER BY e.at, e.id))[1] AS last_id FROM page e""",
            order_id,
            *(position or (None, None)),
            limit,
        )
        assert row is not None
        return row["items"], row["found"], row["last_at"], row["last_id"]

    async def find(self, numbers: Sequence[str], pattern: str | None, most: int) -> list[OrderNews]:
        """Those numbers first, then the newest whose search text is LIKE `pattern`."""
        found = await self._connection.fetch(_FOUND, list(numbers), pattern, most)
        return [OrderNews(**row) for row in found]

    async def raw(self, order_id: UUID) -> str | None:
        found: str | None = await self._connection.fetchval("SELECT payload FROM order_raw WHERE order_id = $1", order_id)
        return found


def _over_all(name: str, mark: str) -> str:
    """A condition over `orders o` in any order; a word is looked for through the finder's index."""
    if name == "q":
        return f"o.id = ANY(ARRAY(SELECT f.id FROM orders_finder f WHERE f.search LIKE {mark}::text))"
    return clause(name, mark)


def _page(place: Sequence[str], where: Sequence[str], limit: str, sort: Sort, *, sought: bool, far: bool) -> str:
    head, which = "", " AND ".join([*place, *where])
    if sought:
        search = newest(
            "orders", "o", "placed_at", place=" AND ".join(place), where=" AND ".join(where), limit=limit, far=far
        )  # fmt: skip
        head, which = f"{search}, ", "o.id IN (SELECT id FROM found)"
    return f"""WITH {head}page AS (
        SELECT * FROM orders o WHERE {which} ORDER BY {sort.order} LIMIT {limit}
    )
    SELECT {array(_LIST_ROW, order=sort.order)} AS items,
           count(*) AS found, (array_agg(o.{sort.key} ORDER BY {sort.order}))[count(*)] AS last_key,
           (array_agg(o.id ORDER BY {sort.order}))[count(*)] AS last_id
    FROM page o"""
