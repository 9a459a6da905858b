"""`ksap doctor`: what is configured, what is reachable, what is pending. It changes nothing and starts nothing of ours."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

import asyncpg
import httpx
import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import house, migrate
from app.kernel.settings import Settings
from app.runtime import Home, HomeInUse, embedded, running_servers


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` None: for your information."""

    name: str
    ok: bool | None
    message: str
    ms: float = 0.0


async def examine(config: Settings, *, as_json: bool) -> int:
    """Print the findings; 1 when something is wrong."""
    findings = [
        Finding("home", config.home.exists() or None, str(config.home.absolute())),
        Finding("environment", None, f"{config.environment}, reached at {config.public_url}"),
        Finding("vendors", None, ", ".join(v.title for v in house.discover_vendors())),
        Finding("contexts", None, ", ".join(m.name for m in house.modules())),
        await _timed("api", lambda: _answers(f"http://127.0.0.1:{config.port}/health/ready")),
        await _timed("sandbox", lambda: _answers(f"{config.sandbox_url}/"), optional=True),
        *await _servers(config),
    ]
    for finding in findings:
        if as_json:
            sys.stdout.write(orjson.dumps(asdict(finding)).decode() + "\n")
        else:
            mark = {True: "ok  ", False: "FAIL", None: "–   "}[finding.ok]
            sys.stdout.write(
                f"{mark} {finding.name:<12} {finding.message}" + (f" ({finding.ms:.0f} ms)\n" if finding.ms else "\n")
            )
    return int(any(f.ok is False for f in findings))


async def _timed(name: str, check: Callable[[], Awaitable[str]], *, optional: bool = False) -> Finding:
    started = time.perf_counter()
    try:
        message, ok = await check(), True
    except (OSError, httpx.HTTPError, asyncpg.PostgresError, RedisError, TimeoutError) as error:
        message, ok = f"does not answer ({type(error).__name__})", False
    ms = (time.perf_counter() - started) * 1000
    return Finding(name, ok if ok or not optional else None, message, ms)


async def _answers(url: str) -> str:
    async with httpx.AsyncClient(timeout=3) as client:
        response = await client.get(url)
    response.raise_for_status()
    return f"answers at {url}"


async def _servers(config: Settings) -> list[Finding]:
    """The database and Redis: those of the URLs, those that a running KSAP has in this home, or the embedded ones, started
    for as long as it takes."""
    home = Home(config.home)
    if config.database_url and config.redis_url:
        return await _state(config.database_url.get_secret_value(), config.redis_url.get_secret_value())
    if not config.home.exists():
        return [Finding("database", None, "embedded; made at the first start")]
    try:
        lock = home.acquire()
        with lock:
            async with embedded(home) as servers:
                return await _state(servers.owner_url, servers.redis_url)
    except HomeInUse as error:
        servers_now = running_servers(home)
        if servers_now is None:
            held = f"process {error.pid}" if error.pid else "another process"
            return [Finding("database", None, f"{held} holds this home and is starting or stopping; look again in a moment")]
        return await _state(servers_now.owner_url, servers_now.redis_url)
    except Exception as error:  # noqa: BLE001 - whatever keeps the servers from us is the finding
        return [Finding("database", False, str(error))]


async def _state(owner_url: str, redis_url: str) -> list[Finding]:
    async def database() -> str:
        connection = await asyncpg.connect(owner_url, timeout=5)
        try:
            return f"PostgreSQL {await connection.fetchval('SHOW server_version')}"
        finally:
            await connection.close()

    async def redis() -> str:
        async with Redis.from_url(redis_url) as client:
            info = await client.info("server")
            return f"{info.get('server_name', 'redis')} {info.get('valkey_version') or info['redis_version']}"

    findings = [await _timed("database", database), await _timed("redis", redis)]
    if findings[0].ok:
        waiting = await asyncio.to_thread(migrate.pending, owner_url)
        message = f"{len(waiting)} to run: ksap migrate" if waiting else "none pending"
        findings.append(Finding("migrations", not waiting, message))
    return findings
