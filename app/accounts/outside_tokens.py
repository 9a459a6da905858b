"""Session tokens of a provider of identities (Clerk and its kind), sent to us as bearer tokens: which we believe.

They are JWTs that live a minute, name a session at the provider (`sid`) and the origin that they were made for (`azp`).
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from jose import JWTError, jwt

from app.accounts import oidc_client
from app.accounts.contracts import ProviderFailed, SessionEnded
from app.accounts.oidc_client import ALGORITHMS
from app.kernel import clock

LEEWAY = 5  # seconds that the provider's clock may be ahead or behind
LONGEST = 86_400  # seconds that such a token may live at most
READ_AGAIN = 600.0  # seconds after which the provider's keys are read again
MEET = 30.0  # seconds between looks for a key that nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideSession:
    """What a token says. `proved_at` and `strong` as far as it tells (`fva`): when the first factor was verified, and
    whether a second one was."""

    issuer: str
    subject: str
    session: str
    proved_at: datetime | None
    strong: bool


@dataclass(slots=True)
class _Known:
    keys: list[dict[str, Any]] = field(default_factory=list)
    read_at: float = float("-inf")
    tried_at: float = float("-inf")


class ProviderKeys:
    """The published keys of providers, as this process holds them. A key that nobody knows is looked for, at most every
    half minute, so that a provider may replace its keys, and forged names cost it nothing."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    async def key(self, issuer: str, kid: str, algorithm: str) -> dict[str, Any] | None:
        """Raises ProviderFailed where none is held and the provider does not answer."""
        known = self._known.setdefault(issuer, _Known())
        now = time.monotonic()
        found = _fitting(known.keys, kid, algorithm)
        stale = now - known.read_at > READ_AGAIN
        if (stale or found is None) and now - known.tried_at > MEET:
            known.tried_at = now
            try:
                known.keys = await oidc_client.published_keys(issuer)
                known.read_at = now
            except ProviderFailed:
                if found is None:
                    raise
            found = _fitting(known.keys, kid, algorithm)
        return found


def issuer_of(token: str) -> str:
    """Whom a token names as its issuer, nothing verified; empty for what is no JWT."""
    try:
        return str(jwt.get_unverified_claims(token).get("iss", ""))
    except JWTError:
        return ""


async def read(token: str, keys: ProviderKeys, *, issuer: str, client_id: str, parties: Collection[str]) -> OutsideSession:
    """Raises SessionEnded for a token that is not good, ProviderFailed."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        key = await keys.key(issuer, str(kid), str(algorithm)) if algorithm in ALGORITHMS else None
        if key is None:
            raise JWTError
        # our own clock judges the times; who it is for is judged below
        options = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf", "verify_aud"), False)
        claims = jwt.decode(token, key, algorithms=[str(algorithm)], issuer=issuer, options=options)
        return _judged(claims, issuer, client_id, parties)
    except (JWTError, KeyError, ValueError, TypeError, IndexError, OverflowError):
        raise SessionEnded("This token of your provider is not good here, or is over. Get a fresh one.") from None


def _judged(claims: dict[str, Any], issuer: str, client_id: str, parties: Collection[str]) -> OutsideSession:
    now = clock.now().timestamp()
    begins, ends, audience = float(claims["iat"]), float(claims["exp"]), claims.get("aud")
    fit = (
        ends > now - LEEWAY
        and ends - begins <= LONGEST
        and max(begins, float(claims.get("nbf", begins))) < now + LEEWAY
        and claims["azp"] in parties
        and (audience is None or client_id in (audience if isinstance(audience, list) else [audience]))
        and claims.get("sts", "active") == "active"
        and "act" not in claims  # somebody else in the person's name: no
        and all(isinstance(claims[name], str) and 0 < len(claims[name]) <= 255 for name in ("sub", "sid"))
    )
    if not fit:
        raise ValueError("not for us")
    first, second = claims.get("fva", (-1, -1))
    proved = datetime.fromtimestamp(begins, UTC) - timedelta(minutes=float(first)) if float(first) >= 0 else None
    return OutsideSession(
        issuer=issuer, subject=claims["sub"], session=claims["sid"], proved_at=proved, strong=float(second) >= 0
    )


def _fitting(keys: list[dict[str, Any]], kid: str, algorithm: str) -> dict[str, Any] | None:
    kind = oidc_client.KEY_TYPES.get(algorithm)
    return next((key for key in keys if key.get("kid") == kid and key.get("kty") == kind), None)
