"""The token endpoint and its neighbours: codes and refresh tokens to access tokens, revocation, introspection."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from jose import jwt

from app.accounts.contracts import SessionEnded
from app.accounts.oauth_contracts import Credentials, IssuedTokens, OAuthError, invalid_client, invalid_grant
from app.accounts.oauth_models import OAuthClient, OAuthGrant, OAuthSpentToken
from app.accounts.oauth_repository import AppStanding, Grants, app_standing, client_org
from app.accounts.permissions import lendable, of_role
from app.accounts.tokens import Claims, TokenSigner, new_refresh_token, token_hash
from app.accounts.use_cases.oauth_clients import end_grant
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


async def exchange_code(
    signer: TokenSigner, who: Credentials, *, code: str, verifier: str, redirect_uri: str, days: int
) -> IssuedTokens:
    """Raises OAuthError. A code that comes twice ends what its first use gave: one of the two stole it."""
    org_id, actor = await _entered(who)
    async with unit_of_work(org_id, actor) as uow:
        client = await _proven(uow, who)
        grant = await Grants(uow).by_code(token_hash(code), client.id)
        if grant is not None and grant.code_used_at is not None:
            audit.record(uow, "oauth.code_reused", kind="oauth_grant", id_=grant.id, client_id=str(client.id))
            end_grant(uow, grant, "authorisation code used twice")
        elif grant is None or not _may_fetch(grant, verifier, redirect_uri):
            if grant is not None:
                audit.record(uow, "oauth.code_refused", kind="oauth_grant", id_=grant.id, client_id=str(client.id))
        else:
            grant.code_used_at = clock.now()
            return await _issue(uow, signer, client, grant, days)
    raise invalid_grant()


async def refresh_app(signer: TokenSigner, who: Credentials, *, refresh_token: str, scope: str, days: int) -> IssuedTokens:
    """Rotate. `scope` may ask for less than was allowed. A token that comes twice ends the family. Raises OAuthError."""
    org_id, actor = await _entered(who)
    digest = token_hash(refresh_token)
    async with unit_of_work(org_id, actor) as uow:
        client = await _proven(uow, who)
        grant = await Grants(uow).by_refresh(digest, client.id)
        if grant is not None and grant.revoked_at is None and grant.expires_at > clock.now():
            uow.add(OAuthSpentToken(org_id=org_id, token_hash=digest, grant_id=grant.id))
            return await _issue(uow, signer, client, grant, days, scope=scope)
        reused = await Grants(uow).by_spent(digest, client.id)
        if reused is not None:
            audit.record(uow, "oauth.token_reused", kind="oauth_grant", id_=reused.id, client_id=str(client.id))
            end_grant(uow, reused, "refresh token used twice")
    raise invalid_grant()


async def client_credentials(signer: TokenSigner, who: Credentials, *, scope: str) -> IssuedTokens:
    """A token by which a program acts for itself, in the organisation that it is registered with. Raises OAuthError."""
    org_id, actor = await _entered(who)
    async with unit_of_work(org_id, actor) as uow:
        client = await _proven(uow, who)
        if not client.client_credentials:
            raise OAuthError("unauthorized_client", "The client is not registered to act for itself.")
        scopes = _narrowed(scope, set(client.scopes) & set(lendable()))
        client.last_used_at = clock.now()
        audit.record(uow, "oauth.token_issued", kind="oauth_client", id_=client.id, name=client.name, scopes=scopes)
        await signer.ready()
        return _signed(signer, org_id, client.id, client.id, str(client.id), scopes)


async def revoke_token(signer: TokenSigner, who: Credentials, token: str) -> None:
    """RFC 7009: end the grant of a refresh or access token. An unknown one is no error; another client's is unknown."""
    org_id, actor = await _entered(who)
    claims = await _read(signer, token)
    async with unit_of_work(org_id, actor) as uow:
        client = await _proven(uow, who)
        digest = token_hash(token)
        grants = Grants(uow)
        grant = await grants.by_refresh(digest, client.id) or await grants.by_spent(digest, client.id)
        if grant is None and claims is not None and claims.client_id == client.id and claims.org_id == org_id:
            if claims.grant_id is None:
                raise OAuthError("unsupported_token_type", "A client's own token ends by itself, within minutes.")
            grant = await uow.session.get(OAuthGrant, (org_id, claims.grant_id), with_for_update=True)
        if grant is not None:
            end_grant(uow, grant, "revoked by the client")


