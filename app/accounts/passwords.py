"""Password hashes: bcrypt over SHA-256, so that no password is cut at 72 bytes."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from passlib.context import CryptContext

ROUNDS = 12


@lru_cache(maxsize=1)
def _context() -> CryptContext:
    return CryptContext(schemes=["bcrypt_sha256"], bcrypt_sha256__rounds=ROUNDS)


@lru_cache(maxsize=1)
def _decoy() -> str:
    return str(_context().hash("nobody has this password"))


async def hashed(password: str) -> str:
    """A fresh salted hash; takes a quarter of a second on purpose, off the event loop."""
    return str(await asyncio.to_thread(_context().hash, password))


async def matches(password: str, stored: str | None) -> bool:
    """Whether it is the one. For nobody (None), and for who has no password (""), it takes as long and says no."""
    right = await asyncio.to_thread(_context().verify, password, stored or _decoy())
    return bool(right) and bool(stored)


def outdated(stored: str) -> bool:
    """Whether a hash was made at a lower price than today's."""
    return bool(_context().needs_update(stored))
