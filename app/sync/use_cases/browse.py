"""Read lists of runs, items, dead letters and exchanges; PostgreSQL writes the JSON."""

from __future__ import annotations

from uuid import UUID

import orjson

from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import database

_RUNS = """SELECT COALESCE(json_agg(r), '[]')::text AS items FROM (
    SELECT id, store_id, kind, state, trigger, started_by, job_id, phase, counts, error, created_at, started_at, finished_at
    FROM sync_runs
    WHERE ($1::uuid IS NULL OR store_id = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR state = $3)
      AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid))
    ORDER BY created_at DESC, id DESC LIMIT $6) r"""
_ITEMS = """SELECT COALESCE(json_agg(r), '[]')::text FROM (
    SELECT i.id, i.resource, i.external_id, i.entity_id, COALESCE(o.number, p.title, '') AS label, i.outcome, i.message, i.at
    FROM (SELECT * FROM sync_items
          WHERE run_id = $1 AND ($2::text IS NULL OR outcome = $2) AND ($3::uuid IS NULL OR id > $3)
          ORDER BY id LIMIT $4) i
    LEFT JOIN orders o ON i.resource = 'orders' AND o.org_id = i.org_id AND o.id = i.entity_id
    LEFT JOIN products p ON i.resource = 'products' AND p.org_id = i.org_id AND p.id = i.entity_id
    ORDER BY i.id) r"""

_LETTERS = """SELECT COALESCE(json_agg(r), '[]')::text FROM (
    SELECT id, store_id, direction, resource, external_id, message_id, error_code, error, remedy, attempts, state, decided_by,
           created_at, updated_at
    FROM dead_letters
    WHERE state = $1 AND ($2::uuid IS NULL OR store_id = $2) AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
    ORDER BY created_at DESC, id DESC LIMIT $5) r"""
_EXCHANGES = """SELECT COALESCE(json_agg(r), '[]')::text FROM (
    SELECT id, at, correlation_id, purpose, method, url, request_headers, request_body, status, response_headers,
           response_body, ms, attempt, error
    FROM exchange_log WHERE connection_id = $1 AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid))
    ORDER BY at DESC, id DESC LIMIT $4) r"""


async def run_page(
    org_id: UUID, *, store_id: UUID | None, kind: str | None, state: str | None, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first."""
    at, id_ = decode_cursor(cursor, moment, identity) or (None, None)
    async with database().read(org_id) as connection:
        items = await connection.fetchval(_RUNS, store_id, kind, state, at, id_, limit)
    return _page(items, limit, ("created_at", "id"))


async def item_page(
    org_id: UUID, run_id: UUID, *, outcome: str | None, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor) in the order they happened."""
    (after,) = decode_cursor(cursor, identity) or (None,)
    async with database().read(org_id) as connection:
        items = await connection.fetchval(_ITEMS, run_id, outcome, after, limit)
    return _page(items, limit, ("id",))


async def letter_page(
    org_id: UUID, *, store_id: UUID | None, state: str, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first."""
    at, id_ = decode_cursor(cursor, moment, identity) or (None, None)
    async with database().read(org_id) as connection:
        items = await connection.fetchval(_LETTERS, state, store_id, at, id_, limit)
    return _page(items, limit, ("created_at", "id"))


async def exchange_page(org_id: UUID, connection_id: UUID, *, cursor: str | None, limit: int) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first: what was said to the vendor, masked before it was kept."""
    at, id_ = decode_cursor(cursor, moment, identity) or (None, None)
    async with database().read(org_id) as connection:
        items = await connection.fetchval(_EXCHANGES, str(connection_id), at, id_, limit)
    return _page(items, limit, ("at", "id"))


def _page(items: str, limit: int, keys: tuple[str, ...]) -> tuple[bytes, str | None]:
    found = orjson.loads(items)
    following = encode_cursor(*(found[-1][key] for key in keys)) if len(found) == limit else None
    return items.encode(), following
