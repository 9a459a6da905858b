"""The open resources of one process, API or worker alike: database pools, Redis, arq, vault, files, vendor transport."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from arq import create_pool
from arq.connections import ArqRedis, RedisSettings
from redis.asyncio import Redis

from app.kernel import db, jobs, live, pictures, storage
from app.kernel.exchange_log import ExchangeLog
from app.kernel.live_settings import Follower
from app.kernel.settings import Settings, SettingsError, parse_keys
from app.kernel.transport import TransportPool
from app.kernel.vault import Vault


@dataclass(frozen=True, slots=True)
class Process:
    settings: Settings
    database: db.Database
    redis: Redis
    arq: ArqRedis
    vault: Vault
    transports: TransportPool
    exchanges: ExchangeLog
    follower: Follower


_process: Process | None = None
_watchers: list[Callable[[Settings], None]] = []


def process() -> Process:
    """The resources of this process."""
    if _process is None:
        raise RuntimeError("no process is open; the composition root opens it")
    return _process


def adopt(changes: Mapping[str, Any]) -> None:
    """Settings that were changed live are in force in this process from now on."""
    global _process
    here = process()
    _process = replace(here, settings=here.settings.model_copy(update=dict(changes)))
    for watcher in _watchers:
        watcher(_process.settings)


def watch(watcher: Callable[[Settings], None]) -> Callable[[], None]:
    """Call it with the new settings after every change, until the function returned is called. For those who keep
    something made of a setting; everybody else asks `process().settings` when they need it."""
    _watchers.append(watcher)
    return lambda: _watchers.remove(watcher)


def master_keys(settings: Settings) -> dict[str, bytes]:
    """The vault's keys. Raises SettingsError when none are configured."""
    if settings.master_keys is None:
        raise SettingsError("KSAP_MASTER_KEYS is not set; `ksap up` makes one, or make your own with: ksap new-key")
    return parse_keys(settings.master_keys.get_secret_value())


def settle() -> None:
    """What stands once a process has started stays for its life: let collections of garbage pass it by. A full one took
    160 ms with it, in which nobody was answered."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def open_process(settings: Settings, name: str) -> AsyncIterator[Process]:
    """Open everything, close everything in reverse. Needs DATABASE_URL, REDIS_URL and KSAP_MASTER_KEYS."""
    global _process
    if settings.database_url is None or settings.redis_url is None:
        raise SettingsError("DATABASE_URL and REDIS_URL must be set here; `ksap up` sets them for its own processes")
    keys = master_keys(settings)
    redis_url = settings.redis_url.get_secret_value()
    async with AsyncExitStack() as stack:
        database = await db.Database.open(
            settings.database_url.get_secret_value(),
            next(reversed(keys.values())),
            pool=settings.database_pool,
            name=name,
        )
        stack.push_async_callback(database.close)
        redis = Redis.from_url(redis_url, health_check_interval=30, socket_timeout=30, socket_connect_timeout=5)
        stack.push_async_callback(redis.aclose)
        arq = await create_pool(RedisSettings.from_dsn(redis_url), default_queue_name=jobs.QUEUE)
        stack.push_async_callback(arq.aclose)
        transports = await stack.enter_async_context(TransportPool.open_pool(redis))
        exchanges, vault = ExchangeLog(), Vault(keys)
        follower = Follower(vault, settings)
        _process = Process(settings, database, redis, arq, vault, transports, exchanges, follower)
        db.use(database)
        live.use(redis)
        jobs.use(arq)
        storage.use(storage.Storage(settings.files, vault))
        pictures.use(pictures.Signer(keys))
        exchanges.start()
        try:
            await follower.start()
            yield _process
        finally:
            await follower.stop()
            await exchanges.stop()
            await live.woken()
            _process = None
            db.use(None)
            live.use(None)
            jobs.use(None)
            storage.use(None)
            pictures.use(None)
