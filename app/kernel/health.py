"""`/health/live`, `/health/ready`, `/metrics`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from redis.exceptions import RedisError

from app.kernel import job_runner, live, outbox
from app.kernel.auth import anyone
from app.kernel.db import database
from app.kernel.http import Envelope, ok

UP = Gauge("ksap_server_up", "1 when the server answered the scrape, 0 when it did not", ["server"])
router = APIRouter(tags=["operations"], generate_unique_id_function=lambda route: route.name)


async def _database() -> None:
    async with database().app.acquire(timeout=2) as connection:
        await connection.execute("SELECT 1")


async def _redis() -> None:
    await live.redis().ping()


async def _depths() -> None:
    await outbox.measure()
    await job_runner.measure()


async def _timed(check: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        await asyncio.wait_for(check(), 3)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, RedisError, OSError, TimeoutError) as error:
        return {"ok": False, "ms": round((time.perf_counter() - started) * 1000, 1), "error": type(error).__name__}
    return {"ok": True, "ms": round((time.perf_counter() - started) * 1000, 1)}


@router.get("/health/live", dependencies=[anyone()])
async def health_live() -> Envelope[dict[str, str]]:
    """The process runs. Says nothing of what it depends on: restarting it would not mend those."""
    return ok({"status": "live"})


@router.get("/health/ready", dependencies=[anyone()])
async def health_ready(request: Request, response: Response) -> Envelope[dict[str, Any]]:
    """Ready for traffic: database and Redis answer. 503 otherwise, or while shutting down; `message` says what is missing."""
    names = ("postgresql", "redis")
    results = dict(zip(names, await asyncio.gather(_timed(_database), _timed(_redis)), strict=True))
    stopping = getattr(request.app.state, "stopping", None)
    missing = [f"{name} does not answer ({result['error']})" for name, result in results.items() if not result["ok"]]
    if stopping and stopping.is_set():
        missing.append("shutting down")
    response.status_code = 503 if missing else 200
    answer = ok({"status": "not ready" if missing else "ready", "checks": results}, "; ".join(missing))
    return answer.model_copy(update={"success": not missing})


@router.get("/metrics", dependencies=[anyone()], include_in_schema=False)
async def metrics() -> Response:
    """Prometheus text. Depths are read at scrape time; while a server is away its figures are left out, and
    `ksap_server_up` says so."""
    depths, redis = await asyncio.gather(_timed(_depths), _timed(_redis))
    UP.labels("postgresql").set(depths["ok"])
    UP.labels("redis").set(redis["ok"])
    if not depths["ok"]:
        outbox.PENDING.clear()
        job_runner.DEPTH.clear()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
