"""The file of a backup: a line of JSON that says how it is sealed, and the sealed rest.

The key comes from the passphrase by scrypt; AES-256-GCM seals the content and vouches for the line, too.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import os
import zlib
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.platform.contracts import BackupUnreadable, WeakPassphrase

FORMAT = "ksap-settings-backup"
VERSION = 1
SHORTEST = 12
MOST_BYTES = 64 * 1024 * 1024
COST = {"n": 2**16, "r": 8, "p": 1}  # 64 MiB and a fifth of a second
_MOST_COST = {"n": 2**18, "r": 16, "p": 4}
_LONGEST_LINE = 2_000


def check_passphrase(passphrase: str) -> None:
    """Raises WeakPassphrase."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < 6:
        raise WeakPassphrase(
            f"Use {SHORTEST} characters or more, and not the same few: whoever guesses it has every credential.",
            field="passphrase",
        )


async def seal(content: Any, passphrase: str) -> bytes:
    """Raises WeakPassphrase."""
    check_passphrase(passphrase)
    return await asyncio.to_thread(_seal, orjson.dumps(content, default=str), passphrase)


async def unseal(file: bytes, passphrase: str) -> Any:
    """What was sealed. Raises BackupUnreadable, which says what is wrong with the file or the passphrase."""
    return await asyncio.to_thread(_unseal, file, passphrase)


def _seal(content: bytes, passphrase: str) -> bytes:
    salt, nonce = os.urandom(16), os.urandom(12)
    key, check = _derive(passphrase, salt, COST)
    header = {
        "format": FORMAT, "version": VERSION, "kdf": "scrypt", **COST, "salt": _text(salt), "check": _text(check),
        "cipher": "aes-256-gcm", "nonce": _text(nonce),
    }  # fmt: skip
    line = orjson.dumps(header) + b"\n"
    return line + AESGCM(key).encrypt(nonce, zlib.compress(content), line)


def _unseal(file: bytes, passphrase: str) -> Any:
    line, end, sealed = file.partition(b"\n")
    header = _header(line) if end and len(line) <= _LONGEST_LINE else None
    if header is None:
        raise BackupUnreadable("This is no backup of KSAP's settings, or its beginning is damaged.", field="file")
    if header["version"] > VERSION:
        raise BackupUnreadable(
            f"This backup was made by a newer KSAP (format {header['version']}; this one reads {VERSION}). Update KSAP first.",
            field="file",
        )
    key, check = _derive(passphrase, header["salt"], header)
    if not hmac.compare_digest(check, header["check"]):
        raise BackupUnreadable(
            "The passphrase is not the one of this file, or the file's beginning was changed.", field="passphrase"
        )
    try:
        packed = AESGCM(key).decrypt(header["nonce"], sealed, line + end)
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(packed, MOST_BYTES)
        if unpacker.unconsumed_tail:
            raise BackupUnreadable("This file is larger than any backup.", field="file")
        return orjson.loads(content)
    except (InvalidTag, zlib.error, ValueError):
        raise BackupUnreadable("The file was changed or is damaged: it is not what was backed up.", field="file") from None


def _header(line: bytes) -> dict[str, Any] | None:
    """None for what is none. Costs are bounded: a file must not be able to ask for all memory."""
    try:
        found = orjson.loads(line)
        if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found["version"], int):
            return None
        if found["version"] > VERSION:
            return found
        if found["kdf"] != "scrypt" or found["cipher"] != "aes-256-gcm":
            return None
        if not all(isinstance(found[name], int) and 0 < found[name] <= most for name, most in _MOST_COST.items()):
            return None
        if found["n"] & (found["n"] - 1) or found["n"] < 2:
            return None
        binary = {name: base64.b64decode(found[name], validate=True) for name in ("salt", "check", "nonce")}
        return {**found, **binary} if len(binary["nonce"]) == 12 else None
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


def _derive(passphrase: str, salt: bytes, cost: dict[str, Any]) -> tuple[bytes, bytes]:
    """The key, and what tells a wrong passphrase from a damaged file; neither leads to the other."""
    derived = Scrypt(salt=salt, length=64, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())
    return derived[:32], derived[32:]


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
