"""Lists of inventory: levels with their products, and the ledger. PostgreSQL writes the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.inventory.contracts import LOW_AT, Sort
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment, whole
from app.kernel.db import database
from app.kernel.finding import literal

_ORDERS = {"product": "variant_id, location_id", "available": "available, variant_id, location_id"}
_AFTER = {
    "product": "(l.variant_id, l.location_id) > ($6, $7)",
    "available": "(l.available, l.variant_id, l.location_id) > ($5, $6, $7)",
}
_THRESHOLD = f"""COALESCE(l.low_at, CASE WHEN EXISTS (SELECT 1 FROM inventory_settings)
    THEN (SELECT low_at FROM inventory_settings) ELSE {LOW_AT} END)"""  # noqa: S608 - constants only
_IMAGE = """(SELECT i.url FROM product_images i WHERE i.org_id = p.org_id AND i.product_id = p.id
         ORDER BY i.id = v.image_id DESC NULLS LAST, i.position LIMIT 1)"""
_MATCHES = {
    "contains": "p.id IN (SELECT f.id FROM products_finder f WHERE f.search LIKE '%' || $4 || '%')",
    "is": "v.sku = ANY(ARRAY[$4, upper($4), lower($4)]) OR v.barcode = $4",
    "": "$4::text IS NULL",
}


def _levels(sort: Sort, match: str) -> str:
    """$1 location, $2 variants, $3 at most, $4 text, ($5, $6, $7) position, $8 limit, $9 stores, $10 only low ones."""
    order = _ORDERS[sort]
    return f"""
