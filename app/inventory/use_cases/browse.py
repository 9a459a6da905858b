"""Lists of inventory: levels with their products, and the ledger. PostgreSQL writes the JSON."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.kernel.db import database
from app.kernel.http import decode_cursor, encode_cursor

_LEVELS = """
WITH page AS (
    SELECT l.variant_id, l.location_id, l.on_hand, l.reserved, l.available, l.incoming, l.updated_at
    FROM stock_levels l JOIN variants v ON v.org_id = l.org_id AND v.id = l.variant_id AND v.deleted_at IS NULL
    JOIN products p ON p.org_id = v.org_id AND p.id = v.product_id AND p.deleted_at IS NULL
    WHERE ($1::uuid IS NULL OR l.location_id = $1) AND ($2::uuid[] IS NULL OR l.variant_id = ANY($2))
      AND ($3::int IS NULL OR l.available <= $3) AND ($4::text IS NULL OR p.search LIKE '%' || $4 || '%')
      AND ($5::uuid IS NULL OR (l.variant_id, l.location_id) > ($5, $6))
    ORDER BY l.variant_id, l.location_id LIMIT $7
)
SELECT COALESCE(json_agg(json_build_object(
    'variant_id', page.variant_id, 'location_id', page.location_id, 'location', o.name, 'on_hand', page.on_hand,
    'reserved', page.reserved, 'available', page.available, 'incoming', page.incoming,
    'product_id', p.id, 'product', p.title, 'variant', v.title, 'sku', v.sku, 'image_url', (
        SELECT i.url FROM product_images i WHERE i.org_id = p.org_id AND i.product_id = p.id ORDER BY i.position LIMIT 1),
    'updated_at', to_char(page.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
) ORDER BY page.variant_id, page.location_id), '[]')::text AS items, count(*) AS found,
       (array_agg(page.variant_id ORDER BY page.variant_id DESC, page.location_id DESC))[1] AS last_variant,
       (array_agg(page.location_id ORDER BY page.variant_id DESC, page.location_id DESC))[1] AS last_location
FROM page JOIN variants v ON v.id = page.variant_id JOIN products p ON p.id = v.product_id AND p.org_id = v.org_id
JOIN locations o ON o.id = page.location_id"""

_LEDGER = """
WITH page AS (
    SELECT * FROM stock_ledger
    WHERE variant_id = $1 AND ($2::uuid IS NULL OR location_id = $2) AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4))
    ORDER BY at DESC, id DESC LIMIT $5
)
SELECT COALESCE(json_agg(json_build_object(
    'id', id, 'at', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'location_id', location_id, 'kind', kind,
    'on_hand_delta', on_hand_delta, 'reserved_delta', reserved_delta, 'incoming_delta', incoming_delta, 'reason', reason,
    'reference', reference, 'actor', actor) ORDER BY at DESC, id DESC), '[]')::text AS items,
    count(*) AS found, min(at) AS last_at, (array_agg(id ORDER BY at, id))[1] AS last_id
FROM page"""


async def level_page(
    org_id: UUID, *, location_id: UUID | None, variant_ids: list[UUID] | None, at_most: int | None, text: str | None,
    cursor: str | None, limit: int,
) -> tuple[bytes, str | None]:  # fmt: skip
    """(JSON array, next cursor). `at_most` keeps levels with no more available than that."""
    position = decode_cursor(cursor, 2) or (None, None)
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(
            _LEVELS, location_id, variant_ids, at_most, text.lower() if text else None, *position, limit
        )
    assert row is not None
    following = encode_cursor(row["last_variant"], row["last_location"]) if row["found"] == limit else None
    return row["items"].encode(), following


async def ledger_page(
    org_id: UUID, *, variant_id: UUID, location_id: UUID | None, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first."""
    position = decode_cursor(cursor, 2)
    at = datetime.fromisoformat(position[0]) if position else None
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(_LEDGER, variant_id, location_id, at, position[1] if position else None, limit)
    assert row is not None
    following = encode_cursor(row["last_at"], row["last_id"]) if row["found"] == limit else None
    return row["items"].encode(), following
