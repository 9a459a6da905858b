"""Where the words of our processes go: beside ours on the terminal, or to a file that does not grow without end."""

import collections
import sys
from pathlib import Path
from typing import BinaryIO, Protocol

KEPT_FILES = 5
FILE_BYTES = 10 * 1024 * 1024
_LONGEST_LINE = 64 * 1024


class Sink(Protocol):
    """Takes whole lines, without their line feed."""

    def line(self, line: bytes) -> None: ...


class Console:
    """Our own standard output, each line behind the name of who said it."""

    def __init__(self, name: str) -> None:
        self._prefix = f"{name:<8} | "

    def line(self, line: bytes) -> None:
        try:
            sys.stdout.write(f"{self._prefix}{line.decode(errors='replace')}\n")
            sys.stdout.flush()
        except (BrokenPipeError, ValueError):
            return  # nobody reads us any more: that must not stop the process whose words these are


class RotatingFile:
    """A log file of at most `size` bytes, with `kept` files in all: `x.log`, `x.log.1` (younger) … `x.log.4` (older)."""

    def __init__(self, path: Path, *, size: int = FILE_BYTES, kept: int = KEPT_FILES) -> None:
        self._path, self._size, self._kept = path, size, kept
        self._file: BinaryIO | None = None

    def line(self, line: bytes) -> None:
        if self._file is None:
            self._file = self._path.open("ab")
        self._file.write(line + b"\n")
        self._file.flush()
        if self._file.tell() >= self._size:
            self.close()
            rotate(self._path, self._kept)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class Tail:
    """The last lines only, to be shown when something went wrong."""

    def __init__(self, lines: int = 20) -> None:
        self._lines: collections.deque[bytes] = collections.deque(maxlen=lines)

    def line(self, line: bytes) -> None:
        self._lines.append(line)

    def __str__(self) -> str:
        return b"\n".join(self._lines).decode(errors="replace")


class Lines:
    """Cuts a stream into lines for several sinks; an endless line is passed on in pieces."""

    def __init__(self, *sinks: Sink) -> None:
        self._sinks = sinks
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        for line in whole:
            self._pass_on(line)
        if len(self._rest) > _LONGEST_LINE:
            self.finish()

    def finish(self) -> None:
        if self._rest:
            self._pass_on(self._rest)
            self._rest = b""

    def _pass_on(self, line: bytes) -> None:
        for sink in self._sinks:
            sink.line(line)


def rotate(path: Path, kept: int = KEPT_FILES) -> None:
    """Rename `path` to `path.1`, `path.1` to `path.2` and so on; the oldest is lost. The owner of `path` opens it anew."""
    for number in range(kept - 1, 0, -1):
        younger = path if number == 1 else path.with_name(f"{path.name}.{number - 1}")
        if younger.exists():
            younger.replace(path.with_name(f"{path.name}.{number}"))
