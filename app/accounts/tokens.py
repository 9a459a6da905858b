"""Access tokens (short-lived, signed) and refresh tokens (random, kept as a hash)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jose import JWTError, jwt

from app.accounts.contracts import SessionEnded
from app.kernel import clock
from app.kernel.ids import new_id

ALGORITHM = "HS256"  # pinned: never taken from the token
ISSUER = "ksap"
CHALLENGE = timedelta(minutes=5)


def signing_keys(master_keys: dict[str, bytes]) -> dict[str, str]:
    """One signing key per master key, derived, so that a rotated vault still reads yesterday's tokens."""

    def derive(key: bytes) -> str:
        raw = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"ksap access tokens").derive(key)
        return base64.b64encode(raw).decode()

    return {name: derive(key) for name, key in master_keys.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    user_id: UUID
    org_id: UUID
    role: str
    session_id: UUID
    token_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Who gave the right password, and where they want to go. `state` is the password's, in short."""

    user_id: UUID
    org_id: UUID | None
    state: str


class TokenSigner:
    """Signs with the first key, verifies with any by its `kid`."""

    def __init__(self, keys: dict[str, str], *, minutes: int) -> None:
        self._keys = keys
        self._kid = next(iter(keys))
        self.lifetime = timedelta(minutes=minutes)
        # A signature says the same each time; a screen sends its token with dozens of calls. What is refused is not kept.
        self._read = lru_cache(maxsize=1_024)(self._checked)

    def sign(self, *, user_id: UUID, org_id: UUID, role: str, session_id: UUID) -> str:
        now = clock.now()
        claims = {
            "iss": ISSUER,
            "sub": str(user_id),
            "org": str(org_id),
            "role": role,
            "sid": str(session_id),
            "jti": str(new_id()),
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
        }
        return str(jwt.encode(claims, self._keys[self._kid], algorithm=ALGORITHM, headers={"kid": self._kid}))

    def verify(self, token: str) -> Claims:
        """Raises SessionEnded with what to do."""
        expires, claims = self._read(token)
        if clock.now().timestamp() >= expires:
            raise SessionEnded("The access token has expired. Refresh it, or sign in again.")
        return claims

    def _checked(self, token: str) -> tuple[int, Claims]:
        """(expiry, claims) of a token that we signed."""
        try:
            header: dict[str, Any] = jwt.get_unverified_header(token)
            key = self._keys[str(header.get("kid"))]
            # the library reads the real clock; ours decides, so that a stopped clock is obeyed
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], issuer=ISSUER, options={"verify_exp": False})
            return int(claims["exp"]), Claims(
                user_id=UUID(claims["sub"]),
                org_id=UUID(claims["org"]),
                role=str(claims["role"]),
                session_id=UUID(claims["sid"]),
                token_id=str(claims["jti"]),
            )
        except (JWTError, KeyError, ValueError, TypeError):
            raise SessionEnded("The access token is not valid. Sign in again.") from None

    def sign_challenge(self, *, user_id: UUID, org_id: UUID | None, state: str) -> str:
        """Says that the password was right, for as long as it takes to type a code."""
        expires = int((clock.now() + CHALLENGE).timestamp())
        claims = {"iss": ISSUER, "use": "mfa", "sub": str(user_id), "org": str(org_id or ""), "state": state, "exp": expires}
        return str(jwt.encode(claims, self._keys[self._kid], algorithm=ALGORITHM, headers={"kid": self._kid}))

    def verify_challenge(self, token: str) -> Challenge:
        """Raises SessionEnded."""
        try:
            key = self._keys[str(jwt.get_unverified_header(token).get("kid"))]
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], issuer=ISSUER, options={"verify_exp": False})
            if claims.get("use") != "mfa" or clock.now().timestamp() >= int(claims["exp"]):
                raise JWTError
            org = str(claims["org"])
            return Challenge(user_id=UUID(claims["sub"]), org_id=UUID(org) if org else None, state=str(claims["state"]))
        except (JWTError, KeyError, ValueError, TypeError):
            raise SessionEnded("This sign-in took too long. Begin again with your password.") from None

    def csrf(self, session_id: UUID) -> str:
        """What calls by cookie must repeat in a header: bound to the session, so that another's is of no use."""
        return self._csrf(self._kid, session_id)

    def csrf_holds(self, session_id: UUID, given: str) -> bool:
        """Whether it is the session's token, under any key: a rotation signs nobody out."""
        return any(hmac.compare_digest(self._csrf(kid, session_id).encode(), given.encode()) for kid in self._keys)

    def _csrf(self, kid: str, session_id: UUID) -> str:
        # a colon never occurs in what a JWT signs, so neither signature can stand for the other
        return hmac.new(self._keys[kid].encode(), f"csrf:{session_id}".encode(), hashlib.sha256).hexdigest()


def new_refresh_token() -> str:
    return secrets.token_urlsafe(48)


def new_link_token() -> str:
    """For links in mails: 256 bits."""
    return secrets.token_urlsafe(32)


API_KEY_MARK = "ksap_"
"""What API keys begin with, so that people and scanners recognise one that leaked."""


def new_api_key() -> str:
    return API_KEY_MARK + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Tokens have 256 random bits and more: a plain hash hides them well enough."""
    return hashlib.sha256(token.encode()).hexdigest()
