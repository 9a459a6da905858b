"""The pairs of keys that sign access tokens, as one process holds them; the table is the truth.

Every process reads the table again each minute, and at once when a token names a key that it has not met. A new key is
published first and signs a little later, so that nobody gets a token whose key others do not know yet.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose.backends import ECKey

from app.accounts.repository import signing_key_rows
from app.kernel import clock
from app.kernel.process import process
from app.kernel.vault import VaultError

log = structlog.get_logger(__name__)

ALGORITHM = "ES256"  # pinned: never taken from a token
RELOAD = 60.0  # seconds after which a process looks whether the keys are the same
MEET = 2.0  # seconds between looks for a key that nobody knows
SETTLE = timedelta(seconds=10)
"""How long a new key is published before it signs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key as it is used. `private` is None where no master key opens it: it verifies and does not sign."""

    kid: str
    created_at: datetime
    jwk: dict[str, Any]
    public: Any
    private: Any


def new_pair() -> tuple[str, dict[str, Any], bytes]:
    """(kid, public JWK, private PEM). The kid is the thumbprint of RFC 7638, so equal keys have equal names."""
    private = ec.generate_private_key(ec.SECP256R1())
    numbers = private.public_key().public_numbers()
    point = {"crv": "P-256", "kty": "EC", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}
    kid = _b64(hashlib.sha256(orjson.dumps(point, option=orjson.OPT_SORT_KEYS)).digest())
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return kid, {**point, "kid": kid, "use": "sig", "alg": ALGORITHM}, pem


def key_context(kid: str) -> str:
    """What the vault binds a private half to."""
    return f"signing key {kid}"


class KeyRing:
    """Call `ready` before `signing` and `verifying`: it reads the table when that is due."""

    def __init__(self) -> None:
        self._pairs: dict[str, Pair] = {}
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()
        self.version = 0
        """Changes whenever a key has gone, so that nobody keeps what it verified."""

    async def ready(self, kid: str | None = None) -> None:
        """Up to date by the minute; up to two seconds where `kid` is not known."""
        most = MEET if kid is not None and kid not in self._pairs else RELOAD
        if time.monotonic() - self._read_at < most:
            return
        async with self._lock:
            if time.monotonic() - self._read_at >= most:
                await self.reload()

    async def reload(self) -> None:
        found = {row["kid"]: self._pairs.get(row["kid"]) or _opened(row) for row in await signing_key_rows()}
        if self._pairs.keys() - found.keys():
            self.version += 1
        self._pairs = found
        self._read_at = time.monotonic()

    def signing(self) -> Pair:
        """The newest that has settled, else the oldest. RuntimeError when there is none."""
        able = sorted((p for p in self._pairs.values() if p.private), key=lambda p: p.created_at, reverse=True)
        if not able:
            raise RuntimeError("there is no key to sign access tokens with; the start makes one")
        return next((p for p in able if p.created_at <= clock.now() - SETTLE), able[-1])

    def verifying(self, kid: str) -> Any:
        """The public half. Raises KeyError."""
        return self._pairs[kid].public

    def public(self) -> list[dict[str, Any]]:
        """The JWKs of every key that still verifies."""
        return [pair.jwk for pair in self._pairs.values()]


def _opened(row: Any) -> Pair:
    private = None
    try:
        pem = process().vault.open(row["private_key"], key_context(row["kid"]))
        private = ECKey(pem.decode(), ALGORITHM)
    except VaultError as error:
        log.error("accounts.signing_key_unreadable", kid=row["kid"], error=str(error))
    jwk = dict(row["public_key"])
    return Pair(row["kid"], row["created_at"], jwk, ECKey(jwk, ALGORITHM), private)


def _coordinate(number: int) -> str:
    return _b64(number.to_bytes(32, "big"))


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
