"""Sales of a year by day over 50 stores: our answer against a bare read of the rollup and against the order book itself;
and how long an order takes into the figures while 50 a second arrive."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.accounts import api as accounts
from app.analytics import api
from app.kernel import clock
from app.kernel.db import database, unit_of_work
from app.kernel.ids import new_id
from app.kernel.outbox import Relay
from app.orders.events import OrdersImported
from bench.env import PASSWORD, Env
from bench.result import Result

STORES, DAYS, RATE, SECONDS = 50, 365, 50, 10
_STORE = """INSERT INTO stores (org_id, id, name, description, domain, platform, platform_store_id, status, currency, timezone,
                country, logo_url, group_name, settings, version, created_at, updated_at)
            SELECT $1, id, 'Store ' || n, '', '', 'shopify', n::text, 'active', 'EUR', 'Europe/Berlin', 'DE', '', '', '{}', 1,
                   now() - interval '1 hour', now() FROM unnest($2::uuid[]) WITH ORDINALITY AS u(id, n)"""
_ORDER = """INSERT INTO orders (org_id, id, store_id, external_id, number, customer_name, email, phone, country, currency,
                subtotal, discount, shipping, tax, total, refunded, taxes_included, details, status, payment_status,
                fulfilment_status, units, note, internal_note, tags, source, search, fingerprint, placed_at, cancel_reason,
                version, created_at, updated_at)
            SELECT $1, u.id, ($2::uuid[])[u.n % $3 + 1], u.id::text, '#' || u.n, '', '', '',
                   (ARRAY['DE', 'DE', 'DE', 'DE', 'DE', 'DE', 'DE', 'FR', 'AT', 'US'])[u.n / $3 % 10 + 1], 'EUR',
                   u.n % 90 + 10, u.n % 10, 4.90, 0, u.n % 90 + 14.90, 0, false, '{}', 'completed', 'paid', 'fulfilled',
                   u.n % 5 + 1, '', '', '{}', '', '', '', $4::timestamptz - u.n % $5 * interval '1 minute', '', 1, now(), now()
            FROM (SELECT gen_random_uuid() AS id, n FROM generate_series($6::bigint, $7::bigint) AS n) AS u RETURNING id"""
_SUMS = """sum(orders), sum(units), sum(gross), sum(discounts), sum(shipping), sum(tax), sum(total), sum(refunds)"""
_ROLLUP = f"SELECT day, currency, {_SUMS} FROM sales_daily WHERE day BETWEEN $1 AND $2 GROUP BY 1, 2 ORDER BY 1, 2"
_RAW = """SELECT (placed_at AT TIME ZONE 'Europe/Berlin')::date AS day, currency, count(*), sum(units),
                 sum(subtotal + discount), sum(discount), sum(shipping), sum(tax), sum(total), sum(refunded)
          FROM orders WHERE placed_at >= $1::date::timestamp AT TIME ZONE 'Europe/Berlin'
            AND placed_at < ($2::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin' AND status <> 'cancelled'
          GROUP BY 1, 2 ORDER BY 1, 2"""


async def run(env: Env, count: int = 300_000) -> list[Result]:
    """`count` orders of a year in an organisation of its own."""
    org_id, _ = await accounts.register(email="figures@example.com", password=PASSWORD, organisation="Figures")
    stores = [new_id() for _ in range(STORES)]
    await _fill(env, org_id, stores, count)
    rebuilding = await _timed(lambda: api.rebuild(org_id), times=1)
    last = clock.now().date()
    first = last - timedelta(days=DAYS - 1)
    ours = await _timed(lambda: _ours(org_id, first, last))
    rollup = await _timed(lambda: _bare(org_id, _ROLLUP, first, last))
    raw = await _timed(lambda: _bare(org_id, _RAW, first, last), times=3)
    lag = await _lag(env, org_id, stores)
    note = f"{count:,} orders; a rebuild took {rebuilding / 1000:.1f} s"
    return [
        Result("sales of a year by day, all stores ÷ bare rollup", ours, rollup, "ms", 2.0, "at most", note),
        Result("sales of a year by day, all stores ÷ raw GROUP BY", ours, raw, "ms", 0.1, "at most", note),
        Result(f"order to figure, p95 at {RATE}/s ÷ 2 s", lag, 2000, "ms", 1.0, "at most"),
    ]


async def _fill(env: Env, org_id: UUID, stores: Sequence[UUID], count: int) -> None:
    connection = await asyncpg.connect(env.owner_url)
    try:
        await connection.execute(_STORE, org_id, stores)
        for start in range(0, count, 50_000):
            end = min(count, start + 50_000) - 1
            await connection.execute(_ORDER, org_id, stores, STORES, clock.now(), (DAYS - 1) * 1440, start, end)
        for table in ("orders", "order_items", "order_refunds"):
            await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()


async def _ours(org_id: UUID, first: date, last: date) -> bytes:
    return orjson.dumps(await api.sales(org_id, first=first, last=last, group_by="day", store_ids=[], compare=False, limit=100))


async def _bare(org_id: UUID, sql: str, first: date, last: date) -> Any:
    async with database().read(org_id) as connection:
        return await connection.fetch(sql, first, last)


async def _timed(call: Callable[[], Awaitable[Any]], times: int = 15) -> float:
    """Median milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        await call()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


async def _lag(env: Env, org_id: UUID, stores: Sequence[UUID]) -> float:
    """p95 in milliseconds from the commit of an order to the commit of its figures and its line on the feed."""
    committed: dict[UUID, float] = {}
    seen: dict[UUID, float] = {}
    stopping = asyncio.Event()
    relay = asyncio.create_task(Relay().run(stopping))
    watching = asyncio.create_task(_watch(org_id, committed, seen, stopping))
    connection = await asyncpg.connect(env.owner_url)
    try:
        for number in range(RATE * SECONDS):
            turn = time.perf_counter()
            id_ = await connection.fetchval(_ORDER, org_id, stores, STORES, clock.now(), 1, number, number)
            async with unit_of_work(org_id) as uow:
                uow.publish(OrdersImported(store_id=stores[number % STORES], order_ids=(id_,)))
            committed[id_] = time.perf_counter()
            await asyncio.sleep(max(0.0, 1 / RATE - (time.perf_counter() - turn)))
        for _ in range(300):
            if len(seen) == len(committed):
                break
            await asyncio.sleep(0.1)
    finally:
        stopping.set()
        await asyncio.gather(relay, watching)
        await connection.close()
    late = float("inf")
    return statistics.quantiles([(seen.get(id_, late) - at) * 1000 for id_, at in committed.items()], n=20)[18]


async def _watch(org_id: UUID, committed: dict[UUID, float], seen: dict[UUID, float], stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        waiting = [id_ for id_ in committed if id_ not in seen]
        if waiting:
            async with database().read(org_id) as connection:
                found = await connection.fetch("SELECT id FROM activity WHERE id = ANY($1)", waiting)
            now = time.perf_counter()
            seen.update((row["id"], now) for row in found)
        await asyncio.sleep(0.02)
