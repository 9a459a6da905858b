"""Who listens to a stream is who they were when they began, or hears no more: signed out, removed, of another role."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI, Request

from app.home.contracts import KINDS
from app.kernel import live, sse
from app.kernel.auth import Principal, still
from app.kernel.sse import HEARTBEAT, frames
from tests.accounts.people import join
from tests.factories import Organisation
from tests.http import Client


async def listening(application: FastAPI, client: Client) -> tuple[Principal, Any]:
    """The caller as a stream knows them, and the question whether they still are."""
    headers = [(b"authorization", client.headers["authorization"].encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/v1/stream",
        "query_string": b"",
        "headers": headers,
        "app": application,
    }
    request = Request({**scope, "client": ("127.0.0.1", 1)})
    caller: Principal = await application.state.authenticate(request)
    return caller, still(request, caller)


async def test_a_session_that_ends_hears_no_more(application: FastAPI, client: Client) -> None:
    _, asked = await listening(application, client)
    assert await asked()
    await client.data("POST", "/api/v1/auth/logout")
    assert not await asked()


@pytest.mark.parametrize("deed", ["role", "deactivate", "remove"])
async def test_a_member_who_may_less_connects_anew(application: FastAPI, client: Client, org: Organisation, deed: str) -> None:
    member = await join(client, application, org, "admin")
    path = f"/api/v1/members/{member.headers['x-user']}"
    _, asked = await listening(application, member)
    assert await asked()
    if deed == "role":
        await client.data("PUT", path, json={"role": "viewer"})
    elif deed == "deactivate":
        await client.data("POST", f"{path}/deactivate")
    else:
        await client.data("DELETE", path)
    assert not await asked()
    await member.aclose()


async def test_a_key_that_is_revoked_hears_no_more(application: FastAPI, client: Client) -> None:
    body = {"name": "Listener", "permissions": ["orders.read"]}
    made = await client.data("POST", "/api/v1/api-keys", json=body, status=201)
    owner = client.headers["authorization"]
    client.headers["authorization"] = f"Bearer {made['key']}"
    _, asked = await listening(application, client)
    assert await asked()
    client.headers["authorization"] = owner
    await client.data("DELETE", f"/api/v1/api-keys/{made['id']}")
    assert not await asked()


async def test_the_stream_ends_before_the_next_word(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    listen = live.listen
    monkeypatch.setattr(live, "listen", lambda org_id, last_id: listen(org_id, last_id, block_ms=1))
    monkeypatch.setattr(sse, "ASKED_AGAIN", 0.0)
    may = True

    async def asked() -> bool:
        return may

    told: list[bytes] = []
    async for frame in frames(org.id, "0", asyncio.Event(), still=asked):
        told.append(frame)
        if frame == HEARTBEAT and may:
            may = False
            await live.announce(org.id, "order", {"secret": "of others"})
    assert HEARTBEAT in told and not any(b"secret" in frame for frame in told)


async def test_the_stream_of_runs_tells_nothing_that_takes_another_permission(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []

    async def none(*_: Any, kinds: Any, **__: Any) -> AsyncIterator[bytes]:
        opened.append(set(kinds))
        yield b""

    monkeypatch.setattr(sse, "frames", none)
    assert (await client.get("/api/v1/sync/stream")).status_code == 200
    assert opened == [{kind for kind, permission in KINDS.items() if permission == "sync.read"}]


async def test_nobody_listens_in_any_number_of_places(
    client: Client, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over = asyncio.Semaphore(0), asyncio.Event()

    async def waiting(*_: Any, **__: Any) -> AsyncIterator[bytes]:
        begun.release()
        await over.wait()
        yield b""

    monkeypatch.setattr(sse, "frames", waiting)
    monkeypatch.setattr(sse, "MOST", 2)
    held = [asyncio.create_task(client.get(path)) for path in ("/api/v1/stream", "/api/v1/sync/stream")]
    for _ in held:
        await begun.acquire()
    refused = await client.data("GET", "/api/v1/stream", status=429)
    assert refused["details"]["limit"] == 2
    other = asyncio.create_task(stranger.get("/api/v1/stream"))
    await begun.acquire()
    over.set()
    assert {(await each).status_code for each in (*held, other)} == {200}
    assert (await client.get("/api/v1/stream")).status_code == 200