WITH page AS (
    SELECT l.variant_id, l.location_id, l.on_hand, l.reserved, l.available, l.incoming, l.low_at, l.updated_at,
           {_THRESHOLD} AS threshold
    FROM stock_levels l JOIN variants v ON v.org_id = l.org_id AND v.id = l.variant_id AND v.deleted_at IS NULL
    JOIN products p ON p.org_id = v.org_id AND p.id = v.product_id AND p.deleted_at IS NULL
    WHERE ($1::uuid IS NULL OR l.location_id = $1) AND ($2::uuid[] IS NULL OR l.variant_id = ANY($2))
      AND ($3::int IS NULL OR l.available <= $3) AND ({_MATCHES[match]})
      AND ($6::uuid IS NULL OR {_AFTER[sort]}) AND ($5::int IS NULL OR $6::uuid IS NOT NULL)
      AND ($9::uuid[] IS NULL OR EXISTS (SELECT 1 FROM listing_variants x WHERE x.org_id = l.org_id AND x.store_id = ANY($9)
                                       AND x.variant_id = l.variant_id AND x.gone_at IS NULL))
      AND (NOT $10::bool OR l.available <= {_THRESHOLD})
    ORDER BY {
        order.replace("available", "l.available").replace("variant_id", "l.variant_id").replace("location_id", "l.location_id")
    } LIMIT $8
)
SELECT COALESCE(json_agg(json_build_object(
    'variant_id', page.variant_id, 'location_id', page.location_id, 'location', o.name, 'on_hand', page.on_hand,
    'reserved', page.reserved, 'available', page.available, 'incoming', page.incoming, 'low_at', page.low_at,
    'low', COALESCE(page.available <= page.threshold, false), 'tracked', v.track_inventory,
    'product_id', p.id, 'product', p.title, 'variant', v.title, 'sku', v.sku, 'barcode', v.barcode, 'image_url', {_IMAGE},
    'updated_at', to_char(page.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
) ORDER BY {", ".join(f"page.{name}" for name in order.split(", "))}), '[]')::text AS items, count(*) AS found,
       (array_agg(ARRAY[page.available::text, page.variant_id::text, page.location_id::text]
                  ORDER BY {", ".join(f"page.{name} DESC" for name in order.split(", "))})) [1:1] AS last
FROM page JOIN variants v ON v.id = page.variant_id JOIN products p ON p.id = v.product_id AND p.org_id = v.org_id
JOIN locations o ON o.id = page.location_id"""  # noqa: S608 - constants only


def _ledger(where: Sequence[str], order: str, limit: int) -> str:
    condition = f"WHERE {' AND '.join(where)}" if where else ""
    return f"""
WITH page AS (SELECT * FROM stock_ledger e {condition} ORDER BY {order} LIMIT ${limit})
SELECT COALESCE(json_agg(json_build_object(
    'id', e.id, 'at', to_char(e.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'variant_id', e.variant_id,
    'location_id', e.location_id, 'location', COALESCE(o.name, ''), 'product_id', p.id, 'product', COALESCE(p.title, ''),
    'variant', COALESCE(v.title, ''), 'sku', COALESCE(v.sku, ''), 'kind', e.kind,
    'on_hand_delta', e.on_hand_delta, 'reserved_delta', e.reserved_delta, 'incoming_delta', e.incoming_delta,
    'reason', e.reason, 'reference', e.reference, 'actor', e.actor) ORDER BY {order}), '[]')::text AS items,
    count(*) AS found, (array_agg(e.at ORDER BY {order}))[count(*)] AS last_at,
    (array_agg(e.id ORDER BY {order}))[count(*)] AS last_id
FROM page e LEFT JOIN locations o ON o.id = e.location_id LEFT JOIN variants v ON v.id = e.variant_id
LEFT JOIN products p ON p.org_id = v.org_id AND p.id = v.product_id"""  # noqa: S608 - constants only


async def level_page(
    org_id: UUID,
    *,
    location_id: UUID | None = None,
    variant_ids: list[UUID] | None = None,
    at_most: int | None = None,
    text: str | None = None,
    store_ids: list[UUID] | None = None,
    low: bool = False,
    sort: Sort = "product",
    cursor: str | None,
    limit: int,
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor). `at_most` keeps levels with no more available than that, `low` those at their threshold,
    `store_ids` those of variants that one of these stores lists. `text` of three characters and more is looked for in
    titles, SKUs and barcodes, shorter ones are a SKU or barcode. Sorted by product, or the fewest available first."""
    words = text.strip().replace("\0", "") if text else ""
    match = "contains" if len(words) >= 3 else "is" if words else ""
    sought = literal(words.lower()) if match == "contains" else words
    position = decode_cursor(cursor, whole, identity, identity)
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(
            _levels(sort, match), location_id, variant_ids, at_most, sought or None, *(position or (None, None, None)),
            limit, store_ids or None, low,
        )  # fmt: skip
    assert row is not None
    if row["found"] < limit:
        return row["items"].encode(), None
    available, variant, location = row["last"][0]
    return row["items"].encode(), encode_cursor(int(available), variant, location)


async def ledger_page(org_id: UUID, filters: dict[str, Any], *, cursor: str | None, limit: int) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first. `filters`: variant_id, location_id, kind (list), reference, since, until
    (excluded); None and empty do not narrow."""
    values: list[Any] = []
    where = []
    for name, value in filters.items():
        if value not in (None, [], ""):
            values.append(value)
            where.append(_LEDGER_FILTERS[name].format(len(values)))
    # Ids are time-ordered: over all variants their key gives the order, of one variant the index by moment.
    order = "e.at DESC, e.id DESC" if filters.get("variant_id") else "e.id DESC, e.at DESC"
    if position := decode_cursor(cursor, moment, identity):
        values += position if filters.get("variant_id") else position[::-1]
        names = "e.at, e.id" if filters.get("variant_id") else "e.id, e.at"
        where.append(f"({names}) < (${len(values) - 1}, ${len(values)})")
    values.append(limit)
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(_ledger(where, order, len(values)), *values)
    assert row is not None
    following = encode_cursor(row["last_at"].isoformat(), row["last_id"]) if row["found"] == limit else None
    return row["items"].encode(), following


_LEDGER_FILTERS = {
    "variant_id": "e.variant_id = ${}",
    "location_id": "e.location_id = ${}",
    "kind": "e.kind = ANY(${}::text[])",
    "reference": "e.reference = ${}",
    "since": "e.at >= ${}::timestamptz",
    "until": "e.at < ${}::timestamptz",
}
