"""Files at rest under the vault: sealed in chunks while they are written, opened in chunks while they are read.

A file is `KSAP1\\n`, the length of an envelope (2 bytes), the envelope of a data key of its own, and chunks of AES-256-GCM. A
chunk's nonce is its number and whether it is the last, so that none can be left out, put elsewhere or cut off unnoticed.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kernel.vault import Vault, VaultError

MAGIC = b"KSAP1\n"
CHUNK = 64 * 1024
_TAG = 16
_LENGTH = struct.Struct(">H")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


class SealingFile:
    """What is written to it lands sealed in `file`. `finish` writes the last chunk; without it the file does not open."""

    def __init__(self, file: BinaryIO, vault: Vault, context: str) -> None:
        key = os.urandom(32)
        envelope = vault.seal(key, context).encode()
        file.write(MAGIC + _LENGTH.pack(len(envelope)) + envelope)
        self._file, self._cipher, self._context = file, AESGCM(key), context.encode()
        self._rest, self._number = bytearray(), 0
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self._digest.update(content)
        self._rest += content
        while len(self._rest) > CHUNK:  # the last chunk, which may be a whole one, is `finish`'s
            self._seal(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]
        return len(content)

    def flush(self) -> None:
        """Chunks are written as they fill."""

    def finish(self) -> str:
        """The SHA-256 of the content."""
        self._seal(bytes(self._rest), last=True)
        self._rest.clear()
        return self._digest.hexdigest()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._context))
        self._number += 1


class OpenedFile:
    """A sealed file, named by the SHA-256 of its content, or one from before files were sealed. Raises VaultError for one that
    is damaged or another; that its end is there is known at once, so that nobody begins to send what cannot be sent whole."""

    def __init__(self, path: Path, vault: Vault, context: str) -> None:
        self._path, self._context = path, context.encode()
        with path.open("rb") as file:
            head = read_head(file)
            self._begin, total = file.tell(), path.stat().st_size
            self._cipher = None if head is None else AESGCM(vault.open(head, context))
            if self._cipher is None:
                self._begin, self.size = 0, total
                return
            self._chunks = max(1, -(-(total - self._begin) // (CHUNK + _TAG)))
            self.size = total - self._begin - self._chunks * _TAG
            file.seek(self._begin + (self._chunks - 1) * (CHUNK + _TAG))
            self._open(self._chunks - 1, file.read())

    def chunks(self) -> Iterator[bytes]:
        """The content, a chunk at a time; the last one only if all of it is what the name says."""
        digest, held = hashlib.sha256(), b""
        for chunk in self._read():
            if held:
                yield held
            digest.update(chunk)
            held = chunk
        if digest.hexdigest() != self._path.stem:
            raise self._damaged()
        yield held

    def _read(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            file.seek(self._begin)
            if self._cipher is None:
                yield from iter(lambda: file.read(CHUNK), b"")
                return
            for number in range(self._chunks):
                yield self._open(number, file.read(CHUNK + _TAG))

    def _open(self, number: int, sealed: bytes) -> bytes:
        try:
            return cast(AESGCM, self._cipher).decrypt(_nonce(number, last=number == self._chunks - 1), sealed, self._context)
        except InvalidTag:
            raise self._damaged() from None

    def _damaged(self) -> VaultError:
        return VaultError(f"the file {self._path.name} is damaged or was put here from elsewhere")


def read_head(file: BinaryIO) -> str | None:
    """The envelope of a sealed file, which is left at its first chunk; None for one that is not sealed."""
    if file.read(len(MAGIC)) != MAGIC:
        return None
    (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
    return file.read(length).decode()


def copy_rewrapped(source: BinaryIO, target: BinaryIO, vault: Vault, context: str) -> None:
    """The same file with its data key under the active master key; one that is not sealed becomes so."""
    envelope = read_head(source)
    if envelope is None:
        source.seek(0)
        sealing = SealingFile(target, vault, context)
        for chunk in iter(lambda: source.read(CHUNK), b""):
            sealing.write(chunk)
        sealing.finish()
        return
    fresh = vault.rewrap(envelope, context).encode()
    target.write(MAGIC + _LENGTH.pack(len(fresh)) + fresh)
    for chunk in iter(lambda: source.read(CHUNK), b""):
        target.write(chunk)
