"""The servers behind one door: the operator's own where a URL names them, else ours."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field

from app.runtime.external import checked_database, checked_redis
from app.runtime.home import Home
from app.runtime.postgres import Postgres
from app.runtime.server import Server, Tuning, start_server
from app.runtime.supervisor import OnChange, Supervisor
from app.runtime.valkey import Valkey

_TRIM_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers are. The URLs hold passwords, so they are not in the object's `repr`.

    `owner_url`: postgresql://… for the role that owns the schema. Embedded: no superuser, no way around row-level
    security, may CREATE ROLE, CREATE DATABASE and CREATE EXTENSION (trusted ones); the database is `ksap`.
    `redis_url`: redis://…
    """

    owner_url: str = field(repr=False)
    redis_url: str = field(repr=False)


@contextlib.asynccontextmanager
async def embedded(
    home: Home,
    *,
    database_url: str | None = None,
    redis_url: str | None = None,
    tuning: Tuning = "default",
    on_change: OnChange | None = None,
) -> AsyncIterator[Servers]:
    """Servers for as long as the block runs: one that has a URL is checked and left alone, the others are ours, in `home`.

    Ours die with this process, however it dies, and one that dies by itself is started again on the same port.
    The home is acquired unless the caller holds it already. Call it from the main thread, or from one that lives as
    long as the block. `tuning="tests"` trades durability for speed.
    Raises HomeInUse, HomeUnusable, ServerMissing, ServerFailed, ServerUnavailable.
    """
    async with contextlib.AsyncExitStack() as stack:
        if not home.held and not (database_url and redis_url):
            stack.enter_context(home.acquire())
        owner = await checked_database(database_url) if database_url else None
        redis = await checked_redis(redis_url) if redis_url else None
        supervisor = await stack.enter_async_context(Supervisor(signals=False, on_change=on_change))
        postgres, valkey = Postgres(home, tuning), Valkey(home, tuning)
        ours: list[Server] = [*([] if owner else [postgres]), *([] if redis else [valkey])]
        await _all([start_server(supervisor, server) for server in ours])
        if owner is None:
            await postgres.admit()
        trimming = asyncio.create_task(_trim(ours), name="trimming of the servers' logs")
        try:
            yield Servers(owner or postgres.url, redis or valkey.url)
        finally:
            trimming.cancel()
            await asyncio.wait({trimming})


def running(home: Home) -> Servers | None:
    """The servers that another process runs in this home now; None where they are not up. They are its own: they may go
    at any time."""
    ports = home.remembered()
    postgres = Postgres(home, "default", int(ports.get("postgres-port", 0)))
    valkey = Valkey(home, "default", int(ports.get("valkey-port", 0)))
    if not all(server.port and server.lives for server in (postgres, valkey)):
        return None
    return Servers(postgres.url, valkey.url)


async def _all(starts: list[Coroutine[None, None, None]]) -> None:
    """All of them at once; the first error ends the others and is raised once they have ended."""
    tasks = [asyncio.create_task(start) for start in starts]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


async def _trim(servers: list[Server]) -> None:
    while True:
        await asyncio.sleep(_TRIM_SECONDS)
        for server in servers:
            with contextlib.suppress(OSError):  # a full or vanished disk has louder witnesses
                await asyncio.to_thread(server.trim_logs)
