"""Taking webhooks in: 64 connections at once, acknowledged after the commit, against one insert and commit each."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import statistics
import sys
import time
from typing import Any

import asyncpg

from app.kernel.ids import new_id
from app.kernel.inbox import secret_context
from bench.env import Env
from bench.result import Result

CONNECTIONS = 64
BODY = b'{"admin_graphql_api_id":"gid://shopify/Order/1","note":"' + b"x" * 4900 + b'"}'
SECRET = "shpss_benchmark"


async def _limit(env: Env, seconds: float = 3.0) -> float:
    """The same rows, one commit each, on eight connections."""
    pool = await asyncpg.create_pool(env.owner_url, min_size=8, max_size=8)
    endpoint, deadline, done = new_id(), time.perf_counter() + seconds, 0

    async def writer() -> None:
        nonlocal done
        async with pool.acquire() as connection:
            while time.perf_counter() < deadline:
                await connection.execute(
                    """INSERT INTO inbox_messages (org_id, id, endpoint_id, vendor, topic, delivery_id, body, correlation_id,
                                                   state, attempts, available_at, error, received_at)
                       VALUES ($1, $2, $3, 'shopify', 'orders/create', $4, $5, '', 'done', 0, now(), '', now())
                       ON CONFLICT (endpoint_id, delivery_id) DO NOTHING""",
                    env.org_id, new_id(), endpoint, str(new_id()), BODY,
                )  # fmt: skip
                done += 1

    started = time.perf_counter()
    await asyncio.gather(*(writer() for _ in range(8)))
    took = time.perf_counter() - started
    await pool.close()
    return done / took


async def _endpoint(env: Env) -> str:
    id_ = new_id()
    connection = await asyncpg.connect(env.owner_url)
    await connection.execute(
        """INSERT INTO inbox_endpoints (org_id, id, vendor, kind, secret, state, created_at)
           VALUES ($1, $2, 'shopify', 'store', $3, 'paused', now())""",
        env.org_id, id_, env.process.vault.seal(SECRET.encode(), secret_context(id_)),
    )  # fmt: skip
    await connection.close()
    return f"/webhooks/shopify/{id_}"


def _request(path: str, number: int) -> bytes:
    signature = base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha256).digest()).decode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n"
        f"X-Shopify-Topic: orders/create\r\nX-Shopify-Hmac-Sha256: {signature}\r\n"
        f"X-Shopify-Webhook-Id: b-{number}-{os.getpid()}\r\nX-Shopify-Event-Id: e-{number}-{os.getpid()}\r\n"
        f"X-Shopify-Shop-Domain: bench.myshopify.com\r\n\r\n"
    ).encode() + BODY


async def _client(port: int, requests: Any, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(next(h.split(b":")[1] for h in head.lower().split(b"\r\n") if h.startswith(b"content-length")))
        await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        times.append(time.perf_counter() - started)
    writer.close()


async def run(env: Env, total: int = 12_000) -> list[Result]:
    path = await _endpoint(env)
    port = 18_437
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(port), "--no-access-log",
        "--log-level", "error", env={**os.environ, "KSAP_PORT": str(port), "KSAP_LOG_LEVEL": "error"},
    )  # fmt: skip
    try:
        await _up(port)
        limit = await _limit(env)
        requests = iter([_request(path, n) for n in range(total)])
        await _client(port, [_request(path, total + n) for n in range(50)], [])
        times: list[float] = []
        started = time.perf_counter()
        await asyncio.gather(*(_client(port, requests, times) for _ in range(CONNECTIONS)))
        rate = total / (time.perf_counter() - started)
    finally:
        server.terminate()
        await server.wait()
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    return [
        Result("webhook ingest, 64 connections ÷ one commit each on 8", rate, limit, "/s", 0.40),
        Result("webhook ingest, p99", p99, 50, "ms", 1, "at most"),
    ]


async def _up(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the API did not come up")
