"""The scan finds nothing at KSAP, and finds what a careless application leaves open."""

from __future__ import annotations

import socket
from typing import Any

import httpx
from fastapi import FastAPI, Response

from deploy.scan import Finding, main, scan
from tests.factories import PASSWORD, Organisation
from tests.http import Client


async def findings(client: httpx.AsyncClient, **credentials: str) -> dict[str, Finding]:
    return {f.name.split(" (")[0]: f async for f in scan(client, **credentials)}


async def test_it_finds_nothing_at_our_calls(anonymous: Client, org: Organisation) -> None:
    found = await findings(anonymous, email=org.email, password=PASSWORD)
    assert [f for f in found.values() if f.outcome == "FAIL"] == []
    assert {name for name, f in found.items() if f.outcome == "skipped"} <= {"transport", "scripts of the page"}


async def test_it_finds_what_was_left_open() -> None:
    careless = FastAPI(openapi_url="/api/openapi.json")

    @careless.get("/api/v1/orders")
    async def orders() -> list[str]:
        return ["everybody's"]

    @careless.api_route("/{path:path}", methods=["GET", "POST", "OPTIONS", "TRACE"], include_in_schema=False)
    async def anything(path: str) -> Response:
        headers: dict[str, Any] = {"access-control-allow-origin": "*", "set-cookie": "session=1"}
        return Response("root:x:0:0\nTraceback (most recent call last)", headers=headers)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(careless), base_url="https://careless.test") as client:
        found = await findings(client, email="a@example.com", password="p")
    assert [name for name, f in found.items() if f.outcome != "FAIL"] == []


async def test_it_says_when_nobody_is_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        said: list[str] = []
        assert await main(f"http://127.0.0.1:{taken.getsockname()[1]}", said.append) == 2
    assert "Nobody answers" in said[0]
