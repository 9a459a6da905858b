"""A vendor to call, a clock to turn, and a log to read, for the tests of outgoing HTTP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from app.kernel.exchange import Exchange
from app.kernel.shared import Timing


@dataclass(slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Reply:
    """What the vendor does with one request: answers, or `fault`: hang up ("drop"), hang up in the middle of the body
    ("half"), say nothing ("stall")."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""


@dataclass(slots=True)
class VendorServer:
    """A real HTTP server on the loopback. `replies` are used up one by one, then `default` answers."""

    port: int = 0
    scheme: str = "http"
    replies: list[Reply] = field(default_factory=list)
    default: Reply = field(default_factory=Reply)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    on_request: Callable[[Request], Any] | None = None
    release: asyncio.Event = field(default_factory=asyncio.Event)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            while await self._answer(reader, writer):
                pass
        self.writers.discard(writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(method, target, headers, body)
        self.requests.append(request)
        reply = self.replies.pop(0) if self.replies else self.default
        if self.on_request and (made := self.on_request(request)) is not None:
            reply = made
        if reply.fault == "drop":
            return False
        if reply.fault == "stall":
            await self.release.wait()
            return False
        lines = [f"HTTP/1.1 {reply.status} Any", *(f"{name}: {value}" for name, value in reply.headers.items())]
        lines.append(f"content-length: {len(reply.body) + (10 if reply.fault == 'half' else 0)}")
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + (b"" if method == "HEAD" else reply.body))
        await writer.drain()
        return not reply.fault


@asynccontextmanager
async def vendor_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[VendorServer]:
    vendor = VendorServer(scheme="https" if tls else "http")
    server = await asyncio.start_server(vendor._serve, "127.0.0.1", 0, ssl=tls)
    vendor.port = server.sockets[0].getsockname()[1]
    try:
        yield vendor
    finally:
        vendor.release.set()
        server.close()
        for writer in list(vendor.writers):
            writer.close()
        for _ in range(5):
            await asyncio.sleep(0)


class TurnedClock:
    """Time that passes only by sleeping; serves as the process's clock and as Redis's."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.naps: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)

    @property
    def slept(self) -> float:
        return round(sum(self.naps), 3)

    @property
    def timing(self) -> Timing:
        """Jitter takes the whole pause, so that pauses can be foretold."""
        return Timing(monotonic=self.now, sleep=self.sleep, server=self.now, jitter=lambda longest: longest)


class ReadableLog:
    """An exchange sink that keeps everything."""

    def __init__(self) -> None:
        self.entries: list[Exchange] = []

    async def __call__(self, exchange: Exchange) -> None:
        self.entries.append(exchange)
