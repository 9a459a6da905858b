"""Access tokens (short-lived, signed) and refresh tokens (random, kept as a hash)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jose import JWTError, jwt

from app.accounts.contracts import SessionEnded
from app.accounts.keyring import ALGORITHM, KeyRing
from app.kernel import clock
from app.kernel.ids import new_id

PRIVATE_ALGORITHM = "HS256"  # of challenges, which nobody but us reads
KIND = "at+jwt"
CHALLENGE = timedelta(minutes=5)
MOST_VERIFIED = 1_024  # tokens whose signatures a process remembers


def private_keys(master_keys: dict[str, bytes]) -> dict[str, str]:
    """One key per master key for what only we read (challenges, CSRF tokens), derived, so that a rotated vault still
    reads yesterday's."""

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
    client_id: UUID | None = None
    """The program that it was given to; `session_id` is the grant then, or the program itself where it acts alone."""
    scopes: frozenset[str] = frozenset()

    @property
    def grant_id(self) -> UUID | None:
        return self.session_id if self.client_id != self.session_id else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Who gave the right password, and where they want to go. `state` is the password's, in short."""

    user_id: UUID
    org_id: UUID | None
    state: str


@dataclass(frozen=True, slots=True)
class _Verified:
    """What a token says whose signature held under key `kid`, while the ring was at `version`."""

    version: int
    kid: str
    expires: int
    claims: Claims


class TokenSigner:
    """Signs access tokens with a pair of the ring, which others verify by our JWKS; challenges and CSRF tokens with a key
    that never leaves us. Call `ready` before `sign` and `verify`. `issuer` is the public address, and the audience."""

    def __init__(self, keys: dict[str, str], ring: KeyRing, *, issuer: str, minutes: int) -> None:
        self._keys = keys
        self._kid = next(iter(keys))
        self.ring = ring
        self.issuer = issuer
        self.lifetime = timedelta(minutes=minutes)
        # A signature says the same each time; a screen sends its token with dozens of calls. What is refused is not kept.
        self._verified: OrderedDict[str, _Verified] = OrderedDict()

    def knows(self, token: str) -> bool:
        """Whether the token was found to be ours a while ago, so that nobody need look whose it is."""
        return token in self._verified

    async def ready(self, token: str = "") -> None:
        """Have the keys of now, and that of `token`."""
        known = self._verified.get(token)
        await self.ring.ready(known.kid if known else _kid_of(token) if token else None)

    def sign(self, *, user_id: UUID, org_id: UUID, role: str, session_id: UUID, lifetime: timedelta | None = None) -> str:
        claims = {"sub": str(user_id), "org": str(org_id), "role": role, "sid": str(session_id)}
        return self.sign_claims(claims, lifetime=lifetime)

    def sign_claims(self, claims: dict[str, Any], *, lifetime: timedelta | None = None) -> str:
        """An access token: `claims` with issuer, audience, id and times."""
        now = clock.now()
        whole = {
            "iss": self.issuer,
            "aud": self.issuer,
            **claims,
            "jti": str(new_id()),
            "iat": int(now.timestamp()),
            "exp": int((now + (lifetime or self.lifetime)).timestamp()),
        }
        pair = self.ring.signing()
        return str(jwt.encode(whole, pair.private, algorithm=ALGORITHM, headers={"kid": pair.kid, "typ": KIND}))

    def verify(self, token: str) -> Claims:
        """Raises SessionEnded with what to do."""
        read = self._verified.get(token)
        if read is None or read.version != self.ring.version:  # what a withdrawn key signed is looked at again
            self._verified.pop(token, None)
            read = self._verified[token] = self._checked(token)
            while len(self._verified) > MOST_VERIFIED:
                self._verified.popitem(last=False)
        if clock.now().timestamp() >= read.expires:
            raise SessionEnded("The access token has expired. Refresh it, or sign in again.")
        return read.claims

    def _checked(self, token: str) -> _Verified:
        """A token that we signed. Raises SessionEnded."""
        try:
            header: dict[str, Any] = jwt.get_unverified_header(token)
            if header.get("typ") != KIND:
                raise JWTError
            kid = str(header.get("kid"))
            key = self.ring.verifying(kid)
            # the library reads the real clock; ours decides, so that a stopped clock is obeyed
            options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require_aud": True, "require_iss": True}
            claims = jwt.decode(token, key, algorithms=[ALGORITHM], issuer=self.issuer, audience=self.issuer, options=options)
            said = Claims(
                user_id=UUID(claims["sub"]),
                org_id=UUID(claims["org"]),
                role=str(claims["role"]),
                session_id=UUID(claims["sid"]),
                token_id=str(claims["jti"]),
                client_id=UUID(claims["client_id"]) if "client_id" in claims else None,
                scopes=frozenset(str(claims.get("scope", "")).split()),
            )
            return _Verified(self.ring.version, kid, int(claims["exp"]), said)
        except (JWTError, KeyError, ValueError, TypeError):
            raise SessionEnded("The access token is not valid. Sign in again.") from None

    def sign_challenge(self, *, user_id: UUID, org_id: UUID | None, state: str) -> str:
        """Says that the password was right, for as long as it takes to type a code."""
        expires = int((clock.now() + CHALLENGE).timestamp())
        claims = {"use": "mfa", "sub": str(user_id), "org": str(org_id or ""), "state": state, "exp": expires}
        key = self._keys[self._kid]
        return str(jwt.encode(claims, key, algorithm=PRIVATE_ALGORITHM, headers={"kid": self._kid}))

    def verify_challenge(self, token: str) -> Challenge:
        """Raises SessionEnded."""
        try:
            key = self._keys[_kid_of(token)]
            claims = jwt.decode(token, key, algorithms=[PRIVATE_ALGORITHM], options={"verify_exp": False})
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


def _kid_of(token: str) -> str:
    try:
        return str(jwt.get_unverified_header(token).get("kid"))
    except JWTError:
        return ""


def new_refresh_token() -> str:
    return secrets.token_urlsafe(48)


def new_link_token() -> str:
    """For links in mails: 256 bits."""
    return secrets.token_urlsafe(32)


API_KEY_MARK = "ksap_"
"""What API keys begin with, so that people and scanners recognise one that leaked."""


def new_api_key() -> str:
    return API_KEY_MARK + secrets.token_urlsafe(32)


def new_client_secret() -> str:
    """Of a program of others; recognisable, should it leak."""
    return "ksapcs_" + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Tokens have 256 random bits and more: a plain hash hides them well enough."""
    return hashlib.sha256(token.encode()).hexdigest()
