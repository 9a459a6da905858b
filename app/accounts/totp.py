"""Codes of authenticator apps: TOTP (RFC 6238) as all of them speak it, six digits of HMAC-SHA-1 every 30 seconds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DRIFT = 1  # steps that a phone's clock may be off, either way
ISSUER = "KSAP"


def new_secret() -> str:
    """160 random bits in base32, as people type them where they cannot scan."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def uri(secret: str, email: str) -> str:
    """What the QR code holds."""
    return f"otpauth://totp/{quote(f'{ISSUER}:{email}')}?{urlencode({'secret': secret, 'issuer': ISSUER})}"


def code(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def step_of(moment: datetime) -> int:
    return int(moment.timestamp()) // PERIOD


def matching_step(secret: str, given: str, moment: datetime, *, after: int) -> int | None:
    """The step whose code was given, if it is a present one and later than `after`: no code is taken twice."""
    now = step_of(moment)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code(secret, step).encode(), given.encode()) and step > after:
            found = step
    return found


def new_recovery_codes(count: int = 10) -> list[str]:
    """80 random bits each, in groups that can be written down."""
    made = []
    for _ in range(count):
        text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        made.append("-".join(text[i : i + 4] for i in range(0, 16, 4)))
    return made


def plain(given: str) -> str:
    """A code as typed, without what people put between its parts."""
    return "".join(given.split()).replace("-", "").lower()


def recovery_hash(given: str) -> str:
    return hashlib.sha256(plain(given).encode()).hexdigest()
