"""KSAP and the sandbox as the demo sees them: two JSON services, asked until something is true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx


class Untrue(Exception):
    """A step whose outcome at the vendor's side is not what it should be."""


@dataclass(slots=True)
class Step:
    step: str
    ok: bool = False
    ms: int = 0
    detail: str = ""


@dataclass(slots=True)
class Api:
    """KSAP and the sandbox, as two JSON services."""

    ksap: httpx.AsyncClient
    sandbox: httpx.AsyncClient
    steps: list[Step] = field(default_factory=list)

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """KSAP's `data`. Raises Untrue with its own words for a refusal."""
        response = await self.ksap.request(method, f"/api/v1{path}", **options)
        body = response.json()
        if not body["success"]:
            raise Untrue(f"{method} {path}: {body['error']['message']} ({body['error']['code']}, {body['request_id']})")
        return body["data"]

    async def truth(self, method: str, path: str, **options: Any) -> Any:
        """The sandbox's own view."""
        response = await self.sandbox.request(method, f"/control{path}", **options)
        if response.status_code >= 400:
            raise Untrue(f"sandbox {method} {path}: {response.status_code} {response.text[:300]}")
        return response.json() if response.content else None

    async def step(self, name: str, work: Callable[[], Awaitable[str]], report: Callable[[Step], None]) -> bool:
        step = Step(name)
        started = time.perf_counter()
        try:
            step.detail, step.ok = await work(), True
        except (Untrue, httpx.HTTPError, KeyError) as error:
            step.detail = str(error) or repr(error)
        step.ms = round((time.perf_counter() - started) * 1000)
        self.steps.append(step)
        report(step)
        return step.ok


async def until(what: str, ask: Callable[[], Awaitable[Any]], *, seconds: float, every: float = 0.05) -> Any:
    """Ask until the answer is true. Raises Untrue when it never was."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Untrue(f"{what}: not within {seconds:g} s")
        await asyncio.sleep(every)


async def count(api: Api, path: str) -> int:
    """How many things a list has, page by page."""
    total, cursor = 0, None
    while True:
        params: dict[str, Any] = {"limit": 250, **({"cursor": cursor} if cursor else {})}
        body = (await api.ksap.get(f"/api/v1{path}", params=params)).json()
        if not body["success"]:
            raise Untrue(f"GET {path}: {body['error']['message']}")
        total += len(body["data"])
        cursor = body["page"]["next_cursor"]
        if not cursor:
            return total
