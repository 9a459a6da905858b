"""Files that KSAP keeps (labels, exports): content-addressed on the local disk, one directory per organisation."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
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
        await asyncio.to_thread(self._write, self._path(org_id, key), content)
        return key

    async def get(self, org_id: UUID, key: str) -> bytes:
        """The content. Raises NotFound, also for keys that are none of ours."""
        try:
            return await asyncio.to_thread(self._path(org_id, key).read_bytes)
        except FileNotFoundError:
            raise NotFound("file", key) from None

    def _path(self, org_id: UUID, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NotFound("file", key)
        return self._root / str(org_id) / key

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        if path.exists():
            return
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


_storage: Storage | None = None


def use(storage: Storage | None) -> None:
    global _storage
    _storage = storage


def storage() -> Storage:
    if _storage is None:
        raise RuntimeError("no storage is open; the composition root opens it")
    return _storage
