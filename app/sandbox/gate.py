"""The way into a vendor's app: finds the shop, plays the faults of requests, keeps a list of the last requests."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.sandbox.faults import REQUEST_KINDS, Fault, Faults
from app.sandbox.shop import Shop
from app.sandbox.vendor import SandboxVendor
from app.sandbox.world import World

_CONNECTION = "sandbox.connection"
PAGE = (
    "<!doctype html><title>Maintenance</title><h1>Briefly unavailable</h1><p>Scheduled maintenance. Check back in a minute.</p>"
)
NOISE = (
    b"\xef\xbb\xbf<br />\n<b>Deprecated</b>:  Creation of dynamic property Gift_Wrap::$fee is deprecated in "
    b"<b>/srv/shop/wp-content/plugins/gift-wrap/gift-wrap.php</b> on line <b>41</b><br />\n"
)
SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "answer_cut": lambda body: body[: len(body) // 2],
    "answer_noise": lambda body: NOISE + body,
}
MAX_BODY = 32 * 2**20


class ConnectionClosed(ConnectionResetError):
    """The server closed the connection on purpose. Only seen by clients that have no socket (in-process ones)."""


class Protocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with a handle for apps that want to hang up."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {_CONNECTION: {"transport": self.transport}}


@dataclass(frozen=True)
class Seen:
    """A request that came in, and what became of it. `status` is None if it got no answer."""

    at: datetime
    vendor: str
    shop: str
    method: str
    path: str
    status: int | None
    milliseconds: float
    fault: str = ""


class Gate:
    """An ASGI app for `/{slug}/…` that cuts the prefix off by itself."""

    def __init__(self, vendor: SandboxVendor[Any], app: ASGIApp, world: World, faults: Faults, seen: deque[Seen]) -> None:
        self.vendor, self.app, self.world, self.faults, self.seen = vendor, app, world, faults, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        shop, prefix = self._shop(scope["path"])
        if self.vendor.shops and shop is None:
            answer = JSONResponse({"error": "There is no such shop in the sandbox."}, 404)
            await answer(scope, receive, send)
            return
        inner = {**scope, "root_path": prefix, "path_params": {}, "sandbox.shop": shop}
        path = scope["path"].removeprefix(prefix)
        await self._pass(inner, receive, send, shop.handle if shop else "", path)

    def _shop(self, path: str) -> tuple[Shop | None, str]:
        prefix = f"/{self.vendor.slug}"
        if not self.vendor.shops:
            return None, prefix
        handle = path.removeprefix(prefix).lstrip("/").split("/", 1)[0]
        shop = self.world.shops.get(handle)
        return (shop if shop and shop.vendor == self.vendor.slug else None), f"{prefix}/{handle}"

    async def _pass(self, scope: Scope, receive: Receive, send: Send, shop: str, path: str) -> None:
        began, at = time.perf_counter(), self.world.clock()
        body, receive = await self._body(receive)
        query = scope["query_string"].decode("latin-1")
        route = f"{scope['method']} {path}{'?' + query if query else ''}"
        fault = next((f for kind in REQUEST_KINDS if (f := self.faults.find(kind, self.vendor.slug, shop, route, body))), None)
        late = self.faults.take("latency", self.vendor.slug, shop, route, body)
        if late is not None:
            await asyncio.sleep(late.milliseconds / 1000)
        names = [f.kind for f in (late, fault) if f is not None]
        watched = _Watched(send)
        try:
            if fault and not await self._act(scope, receive, watched, fault):
                names.remove(fault.kind)
            elif not fault:
                await self.app(scope, receive, watched)
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            method = scope["method"]
            row = Seen(at, self.vendor.slug, shop, method, path, watched.status, milliseconds, ", ".join(names))
            self.seen.append(row)

    async def _act(self, scope: Scope, receive: Receive, send: _Watched, fault: Fault) -> bool:
        """Answer with the fault; False if it did not apply after all."""
        if fault.kind in ("response_lost", *SPOILT):
            return await self._spoil(scope, receive, send, fault)
        self.faults.hit(fault)
        if fault.kind == "connection_dropped":
            await _hang_up(scope, receive, abort=True)
        elif fault.kind == "answer_page":
            await HTMLResponse(PAGE)(scope, receive, send)
        else:
            answer = self.vendor.refuse(Request(scope, receive), fault.kind)
            await answer(scope, receive, send)
        return True

    async def _spoil(self, scope: Scope, receive: Receive, send: _Watched, fault: Fault) -> bool:
        """Let the app do its work and lose or break its answer; one that says no stays, as nothing was done."""
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        await self.app(scope, receive, keep)
        if not kept or kept[0].get("status", 500) >= 400:
            for message in kept:
                await send(message)
            return False
        self.faults.hit(fault)
        if fault.kind == "response_lost":
            await _hang_up(scope, receive, abort=False)
            return True
        body = SPOILT[fault.kind](b"".join(message.get("body", b"") for message in kept))
        headers = [(name, value) for name, value in kept[0]["headers"] if name.lower() != b"content-length"]
        await send({**kept[0], "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await send({"type": "http.response.body", "body": body})
        return True

    async def _body(self, receive: Receive) -> tuple[str, Receive]:
        """The request's body if a fault must see it, and a `receive` that gives it again."""
        if not self.faults.looks_at_bodies(self.vendor.slug):
            return "", receive
        raw = bytearray()
        more = True
        while more and len(raw) <= MAX_BODY:
            message = await receive()
            raw += message.get("body", b"")
            more = message.get("more_body", False)
        first: list[Message] = [{"type": "http.request", "body": bytes(raw), "more_body": more}]

        async def again() -> Message:
            return first.pop() if first else await receive()

        return raw.decode("utf-8", "replace"), again


class _Watched:
    """A `send` that remembers the status."""

    def __init__(self, send: Callable[[Message], Awaitable[None]]) -> None:
        self._send = send
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


async def _hang_up(scope: Scope, receive: Receive, *, abort: bool) -> None:
    """Close the client's connection and wait until it is closed; `abort` resets it instead of ending it."""
    connection = (scope.get("extensions") or {}).get(_CONNECTION)
    if connection is None:
        raise ConnectionClosed("the sandbox closed the connection")
    transport: asyncio.Transport = connection["transport"]
    if abort:
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
