"""`ksap up`, killed as a whole with SIGKILL and started again on the same home."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from app.demo import until

OWNER = {"email": "owner@example.com", "password": "a long pass phrase"}


class Up:
    """One run of `ksap up` on a home of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port

    async def start(self, **more: str) -> httpx.AsyncClient:
        keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")}
        env = {**keep, "KSAP_HOME": str(self.home), "KSAP_PORT": str(self.port), **more}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", "up", env=env, stderr=asyncio.subprocess.PIPE
        )
        assert self.process.stderr is not None
        async with asyncio.timeout(150):
            while b"KSAP is up" not in (line := await self.process.stderr.readline()):
                assert line, "it ended before it was up"
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}/api/v1", timeout=30, trust_env=False)


def _tree(pid: int) -> list[int]:
    """A process and all that it started."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in below for found in _tree(int(child)))]


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


async def _all_gone(pids: list[int], *, seconds: float) -> None:
    async def gone() -> bool:
        return not any(map(_runs, pids))

    await until("the end of every process", gone, seconds=seconds)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the tree of processes is read from /proc")
async def test_a_killed_installation_starts_again_with_all_it_acknowledged(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    up = Up(tmp_path / "home", port)
    async with await up.start() as api:
        founding = {**OWNER, "organisation": "My shops", "currency": "EUR", "timezone": "Europe/Berlin"}
        assert (await api.post("/auth/register", json=founding)).status_code == 201
    tree = _tree(up.process.pid)
    assert len(tree) >= 5  # we, PostgreSQL with its own, Valkey, API, worker
    for pid in tree:
        with suppress(ProcessLookupError):  # it died with its parent
            os.kill(pid, signal.SIGKILL)
    await up.process.wait()
    await _all_gone(tree, seconds=15)

    async with await up.start() as api:
        assert (await api.post("/auth/login", json=OWNER)).status_code == 200
    tree = _tree(up.process.pid)
    up.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(up.process.wait(), 60) == 0
    await _all_gone(tree, seconds=5)
