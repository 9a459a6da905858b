"""The embedded Valkey: queue and wake-up, kept in an append-only file."""

import asyncio
import contextlib
import re
import signal
from pathlib import Path
from typing import ClassVar

from app.runtime.files import last_lines
from app.runtime.loopback import HOST
from app.runtime.output import FILE_BYTES, rotate
from app.runtime.process import Launch
from app.runtime.programs import SERVER_ENVIRONMENT, Program, find_redis, redis_places
from app.runtime.publish import runnable_by
from app.runtime.server import Server

_CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
requirepass {password}
daemonize no
pidfile ../valkey.pid
logfile ../valkey.log
loglevel notice
databases 16
save ""
appendonly yes
appendfsync {sync}
maxmemory-policy noeviction
"""
_SYNC = {"default": "everysec", "tests": "no"}


class Valkey(Server):
    """Valkey on 127.0.0.1, with a password. It evicts nothing: it holds jobs."""

    name: ClassVar[str] = "valkey"
    title: ClassVar[str] = "Valkey"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    _program: Program

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    @property
    def _log(self) -> Path:
        return self.folder / "valkey.log"

    async def arrange(self) -> None:
        await asyncio.to_thread(self._arrange)

    def _arrange(self) -> None:
        self._program = runnable_by(find_redis(redis_places()), self.account)
        self.make_directory(self.data)
        self.trim_logs()

    def launch(self, lock: int) -> Launch:
        """Its configuration comes by standard input: the password is in no argument and in no second file."""
        text = _CONFIGURATION.format(host=HOST, port=self.port, password=self.password, sync=_SYNC[self.tuning])
        return Launch(
            (str(self._program.path), "-"),
            env=SERVER_ENVIRONMENT,
            cwd=self.data,
            account=self.account,
            stdin=text.encode(),
            hand_over=(lock,),
            death_signal=self.stop_signal,
            guard=False,
            grace=self.stop_deadline,
            private=True,
        )

    async def is_ready(self, pid: int) -> bool:
        """It answers PING, and it is the process that we started.

        Its log is read first: a stranger who took the port before it shall not be told the password.
        """
        if not await asyncio.to_thread(self._says_ready, pid):
            return False
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            async with asyncio.timeout(2.0):
                return await _answers_as(self.port, self.password, pid)
        return False

    def _says_ready(self, pid: int) -> bool:
        return re.search(rf"^{pid}:M .*Ready to accept connections", last_lines(self._log), re.MULTILINE) is not None

    def last_words(self) -> str:
        return last_lines(self._log)

    def trim_logs(self) -> None:
        """It opens its log anew for every line, so a renamed one is simply followed by a new one."""
        if self._log.exists() and self._log.stat().st_size >= FILE_BYTES:
            rotate(self._log)

    def noted_pid(self) -> int | None:
        try:
            return int((self.folder / "valkey.pid").read_text())
        except (OSError, ValueError):
            return None


async def _answers_as(port: int, password: str, pid: int) -> bool:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(f"AUTH {password}\r\nPING\r\nINFO server\r\n".encode())
        if await reader.readline() != b"+OK\r\n" or await reader.readline() != b"+PONG\r\n":
            return False
        length = int((await reader.readline())[1:])
        return f"process_id:{pid}\r\n".encode() in await reader.readexactly(length)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
