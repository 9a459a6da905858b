"""What we ask a provider of identities over HTTP, and how far we believe it: discovery, codes, keys, id tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from jose import JWTError, jwt

from app.accounts.contracts import ProviderFailed
from app.kernel import clock
from app.kernel.egress import EgressGuard
from app.kernel.egress_http import ALLOW_PRIVATE, GuardedTransport
from app.kernel.process import process
from app.kernel.transport_contract import Unreachable

ALGORITHMS = ("RS256", "ES256")  # pinned; what a token names counts only if it is among these and fits its key
KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}
_MOST = 256 * 1024
_LEEWAY = 60  # seconds that the provider's clock may be ahead or behind


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    issuer: str
    authorization: str
    token: str
    jwks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Of whom a provider speaks. `email` is empty unless the provider says that it is verified."""

    issuer: str
    subject: str
    email: str


async def discover(issuer: str) -> Endpoints:
    """Raises ProviderFailed where the provider does not answer, or speaks for another issuer."""
    found = await _json(issuer, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    try:
        endpoints = Endpoints(
            issuer=str(found["issuer"]),
            authorization=str(found["authorization_endpoint"]),
            token=str(found["token_endpoint"]),
            jwks=str(found["jwks_uri"]),
        )
    except KeyError:
        raise ProviderFailed("The provider's description is not complete.") from None
    if endpoints.issuer != issuer:
        raise ProviderFailed("The provider describes another issuer than the one that is set.")
    try:
        guard(issuer).admit(endpoints.authorization)
    except Unreachable as error:
        raise ProviderFailed(str(error)) from None
    return endpoints


async def fetch_id_token(endpoints: Endpoints, *, code: str, verifier: str, redirect_uri: str, client: tuple[str, str]) -> str:
    """The id token that a code gives. Raises ProviderFailed."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    answer = await _json(endpoints.issuer, "POST", endpoints.token, data=form, auth=client)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProviderFailed("The provider gave no id token.")
    return token


async def refusal_of_code(endpoints: Endpoints, *, code: str, verifier: str, redirect_uri: str, client: tuple[str, str]) -> str:
    """Why the provider does not take a code: its `error`, or the status where it gives none. Raises ProviderFailed."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    status, found = await _answer(endpoints.issuer, "POST", endpoints.token, data=form, auth=client)
    said = found.get("error") if isinstance(found, dict) else None
    if isinstance(said, str) and re.fullmatch(r"[a-z_]{1,60}", said):
        return said
    return "invalid_client" if status == 401 else f"status {status}"


def is_usable(key: dict[str, Any]) -> bool:
    """Whether it may verify what we believe."""
    return key.get("kty") in KEY_TYPES.values() and key.get("use", "sig") == "sig" and key.get("alg", "RS256") in ALGORITHMS


async def published_keys(issuer: str) -> list[dict[str, Any]]:
    """The keys by which its tokens are verified. Raises ProviderFailed."""
    found = (await _json(issuer, "GET", (await discover(issuer)).jwks)).get("keys")
    if not isinstance(found, list):
        raise ProviderFailed("The provider publishes no keys.")
    return [key for key in found if isinstance(key, dict)]


async def verified(endpoints: Endpoints, id_token: str, *, client_id: str, nonce: str) -> Identity:
    """Of whom an id token speaks, after OpenID Connect Core §3.1.3.7. Raises ProviderFailed."""
    keys = (await _json(endpoints.issuer, "GET", endpoints.jwks)).get("keys")
    try:
        header = jwt.get_unverified_header(id_token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS or not isinstance(keys, list):
            raise JWTError
        (key,) = [k for k in keys if k.get("kid") == header.get("kid") and k.get("kty") == KEY_TYPES[algorithm]]
        # times are judged by our own clock, and the access token that at_hash is of is not used
        options = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf", "verify_at_hash", "verify_aud"), False)
        claims = jwt.decode(id_token, key, algorithms=[algorithm], issuer=endpoints.issuer, options=options)
        return _identity(claims, endpoints.issuer, client_id=client_id, nonce=nonce)
    except (JWTError, KeyError, ValueError, TypeError, AttributeError):
        raise ProviderFailed("The provider's id token is not valid for this sign-in.") from None


def _identity(claims: dict[str, Any], issuer: str, *, client_id: str, nonce: str) -> Identity:
    now, audience = clock.now().timestamp(), claims["aud"]
    audiences = audience if isinstance(audience, list) else [audience]
    fit = (
        client_id in audiences
        and (len(audiences) == 1 or claims.get("azp") == client_id)
        and claims.get("azp", client_id) == client_id
        and claims.get("nonce") == nonce
        and float(claims["exp"]) > now - _LEEWAY
        and float(claims["iat"]) < now + _LEEWAY
        and isinstance(claims["sub"], str)
        and 0 < len(claims["sub"]) <= 255
    )
    if not fit:
        raise ValueError("not for this sign-in")
    email = claims.get("email") if claims.get("email_verified") is True else ""
    return Identity(issuer=issuer, subject=claims["sub"], email=email if isinstance(email, str) else "")


async def _json(issuer: str, method: str, url: str, **options: Any) -> dict[str, Any]:
    """An object that the provider answers."""
    status, found = await _answer(issuer, method, url, **options)
    if status != 200 or not isinstance(found, dict):
        raise ProviderFailed(f"The provider answered {status} and nothing that helps.")
    return found


async def _answer(issuer: str, method: str, url: str, **options: Any) -> tuple[int, Any]:
    """Status and what its JSON says (None for none), through the guard: no redirects, no private addresses, no endless
    bodies. Raises ProviderFailed."""
    private = _private(issuer)
    try:
        guard(issuer).admit(url)
        async with (
            httpx.AsyncClient(transport=GuardedTransport(), timeout=10, follow_redirects=False) as client,
            client.stream(method, url, extensions={ALLOW_PRIVATE: private}, **options) as answer,
        ):
            raw = b""
            async for part in answer.aiter_bytes():
                raw += part
                if len(raw) > _MOST:
                    raise ProviderFailed("The provider's answer is too large.")
            status = answer.status_code
    except Unreachable as error:
        raise ProviderFailed(str(error)) from None
    try:
        return status, orjson.loads(raw)
    except orjson.JSONDecodeError:
        return status, None


def guard(issuer: str) -> EgressGuard:
    return EgressGuard(allow_private=_private(issuer))


def is_private(issuer: str) -> bool:
    """Whether it is the sandbox of this machine."""
    return _private(issuer)


def _private(issuer: str) -> bool:
    """Only the sandbox may live on this machine, and never in production."""
    config = process().settings
    return config.environment != "production" and issuer.startswith(config.sandbox_url + "/")
