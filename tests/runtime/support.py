"""Looking at processes and files from outside, and waiting for them with a deadline."""

import asyncio
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import redis.asyncio

from app.runtime import Home

ROOT = Path(__file__).parents[2]
SITE = Path(asyncpg.__file__).parents[1]
PATIENCE = 15.0


def alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


async def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask again and again; the value of `holds` once it is true."""
    deadline = time.monotonic() + patience
    while not (value := holds()):
        assert time.monotonic() < deadline, f"still not so after {patience} s: {what}"
        await asyncio.sleep(0.01)
    return value


def unlocked(home: Path, server: str) -> bool:
    """Whether no process of that server lives any more: all of them hold its lock open."""
    with (home / server / "lock").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def workers_in(directory: Path) -> list[int]:
    """Pids of the processes whose current directory it is (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.path.samestat((entry / "cwd").stat(), directory.stat()):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def clone(pristine: Path, path: Path) -> Home:
    """A copy of a home with owners and modes, without its ports."""
    subprocess.run(["cp", "-a", str(pristine), str(path)], check=True)
    (path / "runtime.json").unlink()
    return Home(path)


def start_python(*arguments: str) -> "subprocess.Popen[bytes]":
    """Our interpreter with its standard streams in our hands."""
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def start_stranger(user: int | None) -> "subprocess.Popen[bytes]":
    """A process that has nothing to do with us and lives until its standard input closes."""
    return subprocess.Popen(["/bin/cat"], cwd="/", user=user, stdin=subprocess.PIPE)


class Host:
    """Another process with embedded servers on `home`."""

    def __init__(
        self,
        home: Path,
        *,
        python: str = sys.executable,
        become: tuple[int, int] | None = None,
    ):
        account = [str(number) for number in become] if become else []
        self.process = subprocess.Popen(
            [python, str(Path(__file__).with_name("host.py")), str(home), *account],
            env={"PATH": os.defpath, "PYTHONPATH": f"{ROOT}:{SITE}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
        )

    async def facts(self) -> dict[str, Any]:
        assert self.process.stdout
        line = await asyncio.wait_for(asyncio.to_thread(self.process.stdout.readline), 30)
        assert line, "the host said nothing"
        facts: dict[str, Any] = json.loads(line)
        return facts

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self._end()

    def close(self) -> int:
        """End it in good order; its exit code."""
        return self._end()

    def _end(self) -> int:
        self.process.communicate()
        return self.process.returncode


async def sql(url: str, statement: str, *values: object) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement, *values)
    finally:
        await connection.close()


async def command(url: str, *words: str) -> Any:
    client = redis.asyncio.Redis.from_url(url, decode_responses=True)
    try:
        return await client.execute_command(*words)
    finally:
        await client.aclose()
