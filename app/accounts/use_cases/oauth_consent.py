"""A person decides whether a program of others may act for them: what it asks, and the code that a yes gives."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from app.accounts.oauth_contracts import AuthorisationRequest, ConsentView, OAuthError
from app.accounts.oauth_models import OAuthClient, OAuthGrant
from app.accounts.oauth_repository import Grants
from app.accounts.permissions import lendable
from app.accounts.repository import Accounts
from app.accounts.tokens import new_link_token, token_hash
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.ids import new_id

CODE = timedelta(seconds=60)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # SHA-256 in base64url


async def look_at_request(uow: UnitOfWork, asked: AuthorisationRequest, *, mine: Collection[str], issuer: str) -> ConsentView:
    """What the person is asked. Raises Invalid, and sends nobody anywhere, unless program and address belong together."""
    client = await _client(uow, asked)
    organisation = await Accounts(uow).organisation(uow.org_id)
    view = ConsentView(
        client_id=client.id,
        client_name=client.name,
        organisation=organisation.name if organisation else "",
        redirect_uri=asked.redirect_uri,
    )
    try:
        wanted = _scopes(client, asked)
    except OAuthError as error:
        return replace(view, redirect_to=_refused(asked, error, issuer))
    meanings = lendable()
    return replace(
        view,
        scopes=tuple((name, meanings[name]) for name in wanted if name in mine),
        beyond=tuple((name, meanings[name]) for name in wanted if name not in mine),
    )


async def decide(
    uow: UnitOfWork, asked: AuthorisationRequest, *, approve: bool, user_id: UUID, mine: Collection[str], issuer: str, days: int
) -> str:
    """Where to send the browser: with a code that is good once and for a minute, or with what is wrong. Raises Invalid."""
    client = await _client(uow, asked)
    try:
        wanted = _scopes(client, asked)
        given = [name for name in wanted if name in mine]
        if not approve or not given:
            raise OAuthError("access_denied", "The person did not allow it." if not approve else "They may not give it.")
    except OAuthError as error:
        audit.record(uow, "oauth.consent_refused", kind="oauth_client", id_=client.id, name=client.name, reason=error.error)
        return _refused(asked, error, issuer)
    code = new_link_token()
    now = clock.now()
    grant = OAuthGrant(
        org_id=uow.org_id,
        id=new_id(),
        client_id=client.id,
        user_id=user_id,
        scopes=given,
        redirect_uri=asked.redirect_uri,
        code_hash=token_hash(code),
        code_challenge=asked.code_challenge,
        code_expires_at=now + CODE,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    uow.add(grant)
    audit.record(
        uow, "oauth.consent_given", kind="oauth_grant", id_=grant.id, client_id=str(client.id), name=client.name, scopes=given
    )
    return _back(asked, {"code": code}, issuer)


async def _client(uow: UnitOfWork, asked: AuthorisationRequest) -> OAuthClient:
    """Nobody is sent to an address that the program's owner did not register, letter by letter."""
    client = await Grants(uow).client(asked.client_id)
    if client is None:
        raise Invalid("No program of this name is registered with your organisation.", field="client_id")
    if asked.redirect_uri not in client.redirect_uris:
        raise Invalid("The program wants to return to an address that it is not registered with.", field="redirect_uri")
    return client


def _scopes(client: OAuthClient, asked: AuthorisationRequest) -> list[str]:
    """What is asked for, the program's all where nothing is named. Raises OAuthError for what the program did wrong."""
    if asked.response_type != "code":
        raise OAuthError("unsupported_response_type", "Only the response type `code` is given.")
    if asked.code_challenge_method != "S256" or not _CHALLENGE.fullmatch(asked.code_challenge):
        raise OAuthError("invalid_request", "Send a `code_challenge` with the method S256 (RFC 7636).")
    wanted = sorted(set(asked.scope.split())) or sorted(client.scopes)
    allowed = set(client.scopes) & set(lendable())
    if beyond := [name for name in wanted if name not in allowed]:
        raise OAuthError("invalid_scope", f"The client is not registered for {beyond[0][:60]!r}.")
    return wanted


def _refused(asked: AuthorisationRequest, error: OAuthError, issuer: str) -> str:
    return _back(asked, {"error": error.error, "error_description": error.description}, issuer)


def _back(asked: AuthorisationRequest, answer: dict[str, str], issuer: str) -> str:
    """`iss` tells the program which server answers, so that it mistakes none for another (RFC 9207)."""
    parts = urlsplit(asked.redirect_uri)
    query = urlencode({**answer, **({"state": asked.state} if asked.state else {}), "iss": issuer})
    return urlunsplit(parts._replace(query=f"{parts.query}&{query}" if parts.query else query))
