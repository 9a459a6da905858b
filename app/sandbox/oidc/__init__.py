"""A provider of identities, shaped like Clerk: OpenID Connect with code, PKCE and nonce, signing RS256 by a real key.

`/oidc/oauth/authorize` signs in at once, as the person that the sandbox's state names.
`POST /oidc/sandbox/person` changes them, `…/session-token` gives a session token of theirs, `…/rotate-key` changes keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.sandbox.vendor import Host, SandboxVendor

CLIENT_ID = "ksap-sandbox"
CLIENT_SECRET = "sandbox-client-secret"
KID = "ins_sandbox"


@dataclass
class OidcState:
    """`person` are the claims of who signs in; `codes` those not fetched yet; `kids` the published keys, the newest signs."""

    person: dict[str, Any] = field(
        default_factory=lambda: {"sub": "user_2sandbox", "email": "demo@ksap.example.com", "email_verified": True}
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    kids: list[str] = field(default_factory=lambda: [KID])


@lru_cache(maxsize=8)
def _pair(kid: str) -> tuple[str, dict[str, Any]]:
    """(private PEM, public JWK), made when somebody first asks."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = jwk.construct(pem, "RS256").public_key().to_dict()
    return pem, {**public, "kid": kid, "use": "sig", "alg": "RS256"}


def _issuer(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/oidc"


async def _discovery(request: Request) -> Response:
    issuer = _issuer(request)
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/oauth/authorize",
            "token_endpoint": f"{issuer}/oauth/token",
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "email", "profile"],
        }
    )


async def _jwks(host: Host[OidcState], _: Request) -> Response:
    return JSONResponse({"keys": [_pair(kid)[1] for kid in host.state().kids]})


async def _authorize(host: Host[OidcState], request: Request) -> Response:
    asked = dict(request.query_params)
    if asked.get("client_id") != CLIENT_ID or not asked.get("redirect_uri"):
        return _refused("invalid_client", 400)
    back = {"state": asked.get("state", "")}
    if asked.get("code_challenge_method") != "S256" or "openid" not in asked.get("scope", "").split():
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'invalid_request'})}", 302)
    code = secrets.token_urlsafe(24)
    kept = ("redirect_uri", "code_challenge", "nonce")
    host.state().codes[code] = {name: asked.get(name, "") for name in kept}
    host.touch()
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'code': code})}", 302)


async def _token(host: Host[OidcState], request: Request) -> Response:
    form = dict(parse_qsl((await request.body()).decode()))
    if _client(request, form) != (CLIENT_ID, CLIENT_SECRET):
        return _refused("invalid_client", 401)
    asked = host.state().codes.pop(form.get("code", ""), None)
    host.touch()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
    if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form.get("redirect_uri"):
        return _refused("invalid_grant", 400)
    now = int(time.time())
    claims = {
        "iss": _issuer(request),
        "aud": CLIENT_ID,
        "azp": CLIENT_ID,
        "iat": now,
        "exp": now + 86_400,
        "nonce": asked["nonce"],
        **host.state().person,
    }
    signed = _signed(host, claims)
    answer = {"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "expires_in": 86_400, "id_token": signed}
    return JSONResponse(answer, headers={"cache-control": "no-store"})


async def _person(host: Host[OidcState], request: Request) -> Response:
    """Claims of who signs in next; any claim of the id token may be set, wrong ones too."""
    host.state().person = dict(await request.json())
    host.touch()
    return JSONResponse(host.state().person)


async def _session_token(host: Host[OidcState], request: Request) -> Response:
    """`{"jwt": …}`: what the provider's script in a browser would send, a session token of a minute; any claim may be set,
    null takes one away."""
    now = int(time.time())
    claims = {
        "iss": _issuer(request), "sub": host.state().person["sub"], "sid": "sess_sandbox", "azp": "http://localhost:3000",
        "iat": now, "nbf": now - 10, "exp": now + 60, "fva": [0, -1], "sts": "active", "v": 2, **dict(await request.json()),
    }  # fmt: skip
    return JSONResponse({"jwt": _signed(host, {name: value for name, value in claims.items() if value is not None})})


async def _rotate(host: Host[OidcState], _: Request) -> Response:
    """Sign with a new key; the one before is published no more."""
    host.state().kids = [f"ins_{secrets.token_hex(6)}"]
    host.touch()
    return JSONResponse({"kid": host.state().kids[-1]})


def _signed(host: Host[OidcState], claims: dict[str, Any]) -> str:
    kid = host.state().kids[-1]
    return str(jwt.encode(claims, _pair(kid)[0], algorithm="RS256", headers={"kid": kid}))


def _client(request: Request, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, secret


def _refused(error: str, status: int) -> Response:
    return JSONResponse({"error": error, "error_description": error.replace("_", " ")}, status)


def refuse(request: Request, kind: str) -> Response:
    return _refused("temporarily_unavailable", 429 if kind == "throttled" else 503)


def build(host: Host[OidcState]) -> ASGIApp:
    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", _discovery),
            Route("/.well-known/jwks.json", partial(_jwks, host)),
            Route("/oauth/authorize", partial(_authorize, host)),
            Route("/oauth/token", partial(_token, host), methods=["POST"]),
            Route("/sandbox/person", partial(_person, host), methods=["POST"]),
            Route("/sandbox/session-token", partial(_session_token, host), methods=["POST"]),
            Route("/sandbox/rotate-key", partial(_rotate, host), methods=["POST"]),
        ]
    )


SANDBOX = SandboxVendor(
    slug="oidc",
    title="Identity provider",
    build=build,
    state=OidcState,
    refuse=refuse,
    credentials=lambda host, shop: (("Client ID", CLIENT_ID), ("Client secret", CLIENT_SECRET)),
    shops=False,
)

__all__ = ["SANDBOX"]
