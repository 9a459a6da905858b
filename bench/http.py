"""Servers as processes of their own, and a client that costs next to nothing, for benchmarks over HTTP."""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpx

from bench.env import PASSWORD, Env


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def served(factory: str) -> AsyncIterator[int]:
    """uvicorn with `factory` ("module:function"), as the product runs it. Yields its port."""
    port = free_port()
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--no-access-log", "--log-level", "error",
        env={**os.environ, "KSAP_PORT": str(port), "KSAP_LOG_LEVEL": "error"},
    )  # fmt: skip
    try:
        await _up(port)
        yield port
    finally:
        server.terminate()
        await server.wait()


async def _up(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the server did not come up")


async def sign_in(env: Env, port: int) -> str:
    """The access token of the owner."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        answer = await client.post("/api/v1/auth/login", json={"email": env.email, "password": PASSWORD})
        answer.raise_for_status()
        token: str = answer.json()["data"]["access_token"]
        return token


def get(path: str, token: str = "") -> bytes:
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{authorization}\r\n".encode()


async def ask(port: int, requests: Iterable[bytes], times: list[float]) -> bytes:
    """Send one after the other on one connection; append the seconds each took. Returns the last body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b""
    try:
        for request in requests:
            started = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(next(h.split(b":")[1] for h in head.lower().split(b"\r\n") if h.startswith(b"content-length")))
            body = await reader.readexactly(length)
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"{head.decode()}\n{body[:500].decode()}")
            times.append(time.perf_counter() - started)
    finally:
        writer.close()
    return body


async def rate(port: int, request: bytes, *, connections: int, seconds: float) -> float:
    """Answers a second to the same request, asked again and again on `connections` at once."""
    ends = time.perf_counter() + seconds

    def until_then() -> Iterable[bytes]:
        while time.perf_counter() < ends:
            yield request

    times: list[float] = []
    started = time.perf_counter()
    await asyncio.gather(*(ask(port, until_then(), times) for _ in range(connections)))
    return len(times) / (time.perf_counter() - started)


async def undisturbed(port: int, request: bytes, times: int = 80) -> float:
    """Milliseconds of an answer on one connection: the fastest tenth's, so that a busy machine does not decide."""
    took: list[float] = []
    await ask(port, [request] * (times + 5), took)
    return statistics.quantiles(took[5:], n=10)[0] * 1000
