"""What programs of others call: token, revocation and introspection, as RFC 6749, 7009 and 7662 have them.

Bodies are forms and answers are bare JSON: that is what every OAuth library speaks.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, unquote_plus
from uuid import UUID

import orjson
from fastapi import Request, Response
from pydantic import BaseModel, Field

from app.accounts import api
from app.accounts.oauth_contracts import Credentials, IssuedTokens, OAuthError, invalid_client
from app.kernel.auth import anyone
from app.kernel.http import router
from app.kernel.process import process

oauth_protocol = router("/oauth", "oauth")

Fields = dict[str, str]
_MOST = 16_384
_PRIVATE = {"cache-control": "no-store", "pragma": "no-cache"}


class TokenOut(BaseModel):
    access_token: str
    token_type: str = "Bearer"
    expires_in: int = Field(description="Seconds.")
    scope: str
    refresh_token: str | None = None


class IntrospectionOut(BaseModel):
    """RFC 7662; all but `active` are left out where it is false."""

    active: bool
    client_id: str | None = None
    scope: str | None = None
    token_type: str | None = None
    username: str | None = None
    sub: str | None = None
    aud: str | None = None
    iss: str | None = None
    iat: int | None = None
    exp: int | None = None
    jti: str | None = None


class OAuthErrorOut(BaseModel):
    error: str
    error_description: str


def _form(**fields: str) -> dict[str, Any]:
    """The description of a form body."""
    known = {name: {"type": "string", "minLength": 1, "maxLength": 2000, "description": text} for name, text in fields.items()}
    schema = {
        "type": "object",
        "properties": known,
        "required": [next(iter(fields))],
        "additionalProperties": {"type": "string"},
    }
    return {"requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}}


_ID = {"client_id": "Or by HTTP Basic.", "client_secret": "Of a confidential client; or by HTTP Basic."}
_ERRORS: dict[int | str, dict[str, Any]] = {400: {"model": OAuthErrorOut}, 401: {"model": OAuthErrorOut}}


@oauth_protocol.post(
    "/token",
    dependencies=[anyone()],
    response_model=TokenOut,
    responses=_ERRORS,
    openapi_extra=_form(
        grant_type="authorization_code, refresh_token or client_credentials.",
        code="Of the authorisation.",
        redirect_uri="The one that the code was sent to.",
        code_verifier="Of PKCE.",
        refresh_token="Good once.",
        scope="Less than was allowed.",
        **_ID,
    ),
)
async def issue_oauth_token(request: Request) -> Response:
    """A code, a refresh token, or the client's own secret to an access token (minutes)."""
    return await _answered(request, _token)


@oauth_protocol.post(
    "/revoke", dependencies=[anyone()], responses=_ERRORS, openapi_extra=_form(token="Refresh or access token.", **_ID)
)
async def revoke_oauth_token(request: Request) -> Response:
    """End what a token belongs to (RFC 7009): all tokens that came of one consent. An unknown token is no error."""

    async def revoke(who: Credentials, form: Fields) -> dict[str, Any]:
        await api.revoke_token(_signer(request), who, _needed(form, "token"))
        return {}

    return await _answered(request, lambda _, who, form: revoke(who, form))


@oauth_protocol.post(
    "/introspect",
    dependencies=[anyone()],
    response_model=IntrospectionOut,
    response_model_exclude_none=True,
    responses=_ERRORS,
    openapi_extra=_form(token="Refresh or access token of the same client.", **_ID),
)
async def introspect_oauth_token(request: Request) -> Response:
    """What one of your own tokens is worth now (RFC 7662). For confidential clients."""

    async def introspect(who: Credentials, form: Fields) -> dict[str, Any]:
        return await api.introspect(_signer(request), who, _needed(form, "token"))

    return await _answered(request, lambda _, who, form: introspect(who, form))


async def _token(request: Request, who: Credentials, form: Fields) -> dict[str, Any]:
    signer, days, kind = _signer(request), process().settings.refresh_token_days, _needed(form, "grant_type")
    if kind == "authorization_code":
        issued = await api.exchange_code(
            signer,
            who,
            code=_needed(form, "code"),
            verifier=_needed(form, "code_verifier"),
            redirect_uri=_needed(form, "redirect_uri"),
            days=days,
        )
    elif kind == "refresh_token":
        token = _needed(form, "refresh_token")
        issued = await api.refresh_app(signer, who, refresh_token=token, scope=form.get("scope", ""), days=days)
    elif kind == "client_credentials":
        issued = await api.client_credentials(signer, who, scope=form.get("scope", ""))
    else:
        raise OAuthError("unsupported_grant_type", "Use authorization_code, refresh_token or client_credentials.")
    return _told(issued)


def _told(issued: IssuedTokens) -> dict[str, Any]:
    return {"token_type": "Bearer", **{name: value for name, value in asdict(issued).items() if value is not None}}


Call = Callable[[Request, Credentials, Fields], Awaitable[dict[str, Any]]]


async def _answered(request: Request, call: Call) -> Response:
    try:
        form = await _read(request)
        answer = await call(request, _credentials(request, form), form)
    except OAuthError as error:
        headers = dict(_PRIVATE)
        if error.status == 401:
            headers["www-authenticate"] = 'Basic realm="KSAP"'
        body = {"error": error.error, "error_description": error.description}
        return Response(orjson.dumps(body), error.status, headers, media_type="application/json")
    return Response(orjson.dumps(answer), headers=_PRIVATE, media_type="application/json")


async def _read(request: Request) -> Fields:
    """Raises OAuthError for anything but a form in which no field comes twice."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await request.body()
    if kind != "application/x-www-form-urlencoded" or len(raw) > _MOST:
        raise OAuthError("invalid_request", "Send a form: application/x-www-form-urlencoded.")
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        raise OAuthError("invalid_request", "The form cannot be read.") from None
    form = dict(pairs)
    if len(form) != len(pairs) or any("\0" in value for value in form.values()):
        raise OAuthError("invalid_request", "A field comes twice, or holds what no text holds.")
    return form


def _credentials(request: Request, form: Fields) -> Credentials:
    """By HTTP Basic or in the form, not both. Raises OAuthError."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    name, secret = form.get("client_id", ""), form.get("client_secret", "")
    if scheme.lower() == "basic":
        if "client_secret" in form:
            raise OAuthError("invalid_request", "The client proves itself in two ways at once.")
        try:
            basic, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise invalid_client() from None
        basic, secret = unquote_plus(basic), unquote_plus(secret)
        if name not in ("", basic):
            raise invalid_client()
        name = basic
    try:
        return Credentials(client_id=UUID(name), secret=secret)
    except ValueError:
        raise invalid_client() from None


def _needed(form: Fields, name: str) -> str:
    if not form.get(name):
        raise OAuthError("invalid_request", f"`{name}` is missing.")
    return form[name]


def _signer(request: Request) -> api.TokenSigner:
    found: api.TokenSigner = request.app.state.signer
    return found
