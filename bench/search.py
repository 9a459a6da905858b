"""Product search among 200,000: ours as a member sees it, against the same rows through the bare trigram index."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg

from app.accounts import api as accounts
from app.catalog import api
from bench.env import PASSWORD, Env
from bench.result import Result

FEW, MANY, TIMES = 20_000, 200_000, 25
SHORT = "qu"
KINDS = ("model 17777", "kopel", "linen", "zzyzx", SHORT)
_COLOURS = ["Linen", "Cotton", "Oak", "Walnut", "Steel", "Copper", "Quartz", "Small", "Large", "Heavy", "Light", "Soft"]
_THINGS = [
    first + last for first in ("Ba", "Ko", "Ri", "Ten", "Lum", "Sha", "Vor", "Mi") for last in ("dro", "pel", "gan", "wick")
]
_PRODUCTS = """INSERT INTO products (org_id, id, title, description_html, vendor, product_type, tags, status, handle, options,
                   currency, search, version, created_at, updated_at)
               SELECT $1, gen_random_uuid(), title, '', vendor, thing, '{}', 'active', '', '[]', 'EUR',
                      lower(concat_ws(' ', title, vendor, thing, 'sku-' || n)), 1, now(),
                      now() - n::bigint * 7919 % 400000 * interval '1 minute'
               FROM (SELECT n, ($4::text[])[n::bigint * 7919 % 12 + 1] || ' ' || ($5::text[])[n::bigint * 104729 % 32 + 1]
                               || ' Model ' || n AS title, 'Vendor ' || n % 200 AS vendor, 'Thing ' || n % 32 AS thing
                     FROM generate_series($2::int, $3::int) AS n) AS made"""
_VARIANTS = """INSERT INTO variants (org_id, id, product_id, sku, barcode, title, options, price, track_inventory, position,
                   created_at, updated_at)
               SELECT org_id, gen_random_uuid(), id, 'S-' || id, '', '', '[]', 10, true, 0, now(), now() FROM products p
               WHERE org_id = $1 AND NOT EXISTS (SELECT 1 FROM variants v WHERE v.org_id = p.org_id AND v.product_id = p.id)"""
_BARE = """SELECT p.*, v.sku, v.price FROM (
               SELECT * FROM products WHERE org_id = $1 AND search LIKE '%' || $2 || '%' AND deleted_at IS NULL
               ORDER BY updated_at DESC, id DESC LIMIT 50) p
           LEFT JOIN variants v ON v.org_id = p.org_id AND v.product_id = p.id"""


async def run(env: Env) -> list[Result]:
    org_id, _ = await accounts.register(email="search@example.com", password=PASSWORD, organisation="Search")
    connection = await asyncpg.connect(env.owner_url, server_settings={"jit": "off"})
    try:
        await _fill(connection, org_id, 0, FEW)
        small = await _typed(org_id)
        await _fill(connection, org_id, FEW, MANY)
        large = await _typed(org_id)
        bare = {words: await _undisturbed(lambda words=words: connection.fetch(_BARE, org_id, words)) for words in KINDS}  # type: ignore[misc]
    finally:
        await connection.close()
    whole = [words for words in KINDS if words != SHORT]
    return [
        Result(f"product search among {MANY:,}, mean of a rare, a middling, a common and an unknown word ÷ bare trigram index",
               statistics.mean(large[words] for words in whole), statistics.mean(bare[words] for words in whole), "ms", 1.5,
               "at most"),
        Result("product search by two letters ÷ bare trigram index", large[SHORT], bare[SHORT], "ms", 1.5, "at most"),
        Result("slowest of those searches ÷ 10 ms", max(large.values()), 10, "ms", 1, "at most"),
        Result(f"product search among {MANY:,} ÷ among {FEW:,}", statistics.mean(large.values()),
               statistics.mean(small.values()), "ms", 1.3, "at most"),
    ]  # fmt: skip


async def _typed(org_id: UUID) -> dict[str, float]:
    """Milliseconds of a search, by what people type."""
    return {words: await _undisturbed(lambda words=words: _ours(org_id, words)) for words in KINDS}  # type: ignore[misc]


async def _ours(org_id: UUID, words: str) -> Any:
    return await api.product_page(org_id, text=words, cursor=None, limit=50)


async def _undisturbed(call: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds, the fastest tenth's."""
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        await call()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.quantiles(took, n=10)[0]


async def _fill(connection: Any, org_id: UUID, first: int, after: int) -> None:
    for start in range(first, after, 20_000):
        await connection.execute(_PRODUCTS, org_id, start, min(after, start + 20_000) - 1, _COLOURS, _THINGS)
    await connection.execute(_VARIANTS, org_id)
    for table in ("products", "variants"):
        await connection.execute(f"VACUUM ANALYZE {table}")
