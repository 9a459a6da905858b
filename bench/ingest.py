"""Taking webhooks in: 64 connections at once, acknowledged after the commit, against one insert and commit each."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import statistics
import time

import asyncpg

from app.kernel.ids import new_id
from app.kernel.inbox import secret_context
from bench import http
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


async def run(env: Env, total: int = 12_000) -> list[Result]:
    path = await _endpoint(env)
    async with http.served("app.main:create_app") as port:
        limit = await _limit(env)
        requests = iter([_request(path, n) for n in range(total)])
        await http.ask(port, [_request(path, total + n) for n in range(50)], [])
        times: list[float] = []
        started = time.perf_counter()
        await asyncio.gather(*(http.ask(port, requests, times) for _ in range(CONNECTIONS)))
        rate = total / (time.perf_counter() - started)
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    return [
        Result("webhook ingest, 64 connections ÷ one commit each on 8", rate, limit, "/s", 0.40),
        Result("webhook ingest, p99", p99, 50, "ms", 1, "at most"),
    ]
