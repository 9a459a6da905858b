"""Runs child processes: starts them in order, restarts the ones that die, stops them all in good time.

    async with Supervisor() as supervisor:
        await supervisor.start(Child("api", argv, ready=answers("http://127.0.0.1:8000/health/ready")))
        await supervisor.wait()          # until SIGTERM, SIGINT or SIGHUP, or request_stop()

Children live in their own sessions: a terminal's Ctrl-C reaches only us, and we stop them. A second signal kills them at
once. If we are killed ourselves, they get their stop signal, and SIGKILL after their stop deadline.
"""

import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol

from app.runtime.errors import ChildFailed, RuntimeFault, StopRequested
from app.runtime.output import Console, RotatingFile, Sink
from app.runtime.process import Launch, Process
from app.runtime.ready import Ready

State = Literal["starting", "ready", "died", "stopping", "stopped"]
_POLL_SECONDS = 0.02
_ANSWER_SECONDS = 5.0
_STOP_UNREADY_SECONDS = 1.0
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_log = logging.getLogger("ksap.runtime")


@dataclass(frozen=True, slots=True)
class Change:
    """A child's new state. `detail` is a sentence for people, empty when there is nothing to add."""

    name: str
    state: State
    pid: int | None
    detail: str = ""


OnChange = Callable[[Change], None]
_End = Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds before a restart: `first`, doubling up to `most`; `first` again once a child has lived `settled` seconds."""

    first: float = 0.2
    most: float = 30.0
    settled: float = 60.0

    def pause(self, deaths: int) -> float:
        return min(self.most, self.first * 2.0 ** min(deaths - 1, 30))


@dataclass(frozen=True, slots=True)
class Child:
    """A process to look after. `argv[0]` is an absolute path; `env` None means ours.

    `ready(pid)` is asked until it says True, for at most `ready_deadline` seconds; without it a child is ready once it
    runs. Output goes to our terminal behind the child's name, or to the rotating file `output`. With `restart` False its
    death ends `Supervisor.wait()`.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] | None = None
    ready: Ready | None = None
    ready_deadline: float = 30.0
    cwd: Path | None = None
    output: Path | None = None
    restart: bool = True
    stop_signal: signal.Signals = signal.SIGTERM
    stop_deadline: float = 10.0

    async def prepare(self) -> Launch:
        return Launch(self.argv, env=self.env, cwd=self.cwd, death_signal=self.stop_signal, grace=self.stop_deadline)

    async def is_ready(self, pid: int) -> bool:
        return self.ready is None or await self.ready(pid)

    def sink(self) -> Sink | None:
        return RotatingFile(self.output) if self.output else Console(self.name)


class Charge(Protocol):
    """What the supervisor can look after: a Child, or one of the servers."""

    @property
    def name(self) -> str: ...
    @property
    def restart(self) -> bool: ...
    @property
    def ready_deadline(self) -> float: ...
    @property
    def stop_signal(self) -> signal.Signals: ...
    @property
    def stop_deadline(self) -> float: ...
    async def prepare(self) -> Launch:
        """Called before every start; raises RuntimeFault when there is no starting."""
        ...

    async def is_ready(self, pid: int) -> bool: ...
    def sink(self) -> Sink | None: ...


class Supervisor:
    """See the module. `signals` False leaves the process's signal handlers alone; they can only be set from the main thread."""

    def __init__(self, *, on_change: OnChange | None = None, signals: bool = True, backoff: Backoff | None = None) -> None:
        self._on_change = on_change or _write_log
        self._signals = signals and threading.current_thread() is threading.main_thread()
        self._backoff = backoff or Backoff()
        self._kept: dict[str, _Kept] = {}
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._failure: Exception | None = None
        self._former: list[tuple[signal.Signals, Any]] = []

    async def __aenter__(self) -> "Supervisor":
        if self._signals:
            loop = asyncio.get_running_loop()
            for number in _SIGNALS:
                self._former.append((number, signal.getsignal(number)))
                loop.add_signal_handler(number, self._signalled)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await asyncio.gather(*(kept.stop(self._hurry) for kept in reversed(self._kept.values())))
        finally:
            for number, handler in self._former:
                asyncio.get_running_loop().remove_signal_handler(number)
                signal.signal(number, handler or signal.SIG_DFL)
            self._former.clear()

    async def start(self, child: Charge) -> None:
        """Start `child` and return once it is ready; from then on it is kept running.

        Raises ChildFailed, with its last output, when it ends or stays silent beyond its deadline, and StopRequested when
        we are asked to end meanwhile.
        """
        if child.name in self._kept:
            raise ValueError(f"{child.name} is already looked after")
        kept = _Kept(child, self._on_change, self._backoff, self._stop, self._end_with)
        await kept.start()
        self._kept[child.name] = kept

    async def stop(self, name: str) -> None:
        """Stop one child and forget it."""
        await self._kept.pop(name).stop(self._hurry)

    async def wait(self) -> None:
        """Return when a signal or `request_stop` asks us to end. Raises ChildFailed when a child with `restart` False ended."""
        await self._stop.wait()
        if self._failure is not None:
            raise self._failure

    def pid(self, name: str) -> int | None:
        """The pid of a child, None while it is down. Raises KeyError for one that is not looked after."""
        return self._kept[name].pid

    def request_stop(self) -> None:
        self._stop.set()

    def _signalled(self) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def _end_with(self, failure: Exception) -> None:
        self._failure = self._failure or failure
        self._stop.set()