async def introspect(signer: TokenSigner, who: Credentials, token: str) -> dict[str, Any]:
    """RFC 7662, for confidential clients and their own tokens; of all others only that they are not active."""
    org_id, actor = await _entered(who)
    async with unit_of_work(org_id, actor) as uow:
        client = await _proven(uow, who)
        if client.secret_hash is None:
            raise invalid_client()
        grant = await Grants(uow).by_refresh(token_hash(token), client.id)
        if grant is not None:
            standing = await app_standing(org_id, client.id, grant.id)
            if standing is None:
                return {"active": False}
            scope = " ".join(sorted(worth(standing, grant.scopes)))
            return {"active": True, "client_id": str(client.id), "scope": scope, "username": standing.email,
                    "sub": str(grant.user_id), "exp": int(grant.expires_at.timestamp()), "iss": signer.issuer}  # fmt: skip
    claims = await _read(signer, token)
    if claims is None or claims.client_id != who.client_id or claims.org_id != org_id:
        return {"active": False}
    standing = await app_standing(org_id, who.client_id, claims.grant_id)
    if standing is None:
        return {"active": False}
    told = jwt.get_unverified_claims(token)  # verified above
    return {
        "active": True,
        "client_id": str(who.client_id),
        "scope": " ".join(sorted(worth(standing, claims.scopes))),
        "token_type": "Bearer",
        **({"username": standing.email} if standing.email else {}),
        **{name: told[name] for name in ("sub", "aud", "iss", "iat", "exp", "jti")},
    }


def worth(standing: AppStanding, scopes: Collection[str]) -> frozenset[str]:
    """What a token may do now: never more than the program is registered for, the person allowed, and the person may."""
    held = frozenset(scopes) & frozenset(standing.client_scopes) & frozenset(lendable())
    if standing.user_id is None:
        return held
    return held & frozenset(standing.scopes) & of_role(standing.role, standing.own_permissions)


async def _entered(who: Credentials) -> tuple[UUID, Actor]:
    org_id = await client_org(who.client_id)
    if org_id is None:
        raise invalid_client()
    return org_id, Actor(kind="app", id=str(who.client_id))


async def _proven(uow: UnitOfWork, who: Credentials) -> OAuthClient:
    """A public program has no secret to prove itself by; PKCE binds its codes to it. Raises OAuthError."""
    client = await Grants(uow).client(who.client_id)
    if client is None:
        raise invalid_client()
    given = token_hash(who.secret) if who.secret else ""
    if not hmac.compare_digest(given, client.secret_hash or ""):
        raise invalid_client()
    return client


def _may_fetch(grant: OAuthGrant, verifier: str, redirect_uri: str) -> bool:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return (
        grant.revoked_at is None
        and grant.code_expires_at > clock.now()
        and grant.redirect_uri == redirect_uri
        and _VERIFIER.fullmatch(verifier) is not None
        and hmac.compare_digest(challenge, grant.code_challenge)
    )


async def _issue(
    uow: UnitOfWork, signer: TokenSigner, client: OAuthClient, grant: OAuthGrant, days: int, *, scope: str = ""
) -> IssuedTokens:
    standing = await app_standing(uow.org_id, client.id, grant.id)
    if standing is None:
        raise invalid_grant()
    scopes = _narrowed(scope, worth(standing, grant.scopes), known=set(grant.scopes))
    fresh = new_refresh_token()
    grant.refresh_hash = token_hash(fresh)
    grant.used_at = client.last_used_at = clock.now()
    grant.expires_at = clock.now() + timedelta(days=days)
    await signer.ready()
    return _signed(signer, uow.org_id, client.id, grant.id, str(grant.user_id), scopes, refresh_token=fresh)


def _narrowed(asked: str, most: Collection[str], *, known: Collection[str] | None = None) -> list[str]:
    """Raises OAuthError for a scope that was never given; one that the person has lost since is left out."""
    wanted = set(asked.split()) or set(most)
    if not wanted <= set(most if known is None else known):
        raise OAuthError("invalid_scope", "A scope was asked for that was not given.")
    return sorted(wanted & set(most))


def _signed(
    signer: TokenSigner,
    org_id: UUID,
    client_id: UUID,
    sid: UUID,
    sub: str,
    scopes: list[str],
    *,
    refresh_token: str | None = None,
) -> IssuedTokens:
    claims = {"sub": sub, "org": str(org_id), "role": "app", "sid": str(sid), "client_id": str(client_id)}
    token = signer.sign_claims({**claims, "scope": " ".join(scopes)})
    return IssuedTokens(
        access_token=token, expires_in=int(signer.lifetime.total_seconds()), scope=" ".join(scopes), refresh_token=refresh_token
    )


async def _read(signer: TokenSigner, token: str) -> Claims | None:
    await signer.ready(token)
    try:
        return signer.verify(token)
    except SessionEnded:
        return None
