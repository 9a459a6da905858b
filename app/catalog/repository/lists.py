"""Lists of the catalogue. PostgreSQL writes the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.kernel import finding
from app.kernel.db import database

_STAMP = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
_ORDER = "ORDER BY p.updated_at DESC, p.id DESC LIMIT $2"
_PAGE = f"""
), kinds AS (
    SELECT v.product_id, count(*) AS variants, min(v.price) AS cheapest, max(v.price) AS dearest,
           min(v.sku) FILTER (WHERE v.sku <> '') AS sku, COALESCE(sum(s.available), 0) AS available
    FROM variants v LEFT JOIN (
        SELECT l.variant_id, sum(l.available) AS available FROM stock_levels l
        JOIN locations o ON o.org_id = l.org_id AND o.id = l.location_id AND o.active
        WHERE l.org_id = $1 AND l.variant_id IN (
            SELECT id FROM variants WHERE org_id = $1 AND product_id IN (SELECT id FROM page))
        GROUP BY l.variant_id) s ON s.variant_id = v.id
    WHERE v.org_id = $1 AND v.product_id IN (SELECT id FROM page)
      AND (v.deleted_at IS NULL OR v.deleted_at = (SELECT p.deleted_at FROM page p WHERE p.id = v.product_id))
    GROUP BY v.product_id
)
SELECT COALESCE(json_agg(json_build_object(
    'id', p.id, 'title', p.title, 'vendor', p.vendor, 'product_type', p.product_type, 'tags', p.tags, 'status', p.status,
    'currency', p.currency, 'version', p.version, 'image_url', (
        SELECT i.url FROM product_images i WHERE i.org_id = $1 AND i.product_id = p.id ORDER BY i.position LIMIT 1),
    'sku', COALESCE(k.sku, ''), 'variant_count', COALESCE(k.variants, 0),
    'price_min', to_char(k.cheapest, 'FM9999999999999990.0099'),
    'price_max', to_char(k.dearest, 'FM9999999999999990.0099'), 'available', COALESCE(k.available, 0), 'store_ids', (
        SELECT COALESCE(json_agg(DISTINCT l.store_id), '[]') FROM listings l
        WHERE l.org_id = $1 AND l.product_id = p.id AND l.state = 'linked'),
    'deleted_at', to_char(p.deleted_at, {_STAMP}), 'created_at', to_char(p.created_at, {_STAMP}),
    'updated_at', to_char(p.updated_at, {_STAMP})
) ORDER BY p.updated_at DESC, p.id DESC), '[]')::text AS items, count(*) AS found,
    min(p.updated_at) AS last_at, (array_agg(p.id ORDER BY p.updated_at, p.id))[1] AS last_id
FROM page p LEFT JOIN kinds k ON k.product_id = p.id"""

_FILTERS = {
    "position": "(p.updated_at, p.id) < ({}, {})",
    "contains": "p.search LIKE {}",
    "starts": "(p.search LIKE {} OR p.search LIKE {})",
    "store_id": "EXISTS (SELECT 1 FROM listings l WHERE l.org_id = p.org_id AND l.product_id = p.id "
    "AND l.store_id = ANY({}) AND l.state = 'linked')",
    "status": "p.status = {}",
    "vendor": "p.vendor = {}",
    "product_type": "p.product_type = {}",
    "tag": "{} = ANY(p.tags)",
}
_FACETS = """
WITH mine AS (SELECT vendor, product_type, tags FROM products WHERE org_id = $1 AND deleted_at IS NULL),
vendors AS (SELECT vendor AS value, count(*) AS count FROM mine WHERE vendor <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $2),
types AS (SELECT product_type AS value, count(*) AS count FROM mine WHERE product_type <> ''
          GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $2),
labels AS (SELECT tag AS value, count(*) AS count FROM mine CROSS JOIN unnest(tags) AS tag
           GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $2)
