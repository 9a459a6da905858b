"""Programs of others: register, change, remove; what a person allowed them."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

from app.accounts.oauth_contracts import ClientView, GrantView, Registration
from app.accounts.oauth_models import OAuthClient, OAuthGrant
from app.accounts.oauth_repository import Grants
from app.accounts.permissions import lendable
from app.accounts.tokens import new_client_secret, token_hash
from app.accounts.use_cases.roles import must_cover
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")  # a reversed domain name, as RFC 8252 §7.1 asks
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,2000}")


async def create_client(
    uow: UnitOfWork, given: Registration, *, created_by: str, mine: Collection[str]
) -> tuple[ClientView, str | None]:
    """The secret of a confidential program is returned this once and kept as a hash. Raises Invalid, BeyondYou."""
    _check(given, mine)
    secret = new_client_secret() if given.kind == "confidential" else None
    client = OAuthClient(
        org_id=uow.org_id,
        id=new_id(),
        name=given.name,
        kind=given.kind,
        secret_hash=token_hash(secret) if secret else None,
        redirect_uris=list(given.redirect_uris),
        scopes=sorted(set(given.scopes)),
        client_credentials=given.client_credentials,
        created_by=created_by,
        created_at=clock.now(),
    )
    uow.add(client)
    audit.record(uow, "oauth.client_created", kind="oauth_client", id_=client.id, **_facts(client))
    return _view(client), secret


async def list_clients(uow: UnitOfWork) -> list[ClientView]:
    """Those not removed, newest first."""
    return [_view(client) for client in await Grants(uow).clients()]


async def update_client(uow: UnitOfWork, client_id: UUID, given: Registration, *, mine: Collection[str]) -> ClientView:
    """Fewer scopes count from the next call on; more need consent anew. The kind stays. Raises NotFound, Invalid."""
    client = await _live(uow, client_id)
    if given.kind != client.kind:
        raise Invalid("The kind of a program cannot be changed: register another one.", field="kind")
    _check(given, mine)
    before = _facts(client)
    client.name, client.redirect_uris = given.name, list(given.redirect_uris)
    client.scopes, client.client_credentials = sorted(set(given.scopes)), given.client_credentials
    audit.record(uow, "oauth.client_updated", kind="oauth_client", id_=client_id, before=before, after=_facts(client))
    return _view(client)


async def renew_client_secret(uow: UnitOfWork, client_id: UUID) -> str:
    """The one before is refused from now on. Raises NotFound, Conflict for a public program."""
    client = await _live(uow, client_id)
    if client.secret_hash is None:
        raise Conflict("A public program has no secret.")
    secret = new_client_secret()
    client.secret_hash = token_hash(secret)
    audit.record(uow, "oauth.client_secret_renewed", kind="oauth_client", id_=client_id, name=client.name)
    return secret


async def revoke_client(uow: UnitOfWork, client_id: UUID) -> None:
    """It and all its tokens are refused from the next call on. Raises NotFound."""
    client = await _live(uow, client_id)
    client.revoked_at = clock.now()
    audit.record(uow, "oauth.client_revoked", kind="oauth_client", id_=client_id, name=client.name)


async def list_own_grants(uow: UnitOfWork, user_id: UUID) -> list[GrantView]:
    """What a person allowed in this organisation and did not take back, newest first."""
    return [
        GrantView(
            id=grant.id,
            client_id=grant.client_id,
            client_name=name,
            scopes=tuple(grant.scopes),
            created_at=grant.created_at,
            last_used_at=grant.used_at,
            expires_at=grant.expires_at,
        )
        for grant, name in await Grants(uow).live_of(user_id)
    ]


async def revoke_own_grant(uow: UnitOfWork, user_id: UUID, grant_id: UUID) -> None:
    """Take back what one allowed. Twice is fine. Raises NotFound for somebody else's."""
    grant = await uow.get(OAuthGrant, grant_id, "authorisation", lock=True)
    if grant.user_id != user_id:
        raise NotFound("authorisation", grant_id)
    end_grant(uow, grant, "taken back by its user")


def end_grant(uow: UnitOfWork, grant: OAuthGrant, reason: str) -> None:
    """Every token of it is refused from now on."""
    if grant.revoked_at is None:
        grant.revoked_at, grant.end_reason = clock.now(), reason
        audit.record(
            uow, "oauth.grant_revoked", kind="oauth_grant", id_=grant.id, client_id=str(grant.client_id), reason=reason
        )


def _check(given: Registration, mine: Collection[str]) -> None:
    unknown = sorted(set(given.scopes) - set(lendable()))
    if unknown:
        raise Invalid(f"There is no permission {unknown[0]!r} that a program could be given.", field="scopes")
    must_cover(mine, given.scopes)
    for uri in given.redirect_uris:
        _check_redirect(uri, given.kind)
    if given.kind == "public" and given.client_credentials:
        raise Invalid("Only a confidential program can act for itself: it must prove who it is.", field="client_credentials")
    if not given.redirect_uris and not given.client_credentials:
        raise Invalid("Give an address to return to, or let the program act for itself.", field="redirect_uris")


def _check_redirect(uri: str, kind: str) -> None:
    """Raises Invalid unless codes may be sent there: https, http to the same machine, or an app's own scheme."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise Invalid(f"{uri[:80]!r} is no address.", field="redirect_uris") from None
    web = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    app = kind == "public" and _PRIVATE_SCHEME.fullmatch(parts.scheme) is not None
    if not _PRINTABLE.fullmatch(uri) or "\\" in uri or "#" in uri or "@" in parts.netloc or not (app or (web and host)):
        raise Invalid(
            f"{uri[:80]!r} cannot be returned to. Write the whole https address, without a fragment; http is for this "
            "machine alone, and a public app may have a scheme of its own, like com.example.app:/done.",
            field="redirect_uris",
        )


async def _live(uow: UnitOfWork, client_id: UUID) -> OAuthClient:
    client = await uow.get(OAuthClient, client_id, "program", lock=True)
    if client.revoked_at is not None:
        raise NotFound("program", client_id)
    return client


def _facts(client: OAuthClient) -> dict[str, object]:
    return {
        "name": client.name,
        "type": client.kind,
        "redirect_uris": client.redirect_uris,
        "scopes": client.scopes,
        "acts_for_itself": client.client_credentials,
    }


def _view(client: OAuthClient) -> ClientView:
    return ClientView(
        id=client.id,
        name=client.name,
        kind=client.kind,
        redirect_uris=tuple(client.redirect_uris),
        scopes=tuple(client.scopes),
        client_credentials=client.client_credentials,
        created_by=client.created_by,
        created_at=client.created_at,
        last_used_at=client.last_used_at,
    )
