"""What a benchmark runs on: durable embedded servers, migrated, an organisation with a store, products and levels."""

from __future__ import annotations

import base64
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from app import house, migrate
from app.accounts import api as accounts
from app.kernel import logs
from app.kernel.ids import new_id
from app.kernel.process import Process, open_process
from app.kernel.settings import settings
from app.runtime import Home, embedded

PASSWORD = "a long phrase for the benchmark"


@dataclass(frozen=True, slots=True)
class Env:
    process: Process
    owner_url: str
    org_id: UUID
    email: str
    store_id: UUID
    location_id: UUID


@asynccontextmanager
async def environment() -> AsyncIterator[Env]:
    with tempfile.TemporaryDirectory(prefix="ksap-bench-") as directory:
        home = Home(Path(directory) / "home")
        async with embedded(home) as servers:
            os.environ.update(
                {
                    "KSAP_HOME": str(home.path),
                    "DATABASE_URL": servers.owner_url,
                    "REDIS_URL": servers.redis_url,
                    "KSAP_MASTER_KEYS": "bench:" + base64.b64encode(b"b" * 32).decode(),
                    "KSAP_DATABASE_POOL": "20",
                    "KSAP_RATE_READ": "1000000000/60",  # calls are counted as ever, and none is refused
                    # counted, like everywhere, and never reached
                    **{f"KSAP_RATE_{name}": "100000000/60" for name in ("SIGN_IN", "READ", "WRITE", "EXPORT")},
                }
            )
            settings.cache_clear()
            migrate.upgrade(servers.owner_url, b"b" * 32)
            logs.configure("error", "bench")
            house.modules()
            house.discover_vendors()
            async with open_process(settings(), "ksap-bench") as process:
                yield await _furnished(process, servers.owner_url)


async def _furnished(process: Process, owner_url: str) -> Env:
    email = "bench@example.com"
    org_id, _ = await accounts.register(email=email, password=PASSWORD, organisation="Bench")
    store_id, location_id = new_id(), new_id()
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute(
            """INSERT INTO stores (org_id, id, name, description, domain, platform, platform_store_id, status, currency,
                                   timezone, country, logo_url, group_name, settings, version, created_at, updated_at)
               VALUES ($1, $2, 'Bench', '', '', 'shopify', '1', 'active', 'EUR', 'Europe/Berlin', 'DE', '', '', '{}', 1,
                       now(), now())""",
            org_id, store_id,
        )  # fmt: skip
        await connection.execute(
            """INSERT INTO locations (org_id, id, name, address, is_default, active, created_at, updated_at)
               VALUES ($1, $2, 'Main warehouse', '{}', true, true, now(), now())""",
            org_id, location_id,
        )  # fmt: skip
    finally:
        await connection.close()
    return Env(process, owner_url, org_id, email, store_id, location_id)


async def make_variants(env: Env, count: int, *, on_hand: int) -> list[UUID]:
    """One product each, with a level at the only location."""
    connection = await asyncpg.connect(env.owner_url)
    products, variants = [new_id() for _ in range(count)], [new_id() for _ in range(count)]
    try:
        await connection.execute(
            """INSERT INTO products (org_id, id, title, description_html, vendor, product_type, tags, status, handle, options,
                                     currency, search, version, created_at, updated_at)
               SELECT $1, id, 'Product ' || n, '', 'Acme', 'Thing', '{}', 'active', '', '[]', 'EUR', 'product ' || n, 1,
                      now(), now()
               FROM unnest($2::uuid[]) WITH ORDINALITY AS u(id, n)""",
            env.org_id, products,
        )  # fmt: skip
        await connection.execute(
            """INSERT INTO variants (org_id, id, product_id, sku, barcode, title, options, price, track_inventory, position,
                                     created_at, updated_at)
               SELECT $1, v, p, 'B-' || v, '', '', '[]', 10, true, 0, now(), now()
               FROM unnest($2::uuid[], $3::uuid[]) AS u(v, p)""",
            env.org_id, variants, products,
        )  # fmt: skip
        await connection.execute(
            """INSERT INTO stock_levels (org_id, variant_id, location_id, on_hand, reserved, incoming, updated_at)
               SELECT $1, v, $3, $4, 0, 0, now() FROM unnest($2::uuid[]) AS u(v)""",
            env.org_id, variants, env.location_id, on_hand,
        )  # fmt: skip
    finally:
        await connection.close()
    return variants
