"""Files that KSAP keeps (labels, exports): content-addressed on the local disk, one directory per organisation; and a cache
of files that others keep."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from app.kernel.errors import NotFound

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9]{1,8}")


class Storage:
    """`root` holds `<org>/<aa>/<sha256>.<ext>`; a key is the part after the organisation."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, org_id: UUID, content: bytes, extension: str) -> str:
        """Write once, atomically, durable before it returns. The same content has the same key."""
        digest = hashlib.sha256(content).hexdigest()
        key = f"{digest[:2]}/{digest}.{extension}"
        await asyncio.to_thread(_write, self._path(org_id, key), content)
        return key

    async def get(self, org_id: UUID, key: str) -> bytes:
        """The content. Raises NotFound, also for keys that are none of ours."""
        try:
            return await asyncio.to_thread(self._path(org_id, key).read_bytes)
        except FileNotFoundError:
            raise NotFound("file", key) from None

    async def delete(self, org_id: UUID, key: str) -> None:
        """Gone already is as good. Raises NotFound for keys that are none of ours."""
        await asyncio.to_thread(self._path(org_id, key).unlink, missing_ok=True)

    def _path(self, org_id: UUID, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotFound("file", key)
        return self._root / str(org_id) / key


def _write(path: Path, content: bytes) -> None:
    if not path.exists():
        _replace(path, content)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)  # the name is durable too
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
        await asyncio.to_thread(_replace, self._path(name), content)
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
