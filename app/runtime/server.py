"""What PostgreSQL and Valkey have in common as charges of the supervisor."""

import abc
import asyncio
import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar, Literal

from app.runtime.account import Account, account_for
from app.runtime.errors import ChildFailed, ServerFailed
from app.runtime.files import write_draft
from app.runtime.home import Home
from app.runtime.loopback import free_port, port_is_free
from app.runtime.output import Sink
from app.runtime.process import Launch
from app.runtime.supervisor import Supervisor

Tuning = Literal["default", "tests"]
_PREDECESSOR_SECONDS = 60.0
_STARTS = 5


class Server(abc.ABC):
    """A server whose files live in `home/<name>`: `data`, its logs, and `lock`.

    The server and all of its processes inherit the locked file: while any of them lives, even orphaned, no second one
    starts on the data.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    restart = True
    ready_deadline: float = 300.0  # after a crash it first replays what it had logged
    stop_deadline: float = 30.0

    def __init__(self, home: Home, tuning: Tuning, port: int = 0) -> None:
        self.home, self.tuning, self.port = home, tuning, port
        self.account: Account | None = None

    @property
    def folder(self) -> Path:
        return self.home.path / self.name

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def password(self) -> str:
        return self.home.secret(f"{self.name}-password").hex()

    @property
    def lives(self) -> bool:
        """Whether one runs on the data, in whatever process: a stranger on its port is told no password."""
        try:
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    async def prepare(self) -> Launch:
        self.account = await asyncio.to_thread(account_for, self.home.path, self.data)
        await asyncio.to_thread(self._take_folder)
        lock = await self._claim()
        try:
            await self.arrange()
            return await asyncio.to_thread(self.launch, lock)
        except BaseException:
            os.close(lock)
            raise

    def _take_folder(self) -> None:
        self.home.folder(self.name, self.account)
        if self.account and self.data.exists() and self.data.stat().st_uid != self.account.uid:
            for above, directories, files in os.walk(self.folder):  # a restored copy that root made belongs to root
                for name in (".", *directories, *files):
                    os.chown(Path(above, name), self.account.uid, self.account.gid, follow_symlinks=False)

    def sink(self) -> Sink | None:
        return None

    @abc.abstractmethod
    async def arrange(self) -> None:
        """Make the data directory if it is new, and write the configuration. Called with the lock held."""

    @abc.abstractmethod
    def launch(self, lock: int) -> Launch:
        """How to start it; `lock` is to be handed over."""

    @abc.abstractmethod
    async def is_ready(self, pid: int) -> bool: ...

    @abc.abstractmethod
    def last_words(self) -> str:
        """The end of its own log."""

    @abc.abstractmethod
    def trim_logs(self) -> None:
        """Keep the logs small; called now and then while it runs."""

    @abc.abstractmethod
    def noted_pid(self) -> int | None:
        """The pid that it left in its pid file."""

    def write(self, path: Path, text: str) -> None:
        """Put a file in place for the server alone."""
        owner = (self.account.uid, self.account.gid) if self.account else (-1, -1)
        write_draft(path, text, *owner).replace(path)

    def make_directory(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)

    async def _claim(self) -> int:
        """The locked file. A predecessor whose parent was killed may still be shutting down: wait for it."""
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        try:
            while True:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return lock
                if time.monotonic() > deadline:
                    pid = self.noted_pid()
                    raise ServerFailed(
                        f"An earlier {self.title} (pid {pid or 'unknown'}) still runs on {self.data} and does not end. "
                        f"End it (kill -9 {pid or 'PID'}; nothing that was committed is lost) and start again."
                    )
                await asyncio.sleep(0.05)
        except BaseException:
            os.close(lock)
            raise


async def start_server(supervisor: Supervisor, server: Server) -> None:
    """Start `server` on its remembered port, or on another when somebody else has it, and remember it.

    Raises ServerFailed with the last lines of the server's log.
    """
    name = f"{server.name}-port"
    for attempt in range(_STARTS):
        server.port = free_port(server.home.remembered().get(name))
        try:
            await supervisor.start(server)
        except ChildFailed as error:
            again = not port_is_free(server.port) or "lock file" in error.output
            if again and attempt + 1 < _STARTS:
                await asyncio.sleep(0.2 * (attempt + 1))  # a dead predecessor may not be reaped yet
                continue
            said = f"{error.output}\n{server.last_words()}".replace(server.password, "•••")
            raise ServerFailed(f"{server.title} {error.reason} on {server.data}. Its last words:\n{said}") from error
        if server.home.remembered().get(name) != server.port:
            server.home.remember(name, server.port)
        return


def lives_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is alive and works in the directory `data`, as its server does; a zombie or a stranger does not.

    Where the system does not tell a process's directory, its name has to do.
    """
    if sys.platform.startswith("linux"):
        try:
            return os.path.samestat(Path(f"/proc/{pid}/cwd").stat(), data.stat())
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            return False
    said = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return len(said) > 1 and not said[0].startswith("Z") and "postgres" in said[1]
