"""The one directory that holds everything an installation keeps: its lock, its secrets, its servers' data and their logs."""

import contextlib
import fcntl
import json
import os
import re
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.runtime.account import Account
from app.runtime.errors import HomeInUse, HomeUnusable
from app.runtime.files import sync_directory, write_draft

_SECRET_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class Home:
    """`KSAP_HOME`. Making the object touches nothing; the first use creates the directory (0700) and what is needed inside.

    Everything it creates belongs to the owner of the directory, even when root does the work.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).expanduser().absolute()
        self._lock: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the directory's lock."""
        return self._lock is not None

    @property
    def logs(self) -> Path:
        """Directory for the logs of our own processes; the servers keep theirs beside their data."""
        return self.folder("logs")

    @contextlib.contextmanager
    def acquire(self) -> Iterator["Home"]:
        """Hold the directory for this process alone; the kernel lets go of it however the process ends.

        Raises HomeInUse with the holder's pid, HomeUnusable when the directory cannot be created or written.
        """
        self._lock = self._take_lock()
        try:
            yield self
        finally:
            os.close(self._lock)
            self._lock = None

    def secret(self, name: str, nbytes: int = 32) -> bytes:
        """The random secret `name` of `nbytes` bytes, made on first use, the same ever after, and in every process.

        Kept as hexadecimal text in `secrets/<name>`, mode 0600. Raises HomeUnusable when the file is not what we wrote.
        """
        if not _SECRET_NAME.fullmatch(name):
            raise ValueError(f"a secret's name is of a-z, 0-9, - and _: {name!r}")
        path = self.folder("secrets") / name
        with contextlib.suppress(FileNotFoundError):
            return self._read_secret(path, nbytes)
        self._publish(path, secrets.token_bytes(nbytes).hex())
        return self._read_secret(path, nbytes)

    def folder(self, name: str, account: Account | None = None) -> Path:
        """The directory `name` inside, created 0700 for `account`, else for the owner of the home."""
        self._create()
        path = self.path / name
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(_cannot(self.path, error)) from error
        try:
            os.chown(path, *((account.uid, account.gid) if account else self._owner()), follow_symlinks=False)
        except OSError as error:
            name = account.name if account else "its owner"
            raise HomeUnusable(
                f"{path} cannot be given to {name} ({error.strerror}). Start as an ordinary user instead of as root, "
                f"or set KSAP_HOME to a directory that allows it."
            ) from error
        return path

    def remembered(self) -> dict[str, Any]:
        """What `remember` kept: small facts that may be lost without harm, such as the ports."""
        try:
            facts = json.loads((self.path / "runtime.json").read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return facts if isinstance(facts, dict) else {}

    def remember(self, name: str, value: Any) -> None:
        """Keep one fact for the next start."""
        self._create()
        text = json.dumps(self.remembered() | {name: value}, indent=1)
        write_draft(path := self.path / "runtime.json", text + "\n", *self._owner()).replace(path)

    def _create(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise HomeUnusable(_cannot(self.path, error)) from error

    def _take_lock(self) -> int:
        self._create()
        path = self.path / "lock"
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise HomeUnusable(_cannot(self.path, error)) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, host = _holder(lock)
            os.close(lock)
            raise HomeInUse(self.path, pid, host) from None
        self._give(path)
        os.ftruncate(lock, 0)
        os.write(lock, json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": int(time.time())}).encode())
        return lock

    def _read_secret(self, path: Path, nbytes: int) -> bytes:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor) as file:
            if os.fstat(descriptor).st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
            text = file.read().strip()
        try:
            value = bytes.fromhex(text)
        except ValueError:
            value = b""
        if len(value) != nbytes:
            raise HomeUnusable(f"{path} does not hold {nbytes} bytes in hexadecimal: put back the file from your backup.")
        return value

    def _publish(self, path: Path, text: str) -> None:
        """Write a file that appears whole or not at all, on disk; whoever comes first wins, the others keep his."""
        draft = write_draft(path, text + "\n", *self._owner())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        sync_directory(path.parent)

    def _owner(self) -> tuple[int, int]:
        owner = self.path.stat()
        return (owner.st_uid, owner.st_gid) if os.geteuid() == 0 else (-1, -1)

    def _give(self, path: Path) -> None:
        """What root creates in somebody's home belongs to that somebody."""
        os.chown(path, *self._owner(), follow_symlinks=False)


def _holder(lock: int) -> tuple[int | None, str | None]:
    """Pid of the lock's holder, and its host when that is not ours (a directory on a network or in two containers)."""
    try:
        facts = json.loads(os.pread(lock, 4096, 0))
        pid, host = int(facts["pid"]), str(facts["host"])
    except (ValueError, KeyError, TypeError):
        return None, None
    return pid, None if host == socket.gethostname() else host


def _cannot(path: Path, error: OSError) -> str:
    return (
        f"{path} cannot be used ({error.strerror}: {error.filename}). "
        f"Make it a directory that you may write, or set KSAP_HOME to another one."
    )