SELECT (SELECT COALESCE(json_agg(v), '[]') FROM vendors v)::text AS vendor,
       (SELECT COALESCE(json_agg(k), '[]') FROM types k)::text AS type,
       (SELECT COALESCE(json_agg(n), '[]') FROM labels n)::text AS tag"""


async def product_page(
    org_id: UUID, given: Mapping[str, Any], *, deleted: bool, position: tuple[datetime, str] | None, limit: int
) -> tuple[bytes, datetime | None, UUID | None]:
    """(JSON array, position of the last one if there may be more). `given` names filters of this module; patterns are
    LIKE's: `contains` has one, `starts` two of which either will do."""
    arguments: list[Any] = [org_id, limit]
    place = ["p.deleted_at IS NOT NULL" if deleted else "p.deleted_at IS NULL"]
    if position:
        place.append(_clause("position", position, arguments))
    where = [_clause(name, value, arguments) for name, value in given.items()]
    if searched := bool(given.keys() & {"contains", "starts"}):
        window = 0 if deleted else None  # what is deleted has no order to walk in
        far = deleted or finding.indexed(str(given.get("contains") or given.get("starts")))
        sought = finding.newest(
            "products", "p", "updated_at", place=" AND ".join(place), where=" AND ".join(where), limit="$2", window=window,
            far=far,
        )  # fmt: skip
        head, which = f"{sought}, ", "p.id IN (SELECT id FROM found)"
    else:
        head, which = "", " AND ".join(place + where)
    page = f"{head}page AS (SELECT p.* FROM products p WHERE p.org_id = $1 AND {which} {_ORDER}"
    async with database().read(org_id, planned_once=searched) as connection:
        row = await connection.fetchrow(f"WITH {page}{_PAGE}", *arguments)
    assert row is not None
    more = row["found"] == limit
    return row["items"].encode(), row["last_at"] if more else None, row["last_id"] if more else None


async def product_facets(org_id: UUID, most: int) -> dict[str, list[dict[str, Any]]]:
    """`vendor`, `type` and `tag`: the values that products have, with how many have each, the most frequent first."""
    async with database().read(org_id) as connection:
        row = await connection.fetchrow(_FACETS, org_id, most)
    assert row is not None
    return {name: orjson.loads(found) for name, found in row.items()}


def _clause(name: str, value: Any, arguments: list[Any]) -> str:
    values = value if isinstance(value, tuple) else (value,)
    marks = [f"${len(arguments) + number + 1}" for number in range(len(values))]
    arguments += values
    return _FILTERS[name].format(*marks)


_MATCHING = finding.newest(
    "products", "p", "updated_at", place="p.org_id = $1 AND p.deleted_at IS NULL",
    where="$3::text IS NOT NULL AND p.search LIKE '%' || $3 || '%'", limit="200",
)  # fmt: skip
_FOUND = f"""
WITH {_MATCHING}, named AS (
    SELECT product_id AS id, 0 AS place FROM variants WHERE org_id = $1 AND sku = ANY($2::text[]) AND sku <> ''
       AND deleted_at IS NULL
    UNION ALL SELECT id, 1 FROM found
), best AS (SELECT id, min(place) AS place FROM named GROUP BY id)
SELECT p.id AS product_id, p.title AS product,
       COALESCE((SELECT v.sku FROM variants v WHERE v.org_id = p.org_id AND v.product_id = p.id AND v.deleted_at IS NULL
                 ORDER BY v.sku = ANY($2) DESC, v.position LIMIT 1), '') AS sku,
       (SELECT i.url FROM product_images i WHERE i.org_id = p.org_id AND i.product_id = p.id ORDER BY i.position LIMIT 1)
           AS image_url
FROM best b JOIN products p ON p.org_id = $1 AND p.id = b.id AND p.deleted_at IS NULL
ORDER BY b.place, (lower(p.title) LIKE $3 || '%') DESC NULLS LAST, p.updated_at DESC, p.id DESC LIMIT $4"""


async def found_products(org_id: UUID, skus: list[str], part: str | None, most: int) -> list[dict[str, Any]]:
    """`part` is lower-cased and escaped for LIKE; None looks for the SKUs only, and so does what the index does not know."""
    part = part if part and finding.indexed(part) else None
    async with database().read(org_id, planned_once=True) as connection:
        return [dict(row) for row in await connection.fetch(_FOUND, org_id, skus, part, most)]
