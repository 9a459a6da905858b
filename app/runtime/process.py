"""One child process that dies with us, whose output we read and which we can stop for certain."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.runtime.account import Account
from app.runtime.output import Lines, Sink, Tail

_LAUNCHER = str(Path(__file__).with_name("launch.py"))
_CHUNK = 64 * 1024
KERNEL_SIGNALS_ORPHANS = sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class Launch:
    """What to run and how.

    `argv[0]` is an absolute path. `env` None means ours. `hand_over` are descriptors that the program inherits and that
    are closed here. `death_signal` is what it gets when we die; with `guard`, or where the `kernel` does not send it, a
    guard process kills it and its process group `grace` seconds later. `private` forbids other accounts to read what it
    creates.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    account: Account | None = None
    stdin: bytes | None = None
    hand_over: tuple[int, ...] = ()
    death_signal: signal.Signals = signal.SIGTERM
    guard: bool = True
    grace: float = 10.0
    private: bool = False
    kernel: bool = KERNEL_SIGNALS_ORPHANS


class Process:
    """A started program. Make it with `Process.spawn`; end it with `stop`, also when it has already ended by itself."""

    def __init__(self, popen: "subprocess.Popen[bytes]", guard_pipe: int | None) -> None:
        self._popen = popen
        self._guard_pipe = guard_pipe
        self._exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._pump: asyncio.Task[None] | None = None
        self.tail = Tail()

    @classmethod
    async def spawn(cls, launch: Launch, sink: Sink | None = None) -> "Process":
        """Start it from this thread, which must live as long as the program: the kernel takes the thread's end for ours."""
        output_read, output_write = os.pipe()
        guard_read, guard_write = os.pipe() if launch.guard or not launch.kernel else (None, None)
        handed = (*launch.hand_over, *(() if guard_read is None else (guard_read,)))
        try:
            popen = _start(launch, guard_read, output_write, handed)
        except BaseException:
            for descriptor in (output_read, guard_write):
                if descriptor is not None:
                    os.close(descriptor)
            raise
        finally:
            for descriptor in (output_write, *handed):
                os.close(descriptor)
        process = cls(popen, guard_write)
        try:
            await process._attend(output_read, Lines(process.tail, *((sink,) if sink else ())), launch.stdin)
        except BaseException:
            process.kill()
            raise
        return process

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return not self._exited.done()

    async def wait(self) -> int:
        """Its exit code, or minus the number of the signal that ended it, once its output is read."""
        code = await asyncio.shield(self._exited)
        await self._finish_output()
        return code

    async def stop(self, number: signal.Signals, deadline: float, hurry: asyncio.Event | None = None) -> int:
        """Send `number`; after `deadline` seconds, or once `hurry` is set, kill the process group. Returns `wait()`."""
        if self.alive:
            self._popen.send_signal(number)
            hurried = asyncio.ensure_future(hurry.wait()) if hurry else None
            try:
                await asyncio.wait(
                    {self._exited, *({hurried} if hurried else ())}, timeout=deadline, return_when=asyncio.FIRST_COMPLETED
                )
            finally:
                if hurried:
                    hurried.cancel()
                self.kill()
        return await self.wait()

    def kill(self) -> None:
        """End it and its process group at once."""
        if self.alive:
            self._popen.kill()  # the group follows when the end is noted: the launcher may not have made it yet

    async def _attend(self, output: int, lines: Lines, stdin: bytes | None) -> None:
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._reap, args=(loop,), name=f"reaper of {self.pid}", daemon=True).start()
        reader = asyncio.StreamReader()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(output, "rb", buffering=0)
        )
        self._pump = asyncio.ensure_future(_pump(reader, transport, lines))
        if stdin is not None and self._popen.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.write(stdin)  # a configuration: far smaller than a pipe's buffer
                self._popen.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()

    def _reap(self, loop: asyncio.AbstractEventLoop) -> None:
        code = self._popen.wait()
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._note_exit, code)

    def _note_exit(self, code: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)  # what it left behind in its group, before anyone reuses its port
        if self._guard_pipe is not None:
            os.close(self._guard_pipe)
            self._guard_pipe = None
        if not self._exited.done():
            self._exited.set_result(code)

    async def _finish_output(self) -> None:
        """Read to the end, but do not wait for a stranger who inherited the pipe."""
        if self._pump is not None:
            await asyncio.wait({self._pump}, timeout=1.0)
            self._pump.cancel()
            await asyncio.wait({self._pump})


async def _pump(reader: asyncio.StreamReader, transport: asyncio.ReadTransport, lines: Lines) -> None:
    try:
        while chunk := await reader.read(_CHUNK):
            lines.feed(chunk)
    finally:
        lines.finish()
        transport.close()


def _start(launch: Launch, guard: int | None, output: int, handed: tuple[int, ...]) -> "subprocess.Popen[bytes]":
    """Fork in the calling thread; asyncio's own way to start processes promises no particular thread."""
    return subprocess.Popen(  # noqa: S603 (the arguments are the caller's own)
        [sys.executable, "-I", "-S", _LAUNCHER, _plan(launch, guard), *launch.argv],
        env=launch.env,
        stdin=subprocess.DEVNULL if launch.stdin is None else subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=handed,
    )


def _plan(launch: Launch, guard: int | None) -> str:
    account = launch.account
    return json.dumps(
        {
            "parent": os.getpid(),
            "uid": account.uid if account else None,
            "gid": account.gid if account else None,
            "signal": int(launch.death_signal),
            "deathsig": launch.kernel,
            "guard": guard,
            "grace": launch.grace,
            "cwd": str(launch.cwd or Path.cwd()),
            "umask": 0o077 if launch.private else None,
        }
    )
