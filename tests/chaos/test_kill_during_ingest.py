"""The API is killed while webhooks pour in: whatever it acknowledged is stored, once."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import signal
import socket
import sys
from asyncio.subprocess import Process as Child
from uuid import UUID

import asyncpg
import httpx

from app.kernel.ids import new_id
from app.kernel.inbox import InboxEndpoint, secret_context
from app.kernel.process import Process
from tests.factories import Organisation

SECRET = "shpss_chaos"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def start_api(port: int) -> Child:
    api = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(port), "--log-level", "error",
        env={**os.environ, "KSAP_LOG_LEVEL": "error"}, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with httpx.AsyncClient() as client:
        for _ in range(400):
            try:
                if (await client.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200:
                    return api
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    raise AssertionError("the API did not come up")


async def open_endpoint(org: Organisation, process: Process) -> UUID:
    id_ = new_id()
    async with org.uow() as uow:
        uow.add(
            InboxEndpoint(
                org_id=org.id, id=id_, vendor="shopify", kind="store", state="paused",
                secret=process.vault.seal(SECRET.encode(), secret_context(id_)),
            )
        )  # fmt: skip
    return id_


async def test_every_acknowledged_webhook_survives_a_kill_exactly_once(org: Organisation, process: Process) -> None:
    endpoint, port = await open_endpoint(org, process), free_port()
    api = await start_api(port)
    acknowledged: set[str] = set()

    async def deliver(client: httpx.AsyncClient, name: str) -> None:
        body = b'{"admin_graphql_api_id": "gid://shopify/Order/' + name.encode() + b'"}'
        signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        headers = {
            "x-shopify-topic": "orders/create", "x-shopify-hmac-sha256": signature, "x-shopify-webhook-id": name,
            "x-shopify-event-id": name, "x-shopify-shop-domain": "chaos.myshopify.com",
        }  # fmt: skip
        try:
            answer = await client.post(f"http://127.0.0.1:{port}/webhooks/shopify/{endpoint}", content=body, headers=headers)
        except httpx.TransportError:
            return
        if answer.status_code == 200:
            acknowledged.add(name)
        if len(acknowledged) == 100 and api.returncode is None:
            api.send_signal(signal.SIGKILL)

    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=32)) as client:
        await asyncio.gather(*(deliver(client, str(n)) for n in range(400)))
        assert await api.wait() == -signal.SIGKILL
        assert 100 <= len(acknowledged) < 400
        before = set(acknowledged)

        api = await start_api(port)  # the vendor delivers again what was not acknowledged, and some of what was
        try:
            await asyncio.gather(*(deliver(client, str(n)) for n in range(400)))
        finally:
            api.terminate()
            await api.wait()
    assert len(acknowledged) == 400
    connection: asyncpg.pool.PoolConnectionProxy
    async with process.database.system.acquire() as connection:
        rows = await connection.fetch("SELECT delivery_id FROM inbox_messages WHERE endpoint_id = $1", endpoint)
    stored = [row["delivery_id"] for row in rows]
    assert len(stored) == len(set(stored)) == 400
    assert before <= acknowledged
