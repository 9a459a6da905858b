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
        supervisor = await stack.enter_async_context(Supervisor(signals=False, on_change=on_change))
        postgres, valkey = Postgres(home, tuning), Valkey(home, tuning)
        owner, redis = await _both(
            checked_database(database_url) if database_url else _start_postgres(supervisor, postgres),
            checked_redis(redis_url) if redis_url else _start_valkey(supervisor, valkey),
        )
        ours: list[Server] = [*([] if database_url else [postgres]), *([] if redis_url else [valkey])]
        trimming = asyncio.create_task(_trim(ours), name="trimming of the servers' logs")
        try:
            yield Servers(owner, redis)
        finally:
            trimming.cancel()
            await asyncio.wait({trimming})


async def _start_postgres(supervisor: Supervisor, postgres: Postgres) -> str:
    await start_server(supervisor, postgres)
    await postgres.admit()
    return postgres.url


async def _start_valkey(supervisor: Supervisor, valkey: Valkey) -> str:
    await start_server(supervisor, valkey)
    return valkey.url


async def _both(first: Coroutine[None, None, str], second: Coroutine[None, None, str]) -> tuple[str, str]:
    """Both results, or the first error once the other one has ended too."""
    tasks = (asyncio.create_task(first), asyncio.create_task(second))
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _trim(servers: list[Server]) -> None:
    while True:
        await asyncio.sleep(_TRIM_SECONDS)
        for server in servers:
            with contextlib.suppress(OSError):  # a full or vanished disk has louder witnesses
                await asyncio.to_thread(server.trim_logs)