class _Kept:
    """One charge, its process and the task that watches over it."""

    def __init__(self, charge: Charge, tell: OnChange, backoff: Backoff, stop: asyncio.Event, end_with: _End) -> None:
        self._charge, self._tell_all, self._backoff, self._stop, self._end_with = charge, tell, backoff, stop, end_with
        self._sink = charge.sink()
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._since = 0.0

    async def start(self) -> None:
        try:
            await self._launch()
        except BaseException:
            self._close_sink()
            raise
        self._watch = asyncio.create_task(self._keep(), name=f"keeper of {self._charge.name}")
        self._watch.add_done_callback(self._watch_ended)

    async def stop(self, hurry: asyncio.Event) -> None:
        self._tell("stopping")
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
        if self._process is not None:
            code = await self._process.stop(self._charge.stop_signal, self._charge.stop_deadline, hurry)
            self._tell("stopped", "" if code == 0 else _ending(code))
        self._close_sink()

    async def _launch(self) -> None:
        self._since = time.monotonic()
        self._tell("starting")
        launch = await self._charge.prepare()
        process = self._process = await Process.spawn(launch, self._sink)
        try:
            await self._until_ready(process)
        except BaseException:
            await process.stop(self._charge.stop_signal, _STOP_UNREADY_SECONDS)
            raise
        self._tell("ready", f"after {time.monotonic() - self._since:.2f} s")

    async def _until_ready(self, process: Process) -> None:
        name, patience = self._charge.name, self._charge.ready_deadline
        deadline = time.monotonic() + patience
        while process.alive and time.monotonic() < deadline:
            if self._stop.is_set():
                raise StopRequested(f"Stopped on request while {name} was starting.")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ANSWER_SECONDS):
                    if await self._charge.is_ready(process.pid):
                        return
            await asyncio.sleep(_POLL_SECONDS)
        if process.alive:
            raise ChildFailed(name, f"was not ready after {patience:g} s", str(process.tail))
        code = await process.wait()
        raise ChildFailed(name, f"{_ending(code)} before it was ready", str(process.tail))

    async def _keep(self) -> None:
        """Watch over the process for good; returns only when a dead one is not to be restarted."""
        deaths = 0
        while self._process is not None:
            code = await self._process.wait()
            if not self._charge.restart:
                self._tell("died", _ending(code))
                raise ChildFailed(self._charge.name, _ending(code), str(self._process.tail))
            deaths = 1 if time.monotonic() - self._since >= self._backoff.settled else deaths + 1
            pause = self._backoff.pause(deaths)
            self._tell("died", f"{_ending(code)}; starting again in {pause:g} s")
            await asyncio.sleep(pause)
            try:
                await self._launch()
            except (RuntimeFault, OSError) as error:  # one more death: the ended process sends us round again
                _log.warning("%s: %s", self._charge.name, error)

    def _watch_ended(self, watch: "asyncio.Task[None]") -> None:
        if not watch.cancelled() and isinstance(error := watch.exception(), Exception):
            self._end_with(error)

    def _close_sink(self) -> None:
        if isinstance(self._sink, RotatingFile):
            self._sink.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.alive else None

    def _tell(self, state: State, detail: str = "") -> None:
        self._tell_all(Change(self._charge.name, state, self.pid, detail))


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    with contextlib.suppress(ValueError):
        return f"was ended by {signal.Signals(-code).name}"
    return f"was ended by signal {-code}"


def _write_log(change: Change) -> None:
    level = logging.WARNING if change.state == "died" else logging.INFO
    _log.log(level, "%s %s%s", change.name, change.state, f": {change.detail}" if change.detail else "")
