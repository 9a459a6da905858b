"""What an installation takes before anybody uses it: the start of `ksap up` on an existing directory, and memory."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.env import Env
from bench.http import free_port
from bench.result import Result

_OF_A_RUN = ("DATABASE_URL", "REDIS_URL", "KSAP_HOME", "KSAP_MASTER_KEYS", "KSAP_DATABASE_POOL")


async def run(env: Env) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="ksap-bench-") as directory:
        home = Path(directory) / "home"
        await _up(home)  # makes and migrates the directory
        seconds, memory = await _up(home)
    return [
        Result("`ksap up` on an existing directory, to ready ÷ 5 s", seconds, 5, "s", 1, "at most"),
        Result("memory of the API process ÷ 150 MB", memory["app.main"], 150, "MB", 1, "at most"),
        Result("memory of the worker process ÷ 150 MB", memory["app.worker"], 150, "MB", 1, "at most"),
    ]


async def _up(home: Path) -> tuple[float, dict[str, float]]:
    """(seconds to ready, {process: resident MB}); down again when it returns."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_RUN}
    environment |= {"KSAP_HOME": str(home), "KSAP_PORT": str(port), "KSAP_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "ksap"), "up", env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(timeout=60) as client:
            await _ready(client, port, process)
            seconds = time.perf_counter() - started
            await asyncio.sleep(2)  # the worker follows the API
            for _ in range(50):
                await client.get(f"http://127.0.0.1:{port}/api/openapi.json")
        return seconds, _memory(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def _ready(client: httpx.AsyncClient, port: int, process: asyncio.subprocess.Process) -> None:
    for _ in range(1200):
        if process.returncode is not None:
            raise RuntimeError(f"ksap up ended with {process.returncode}")
        try:
            if (await client.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.05)
    raise RuntimeError("ksap up did not get ready in a minute")


def _memory(pid: int) -> dict[str, float]:
    """Resident memory in MB of the children, by the module that they run."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status, command = (entry / "status").read_text(), (entry / "cmdline").read_text().split("\0")
        except OSError:  # it ended meanwhile
            continue
        lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        if int(lines["PPid"]) == pid and "-m" in command:
            found[command[command.index("-m") + 1]] = int(lines["VmRSS"].split()[0]) / 1024
    return found
