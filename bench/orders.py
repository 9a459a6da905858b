"""The page of orders that merchants open most, over HTTP, while the order book grows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from app.kernel.cursors import encode_cursor
from bench import http
from bench.env import Env
from bench.result import Result

FEW, MANY, CONNECTIONS, ROUNDS, SECONDS = 20_000, 200_000, 16, 3, 2.0
NEWEST = datetime(2026, 9, 1, tzinfo=UTC)
_ORDERS = """INSERT INTO orders (org_id, id, store_id, external_id, number, customer_name, email, phone, country, currency,
                subtotal, discount, shipping, tax, total, refunded, taxes_included, details, status, payment_status,
                fulfilment_status, units, note, internal_note, tags, source, search, fingerprint, placed_at, cancel_reason,
                version, created_at, updated_at)
             SELECT $1, md5('o' || n)::uuid, $2, 'page-' || n, '#' || n, 'Ada Lane', 'buyer' || n % 9000 || '@example.com', '',
                'DE', 'EUR', 40, 0, 4.90, 0, 44.90, 0, false, '{}', 'open', 'paid', 'unfulfilled', 4, '', '', '{}', 'web',
                '#' || n, '', $3::timestamptz - n * interval '1 minute', '', 1, now(), now()
             FROM generate_series($4::int, $5::int) AS n"""
_LINES = """INSERT INTO order_items (org_id, id, order_id, external_id, position, remote_product_id, remote_variant_id, title,
                variant_title, sku, image_url, quantity, price, discount, tax, total, requires_shipping, fulfilled, refunded,
                restocked, open, properties)
            SELECT $1, gen_random_uuid(), md5('o' || n)::uuid, k::text, k, '', '', 'Enamel mug no. ' || n % 500, 'Blue',
                'MUG-' || n % 500, 'https://shop.example/mug.jpg', 2, 10, 0, 0, 20, true, 0, 0, 0, 2, '{}'
            FROM generate_series($2::int, $3::int) AS n, generate_series(0, 1 + n % 2) AS k"""


async def run(env: Env) -> list[Result]:
    async with http.served("app.main:create_app") as port, http.served("bench.bare:create_app") as bare:
        token = await http.sign_in(env, port)
        page, limit = http.get("/api/v1/orders?limit=50", token), http.get(f"/json?org={env.org_id}")
        await _fill(env, 0, FEW)
        small = await http.undisturbed(port, page)
        await _fill(env, FEW, MANY)
        large = await http.undisturbed(port, page)
        deep = await http.undisturbed(port, http.get(f"/api/v1/orders?limit=50&cursor={_cursor(MANY - 500)}", token))
        ours, bares = [], []
        for _ in range(ROUNDS):
            ours.append(await http.rate(port, page, connections=CONNECTIONS, seconds=SECONDS))
            bares.append(await http.rate(bare, limit, connections=CONNECTIONS, seconds=SECONDS))
        objects = await http.rate(bare, http.get(f"/orm?org={env.org_id}"), connections=CONNECTIONS, seconds=SECONDS)
    rate = max(ours)
    return [
        Result("page of 50 orders with lines over HTTP, 16 connections ÷ bare json_agg route", rate, max(bares),
               "/s", 0.80),
        Result("the same ÷ ORM objects and response model", rate, objects, "/s", 8),
        Result(f"page behind {MANY:,} orders ÷ first page", deep, large, "ms", 1.2, "at most"),
        Result(f"first page of {MANY:,} orders ÷ of {FEW:,}", large, small, "ms", 1.3, "at most"),
    ]  # fmt: skip


def _cursor(number: int) -> str:
    """Where the order of this number stands."""
    return encode_cursor((NEWEST - timedelta(minutes=number)).isoformat(), UUID(int=0))


async def _fill(env: Env, first: int, after: int) -> None:
    connection = await asyncpg.connect(env.owner_url)
    try:
        for start in range(first, after, 20_000):
            end = min(after, start + 20_000) - 1
            await connection.execute(_ORDERS, env.org_id, env.store_id, NEWEST, start, end)
            await connection.execute(_LINES, env.org_id, start, end)
        for table in ("orders", "order_items"):
            await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()
