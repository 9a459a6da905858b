"""Brings KSAP up: servers, migrations, API, worker, and the sandbox where it is wanted; all under one supervisor."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import migrate
from app.kernel.settings import Settings, parse_keys
from app.runtime import Child, Home, HomeInUse, Servers, Supervisor, answers, embedded, require_free, running_servers
from app.worker import alive_key

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Running:
    """What is up: where, and the supervisor to wait on."""

    settings: Settings
    environment: Mapping[str, str]
    servers: Servers
    supervisor: Supervisor


def home_keys(home: Home, config: Settings) -> str:
    """The vault's keys: those of the environment, else one made once and kept in the home (0600)."""
    if config.master_keys:
        return config.master_keys.get_secret_value()
    return "home:" + base64.b64encode(home.secret("master-key", 32)).decode()


@asynccontextmanager
async def servers_up(config: Settings, say: Say) -> AsyncIterator[tuple[Servers, Mapping[str, str]]]:
    """Database and Redis, embedded where no URL is given, migrated; and the environment for processes that use them."""
    home = Home(config.home)
    async with AsyncExitStack() as stack:
        stack.enter_context(home.acquire())
        servers = await stack.enter_async_context(
            embedded(
                home,
                database_url=config.database_url.get_secret_value() if config.database_url else None,
                redis_url=config.redis_url.get_secret_value() if config.redis_url else None,
            )
        )
        if waiting := migrate.pending(servers.owner_url):
            say(f"Migrating the database ({len(waiting)} steps) …")
        migrate.upgrade(servers.owner_url, list(parse_keys(home_keys(home, config)).values())[-1])
        yield servers, _environment(config, home, servers)


@asynccontextmanager
async def servers_at_hand(config: Settings, say: Say) -> AsyncIterator[Mapping[str, str]]:
    """The environment of a command: with the servers that a running KSAP has in this home, else like `servers_up`."""
    home = Home(config.home)
    try:
        async with servers_up(config, say) as (_, environment):
            yield environment
    except HomeInUse:
        servers = running_servers(home)
        if servers is None:
            raise
        yield _environment(config, home, servers)


def _environment(config: Settings, home: Home, servers: Servers) -> dict[str, str]:
    return {
        **os.environ,
        "KSAP_HOME": str(home.path),
        "DATABASE_URL": servers.owner_url,
        "REDIS_URL": servers.redis_url,
        "KSAP_MASTER_KEYS": home_keys(home, config),
        "KSAP_PORT": str(config.port),
        "KSAP_PUBLIC_URL": config.public_url,
        "KSAP_SANDBOX_URL": config.sandbox_url,
    }


@asynccontextmanager
async def running(config: Settings, say: Say, *, sandbox: bool = False, load: Path | None = None) -> AsyncIterator[Running]:
    """Everything up and ready; stops in reverse order when the block ends."""
    async with AsyncExitStack() as stack:
        servers, environment = await stack.enter_async_context(servers_up(config, say))
        # A stranger that answers on one of these ports would pass for ours.
        require_free("the API", config.host, config.port, "KSAP_PORT")
        if sandbox:
            require_free("the sandbox", "127.0.0.1", _port_of(config.sandbox_url), "KSAP_SANDBOX_URL")
        supervisor = await stack.enter_async_context(Supervisor())
        logs = Home(config.home).logs
        if sandbox:
            await supervisor.start(_sandbox(config, environment, logs, load))
        await supervisor.start(_api(config, environment, logs))
        await supervisor.start(_worker(servers, environment, logs))
        yield Running(config, environment, servers, supervisor)


def _port_of(url: str) -> int:
    return urlsplit(url).port or 80


def _sandbox(config: Settings, environment: Mapping[str, str], logs: Path, load: Path | None) -> Child:
    state = config.home.absolute() / "sandbox.json"
    argv = (sys.executable, "-m", "app.sandbox", "--port", str(_port_of(config.sandbox_url)), "--state", str(state))
    return Child(
        "sandbox",
        argv + (("--load", str(load)) if load else ()),
        env=environment,
        ready=answers(f"{config.sandbox_url}/"),
        output=logs / "sandbox.log",
    )


def _api(config: Settings, environment: Mapping[str, str], logs: Path) -> Child:
    argv = (sys.executable, "-m", "app.main")
    ready = answers(f"http://127.0.0.1:{config.port}/health/ready")
    return Child("api", argv, env={**environment, "KSAP_HOST": config.host}, ready=ready, output=logs / "api.log")


def _worker(servers: Servers, environment: Mapping[str, str], logs: Path) -> Child:
    return Child(
        "worker",
        (sys.executable, "-m", "app.worker"),
        env=environment,
        ready=_worker_ready(servers.redis_url),
        output=logs / "worker.log",
        stop_deadline=15.0,
    )


def _worker_ready(redis_url: str) -> Callable[[int], Awaitable[bool]]:
    async def ready(pid: int) -> bool:
        try:
            async with Redis.from_url(redis_url) as redis:
                return bool(await redis.exists(alive_key(pid)))
        except (RedisError, OSError):
            return False

    return ready
