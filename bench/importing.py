"""Taking in orders: pages of 250 as a shop sends them, against the bare rows by unnest; and a page that says nothing new."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.accounts import api as accounts
from app.kernel.db import unit_of_work
from app.orders import api
from app.vendors.woocommerce.order_mapping import read_order
from bench.env import PASSWORD, Env
from bench.result import Result

PAGE, PAGES = 250, 8
_STORE = """INSERT INTO stores SELECT (json_populate_record(s, json_build_object('org_id', $1::uuid))).* FROM stores s
            WHERE s.org_id = $2 AND s.id = $3"""
_TABLES = {
    "customers": "id IN (SELECT customer_id FROM orders WHERE org_id = $1 AND id = ANY($2))",
    "orders": "id = ANY($2)",
    "order_items": "order_id = ANY($2)",
    "order_raw": "order_id = ANY($2)",
    "order_events": "order_id = ANY($2)",
}


async def run(env: Env) -> list[Result]:
    other, _ = await accounts.register(email="rows@example.com", password=PASSWORD, organisation="Rows")
    connection = await asyncpg.connect(env.owner_url)
    first, again, bare = [], [], []
    try:
        await connection.execute(_STORE, other, env.org_id, env.store_id)
        for number in range(PAGES + 1):
            page = orjson.dumps([_order(number * PAGE + n) for n in range(PAGE)])
            took, created = await _import(env, page)
            replayed, nothing = await _import(env, page)
            if len(created) != PAGE or nothing:
                raise RuntimeError("the page was not taken in once")
            first.append(took)
            again.append(replayed)
            bare.append(await _by_unnest(connection, env.org_id, other, created))
    finally:
        await connection.close()
    ours, replay, limit = (PAGE / statistics.median(times[1:]) for times in (first, again, bare))
    return [
        Result("import of pages of 250 orders ÷ the same rows by unnest", ours, limit, "/s", 0.35),
        Result("a page that says nothing new ÷ its first import", replay, ours, "/s", 3),
    ]


async def _import(env: Env, page: bytes) -> tuple[float, Sequence[UUID]]:
    """(seconds, created ids) of parsing, mapping and entering."""
    started = time.perf_counter()
    orders = [read_order(raw) for raw in orjson.loads(page)]
    async with unit_of_work(env.org_id) as uow:
        done = await api.import_orders(uow, env.store_id, orders)
    return time.perf_counter() - started, done.created


async def _by_unnest(connection: Any, org_id: UUID, other: UUID, ids: Sequence[UUID]) -> float:
    """Seconds that the very same rows take in another organisation: one statement per table, one commit."""
    statements = []
    for table, which in _TABLES.items():
        kinds = await _columns(connection, table)
        chosen = ", ".join(f"{name}::text" if kind == "text[]" else name for name, kind in kinds.items())
        rows = await connection.fetch(f"SELECT {chosen} FROM {table} WHERE org_id = $1 AND {which}", org_id, ids)
        given = {name: [other if name == "org_id" else row[name] for row in rows] for name in kinds}
        arrays = ", ".join(f"${n}::{'text' if kind == 'text[]' else kind}[]" for n, kind in enumerate(kinds.values(), 1))
        taken = ", ".join(f"u.{name}::{kind}" for name, kind in kinds.items())
        names = ", ".join(kinds)
        sql = f"INSERT INTO {table} ({names}) SELECT {taken} FROM unnest({arrays}) AS u({names}) ON CONFLICT DO NOTHING"
        statements.append((sql, list(given.values())))
    started = time.perf_counter()
    async with connection.transaction():
        for sql, values in statements:
            await connection.execute(sql, *values)
    return time.perf_counter() - started


async def _columns(connection: Any, table: str) -> dict[str, str]:
    found = await connection.fetch(
        """SELECT attname, format_type(atttypid, atttypmod) AS kind FROM pg_attribute
           WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum""",
        table,
    )
    return {row["attname"]: row["kind"] for row in found}


def _order(number: int) -> dict[str, Any]:
    """An order as WooCommerce tells it: three lines, two addresses, about 4 kB."""
    lines: list[dict[str, Any]] = [
        {
            "id": number * 10 + n, "name": f"Enamel mug, sea blue, no. {number % 500 + n}", "product_id": number % 500 + n,
            "variation_id": 0, "quantity": n, "tax_class": "", "subtotal": f"{12 * n}.00", "subtotal_tax": "0.00",
            "total": f"{12 * n}.00", "total_tax": "0.00", "taxes": [], "meta_data": [], "sku": f"MUG-{number % 500 + n}",
            "price": 12, "image": {"id": "31", "src": f"https://shop.example/wp-content/uploads/mug-{n}.jpg"},
        }
        for n in (1, 2, 3)
    ]  # fmt: skip
    address = {
        "first_name": "Ada", "last_name": f"Lane {number % 700}", "company": "", "address_1": "1 Quay Street", "address_2": "",
        "city": "Hamburg", "state": "", "postcode": "20457", "country": "DE", "phone": "+49 40 123456",
    }  # fmt: skip
    meta = [{"id": n, "key": f"_plugin_{n}", "value": "a value that some plug-in keeps " * 2} for n in range(12)]
    at = f"2026-09-{number % 28 + 1:02}T{number % 24:02}:30:00"
    return {
        "id": 1_000_000 + number, "number": str(1_000_000 + number), "status": "processing", "currency": "EUR",
        "date_created_gmt": at, "date_modified_gmt": at, "date_paid_gmt": at, "total": "76.90", "total_tax": "0.00",
        "shipping_total": "4.90", "discount_total": "0.00", "customer_id": number % 700, "customer_note": "",
        "created_via": "checkout", "billing": {**address, "email": f"buyer{number % 700}@example.com"}, "shipping": address,
        "line_items": lines, "tax_lines": [], "coupon_lines": [], "fee_lines": [], "refunds": [], "meta_data": meta,
        "shipping_lines": [{"id": number * 10 + 9, "method_title": "Parcel", "method_id": "flat_rate", "total": "4.90",
                            "total_tax": "0.00", "taxes": [], "meta_data": []}],
    }  # fmt: skip
