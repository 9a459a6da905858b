"""A whole KSAP of real processes under its supervisor, beside the played vendors; and ways to kill parts of it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from redis.asyncio import Redis

from app.demo import Api, until
from app.demo.connecting import connect_carrier, connect_shop
from app.demo.main_job import SHIP_FROM
from app.kernel.db import APP_ROLE, as_role, role_password
from app.kernel.settings import load, parse_keys
from app.launch import Running, running
from app.runtime import answers
from app.worker import alive_key

SERVER_PIDS = {"postgres": "postgres/data/postmaster.pid", "valkey": "valkey/valkey.pid"}
PASSWORD = "kill everything twice"
ADDRESS = {
    "first_name": "Sam", "last_name": "Porter", "address1": "1600 Pine Street", "city": "Philadelphia", "postcode": "19103",
    "region": "Pennsylvania", "region_code": "PA", "country": "US", "phone": "+12155550123",
}  # fmt: skip
_numbers = count(1)


@dataclass
class Installation:
    """`api` is signed in as the owner of the newest organisation."""

    running: Running
    api: Api
    org_id: UUID | None = None

    # ── killing ─────────────────────────────────────────────────────────────────────────────────────────

    def pid(self, name: str) -> int | None:
        """Of a server by its pid file, else of the supervisor's child."""
        if name not in SERVER_PIDS:
            return self.running.supervisor.pid(name)
        file = self.running.settings.home / SERVER_PIDS[name]
        return int(file.read_text().split()[0]) if file.exists() else None

    def kill(self, name: str) -> int:
        """kill -9; the pid that is no more."""
        pid = self.pid(name)
        assert pid is not None, f"{name} is down already"
        os.kill(pid, signal.SIGKILL)
        return pid

    async def back(self, name: str, killed: int) -> None:
        """Until the supervisor has it up again, and the whole is ready."""

        async def again() -> bool:
            pid = self.pid(name)
            if pid in (None, killed) or not await answers(f"http://127.0.0.1:{self.running.settings.port}/health/ready")(0):
                return False
            async with Redis.from_url(self.running.servers.redis_url) as redis:
                return name != "worker" or bool(await redis.exists(alive_key(pid)))

        await until(f"{name} again", again, seconds=30)

    # ── the truth in the database ───────────────────────────────────────────────────────────────────────

    async def sql(self, statement: str, *given: Any) -> list[Any]:
        """In the newest organisation, as the application's role."""
        key = list(parse_keys(self.running.environment["KSAP_MASTER_KEYS"]).values())[-1]
        url = as_role(self.running.servers.owner_url, APP_ROLE, role_password(key, APP_ROLE))
        connection = await asyncpg.connect(url)
        try:
            async with connection.transaction():
                await connection.execute("SELECT set_config('app.org_id', $1, true)", str(self.org_id or ""))
                return list(await connection.fetch(statement, *given))
        finally:
            await connection.close()

    # ── what people do ──────────────────────────────────────────────────────────────────────────────────

    async def organisation(self) -> None:
        """A new one, signed in as its owner."""
        self.api.ksap.headers.pop("authorization", None)
        owner = {"email": f"chaos{next(_numbers)}@example.com", "password": PASSWORD}
        tokens = await self.api.call("POST", "/auth/register", json={**owner, "organisation": "Chaos", "currency": "USD"})
        self.api.ksap.headers["authorization"] = f"Bearer {tokens['access_token']}"
        self.org_id = UUID((await self.api.call("GET", "/organisation"))["id"])

    async def shop(self, handle: str, *, orders: int = 0, stock: int = 500) -> dict[str, Any]:
        """A new WooCommerce shop with one product, SKU `MUG`, and paid orders of the past, one an hour."""
        began = datetime.now(UTC) - timedelta(days=60)
        past = [
            {"at": (began + timedelta(hours=n)).isoformat(), "email": f"b{n}@example.com", "shipping": ADDRESS,
             "lines": [{"sku": "MUG", "quantity": 1}]}
            for n in range(orders)
        ]  # fmt: skip
        variant = {"sku": "MUG", "price": "9.00", "stock": stock, "weight_grams": 400}
        file = {
            "handle": handle, "vendor": "woocommerce", "name": handle.title(), "currency": "USD", "country": "US",
            "timezone": "America/New_York", "locations": [{"name": "Shelf"}],
            "products": [{"title": "Mug", "variants": [variant]}], "orders": past,
        }  # fmt: skip
        return dict(await self.api.truth("POST", "/shops", json=file))

    async def connect(self, shop: dict[str, Any]) -> str:
        """Through the wizard; the id of the store, whose first import has begun."""
        return await connect_shop(self.api, shop)

    async def run_of(self, store: str, kind: str = "initial") -> dict[str, Any]:
        """The newest run of the kind, once there is one."""

        async def found() -> Any:
            runs = await self.api.call("GET", "/sync/runs", params={"store_id": store, "limit": 10})
            return next((run for run in runs if run["kind"] == kind), None)

        return dict(await until(f"the {kind} run", found, seconds=10))

    async def finished(self, store: str, kind: str = "initial") -> dict[str, Any]:
        async def over() -> Any:
            run = await self.run_of(store, kind)
            return run if run["state"] not in ("queued", "running") else None

        return dict(await until(f"the end of the {kind} run", over, seconds=30))

    async def buy(self, shop: dict[str, Any], number: int) -> str:
        """A shopper buys one mug; the order's id at the vendor."""
        body = {"email": f"s{number}@example.com", "shipping": ADDRESS, "lines": [{"sku": "MUG", "quantity": 1}]}
        return str((await self.api.truth("POST", f"/shops/{shop['handle']}/orders", json=body))["id"])

    async def book(self, store: str) -> list[str]:
        """The vendor's ids of a store's orders in our book."""
        return [r["external_id"] for r in await self.sql("SELECT external_id FROM orders WHERE store_id = $1", UUID(store))]

    async def carrier(self) -> str:
        """The played UPS connected, and an address to ship from; the connection's id."""
        await self.api.call("PUT", "/shipping/origin", json=SHIP_FROM)
        return str((await connect_carrier(self.api))["connection_id"])

    # ── troubles ────────────────────────────────────────────────────────────────────────────────────────

    async def slow(self, vendor: str, route: str, milliseconds: int, shop: str = "", *, heard: bool = False) -> int:
        """Make the vendor's answers late; the fault's id. `heard`: it has the whole request before it falls asleep, and
        carries it out even if nobody waits for the answer any more."""
        body = {"kind": "latency", "vendor": vendor, "shop": shop, "route": route, "milliseconds": milliseconds}
        body["body"] = "." if heard else ""
        return int((await self.api.truth("POST", "/faults", json=body))["id"])

    async def struck(self, fault: int) -> None:
        """Until a request is held up by it."""

        async def hit() -> bool:
            return any(f["id"] == fault and f["hits"] for f in await self.api.truth("GET", "/faults"))

        await until("a request that hangs", hit, seconds=20, every=0.01)

    async def minutes_pass(self) -> None:
        """Leases, claims and the pauses of the clockwork end, without waiting for them."""
        await self.sql("UPDATE jobs SET lease_until = lease_until - interval '5 minutes' WHERE state = 'running'")
        await self.sql(
            """UPDATE shipments SET claimed_until = claimed_until - interval '5 minutes',
                      updated_at = updated_at - interval '5 minutes' WHERE state = 'buying'"""
        )
        async with Redis.from_url(self.running.servers.redis_url) as redis:
            if locks := await redis.keys("ksap:cron:*"):
                await redis.delete(*locks)

    async def well(self) -> None:
        await self.api.truth("DELETE", "/faults")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def installed(home: Path) -> AsyncIterator[Installation]:
    """Everything up, as `ksap up` has it, on ports of its own."""
    port, sandbox = _free_port(), f"http://127.0.0.1:{_free_port()}"
    config = load({"KSAP_HOME": str(home), "KSAP_PORT": str(port), "KSAP_SANDBOX_URL": sandbox})
    async with AsyncExitStack() as stack:
        ksap = await stack.enter_async_context(running(config, lambda _: None, sandbox=True))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30))
        vendors = await stack.enter_async_context(httpx.AsyncClient(base_url=sandbox, timeout=30))
        yield Installation(ksap, Api(client, vendors))
