"""Files that KSAP keeps (labels, exports): sealed and content-addressed on the local disk, one directory per organisation; and
a cache of files that others keep."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

import structlog

from app.kernel.errors import NotFound
from app.kernel.sealed_files import OpenedFile, SealingFile, copy_rewrapped, read_head
from app.kernel.vault import Vault, VaultError

log = structlog.get_logger(__name__)

_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,8}")


class Writable(Protocol):
    """What a file is written to."""

    def write(self, content: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Storage:
    """`root` holds `<org>/<aa>/<sha256>.<ext>`, sealed by the vault; a key is the part after the organisation."""

    def __init__(self, root: Path, vault: Vault) -> None:
        self._root = root
        self._vault = vault

    async def put(self, org_id: UUID, content: bytes, extension: str) -> str:
        """Write once, atomically, durable before it returns. The same content has the same key."""
        return await self.create(org_id, extension, lambda file: file.write(content))

    async def create(self, org_id: UUID, extension: str, write: Callable[[Writable], object]) -> str:
        """The same of what `write`, in a thread, writes bit by bit. What it raises leaves nothing behind."""
        return await asyncio.to_thread(self._create, org_id, extension, write)

    async def open(self, org_id: UUID, key: str) -> OpenedFile:
        """To read in chunks. Raises NotFound, also for keys that are none of ours, and VaultError."""
        try:
            return await asyncio.to_thread(OpenedFile, self._path(org_id, key), self._vault, _context(org_id))
        except FileNotFoundError:
            raise NotFound("file", key) from None

    async def get(self, org_id: UUID, key: str) -> bytes:
        """The content, whole. Raises NotFound, also for keys that are none of ours, and VaultError."""
        opened = await self.open(org_id, key)
        return await asyncio.to_thread(lambda: b"".join(opened.chunks()))

    async def delete(self, org_id: UUID, key: str) -> None:
        """Gone already is as good. Raises NotFound for keys that are none of ours."""
        await asyncio.to_thread(self._path(org_id, key).unlink, missing_ok=True)

    async def rewrap(self) -> int:
        """Put every file under the active master key; returns how many were not. One that no key opens is left and named."""
        return await asyncio.to_thread(self._rewrap)

    def _path(self, org_id: UUID, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotFound("file", key)
        return self._root / str(org_id) / key

    def _create(self, org_id: UUID, extension: str, write: Callable[[Writable], object]) -> str:
        if not _EXTENSION.fullmatch(extension):
            raise NotFound("file", extension)
        folder = self._root / str(org_id)
        digest = ""

        def sealing(file: BinaryIO) -> None:
            nonlocal digest
            sealed = SealingFile(file, self._vault, _context(org_id))
            write(sealed)
            digest = sealed.finish()

        with _durable(folder, sealing) as draft:
            key = f"{digest[:2]}/{digest}.{extension}"
            path = self._path(org_id, key)
            if not path.exists():
                path.parent.mkdir(exist_ok=True, mode=0o700)
                draft.replace(path)
                _sync(path.parent)
        return key

    def _rewrap(self) -> int:
        done = 0
        for path in sorted(self._root.glob("*/[0-9a-f][0-9a-f]/*")):
            if not _KEY.fullmatch(f"{path.parent.name}/{path.name}"):
                continue
            try:
                done += self._rewrap_one(path, _context(UUID(path.parent.parent.name)))
            except (VaultError, FileNotFoundError) as error:
                log.error("storage.file_unreadable", file=path.name, error=str(error))
        return done

    def _rewrap_one(self, path: Path, context: str) -> bool:
        with path.open("rb") as source:
            envelope = read_head(source)
            if envelope is not None and self._vault.key_id(envelope) == self._vault.active:
                return False
            source.seek(0)
            _replace(path, lambda file: copy_rewrapped(source, file, self._vault, context))
        return True


def _context(org_id: UUID) -> str:
    return f"file of {org_id}"


def _replace(path: Path, write: Callable[[BinaryIO], object]) -> None:
    with _durable(path.parent, write) as draft:
        draft.replace(path)
        _sync(path.parent)


@contextmanager
def _durable(folder: Path, write: Callable[[BinaryIO], object]) -> Iterator[Path]:
    """A written and synced file without its name yet; gone after the block unless it was given one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=folder)
    draft = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Names are durable, too."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class Cache:
    """Files that could be fetched again: `root` holds `<aa>/<sha256 of the name>`, `most` bytes of them at most. The oldest
    go first, and all go after `age` seconds, so that what changed elsewhere under the same name comes anew some day."""

    def __init__(self, root: Path, *, most: int, age: float) -> None:
        self._root = root
        self._most = most
        self._age = age
        self._unmeasured = most  # bytes written since the last trim; a new process has not measured at all

    async def get(self, name: str) -> bytes | None:
        """What was put under the name; None when it is not there (any more)."""
        return await asyncio.to_thread(self._read, self._path(name))

    async def put(self, name: str, content: bytes) -> None:
        """Raises OSError, say of a full disk; then nothing is kept."""
        await asyncio.to_thread(_replace, self._path(name), lambda file: file.write(content))
        self._unmeasured += len(content)
        if self._unmeasured > self._most // 20:
            self._unmeasured = 0
            await asyncio.to_thread(self._trim)

    def _path(self, name: str) -> Path:
        digest = hashlib.sha256(name.encode()).hexdigest()
        return self._root / digest[:2] / digest

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes() if path.stat().st_mtime > time.time() - self._age else None
        except OSError:  # whatever the reason, it can be fetched again
            return None

    def _trim(self) -> None:
        found = []
        for path in self._root.glob("*/*"):
            with suppress(FileNotFoundError):  # another process trims, too
                about = path.stat()
                found.append((about.st_mtime, about.st_size, path))
        kept, expired = 0, time.time() - self._age
        for written, size, path in sorted(found, reverse=True):
            kept += size
            if kept > self._most or written < expired:
                path.unlink(missing_ok=True)


_storage: Storage | None = None


def use(storage: Storage | None) -> None:
    global _storage
    _storage = storage


def storage() -> Storage:
    if _storage is None:
        raise RuntimeError("no storage is open; the composition root opens it")
    return _storage
