"""Access tokens: by authorisation code, by refresh token, by client credentials (`/admin/oauth/access_token`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import orjson

from app.kernel import clock
from app.kernel.transport import Transport
from app.ports.vendor import Credentials
from app.vendors.shopify.errors import MALFORMED, TOKEN_REFUSED, refused, trouble

OAUTH = "oauth"
CLIENT_CREDENTIALS = "client_credentials"
ADMIN_TOKEN = "token"


async def by_code(transport: Transport, base_url: str, kept: Credentials, code: str) -> Credentials:
    """Exchange the code of an install for an offline token; one that expires, with its refresh token, is asked for."""
    return await _exchange(transport, base_url, kept, {"code": code, "expiring": "1"})


async def by_refresh_token(transport: Transport, base_url: str, kept: Credentials) -> Credentials:
    """A new pair for an expiring offline token. Shopify keeps the old refresh token valid until the new pair is used,
    so that a lost answer may be asked for again."""
    grant = {"grant_type": "refresh_token", "refresh_token": kept.secrets["refresh_token"]}
    return await _exchange(transport, base_url, kept, grant)


async def by_client_credentials(transport: Transport, base_url: str, kept: Credentials) -> Credentials:
    """A day's token for an app that the shop's own organisation made and installed."""
    return await _exchange(transport, base_url, kept, {"grant_type": "client_credentials"})


async def _exchange(transport: Transport, base_url: str, kept: Credentials, grant: Mapping[str, str]) -> Credentials:
    answer = await transport.send(
        "POST",
        f"{base_url}/admin/oauth/access_token",
        headers={"accept": "application/json"},
        form={"client_id": kept.public["client_id"], "client_secret": kept.secrets["client_secret"], **grant},
        cost=0,
        repeatable="code" not in grant,  # a code is good for one exchange
        purpose="access_token",
    )
    if answer.status in (400, 401):
        reason = refused(answer).vendor_message
        error = trouble(TOKEN_REFUSED, "Shopify did not give an access token for these credentials.")
        error.vendor_message = error.details["vendor_message"] = reason
        error.http_status = error.details["http_status"] = answer.status
        raise error
    if answer.status != 200:
        raise refused(answer)
    return _granted(kept, answer.body)


def _granted(kept: Credentials, body: bytes) -> Credentials:
    """The credentials with what the answer grants; a refresh token is replaced, never dropped."""
    try:
        told = orjson.loads(body)
        token = str(told["access_token"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise trouble(MALFORMED, "Shopify's answer to the token request cannot be read.") from None
    secrets = {**kept.secrets, "access_token": token}
    public = dict(kept.public)
    if told.get("refresh_token"):
        secrets["refresh_token"] = str(told["refresh_token"])
    if told.get("refresh_token_expires_in"):
        ends = clock.now() + timedelta(seconds=int(told["refresh_token_expires_in"]))
        public["refresh_token_expires_at"] = ends.isoformat()
    lasts = told.get("expires_in")
    scopes = tuple(s for s in str(told.get("scope") or "").split(",") if s)
    return replace(
        kept,
        public=public,
        secrets=secrets,
        scopes=scopes or kept.scopes,
        expires_at=clock.now() + timedelta(seconds=int(lasts)) if lasts else None,
    )
