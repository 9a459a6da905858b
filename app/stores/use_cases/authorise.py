"""The round trip through a vendor's own sign-in: OAuth, and keys that the vendor posts to us."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, database, unit_of_work
from app.kernel.errors import Conflict, DomainError, Forbidden
from app.kernel.process import process
from app.ports.vendor import AuthKind, Authorisation, Environment, Vendor, VendorError, vendor
from app.stores.contracts import NotOffered
from app.stores.models import AuthorisationState, ConnectionDraft
from app.stores.use_cases.channels import make_channel
from app.stores.use_cases.drafts import Kept, credentials_of_draft, get_draft, keep_in, kept_of
from app.stores.use_cases.forms import Typed, known_method, require_complete
from app.stores.use_cases.probing import said

LIFETIME = timedelta(minutes=15)


class BadState(Forbidden):
    """The round trip is unknown, was used before, or took too long."""

    code = "SIGN_IN_EXPIRED"


@dataclass(frozen=True, slots=True)
class Returned:
    """Which draft the merchant came back to, and the vendor's reason where it declined."""

    draft_id: UUID
    error: str = ""


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _addresses(maker: Vendor, kind: AuthKind, state: str) -> str:
    """Where the vendor sends the browser, or its keys. OAuth brings the state back by itself and wants the bare address
    that is registered with it; vendors that post keys get it in the address."""
    bare = f"{process().settings.public_url}/api/v1/connect/callback/{maker.slug}"
    return f"{bare}?{urlencode({'state': state})}" if kind is AuthKind.CALLBACK else bare


async def authorise_draft(uow: UnitOfWork, draft_id: UUID) -> str:
    """The address to send the merchant to. Good for one return within 15 minutes. Raises Invalid, NotOffered."""
    draft = await get_draft(uow, draft_id, lock=True)
    maker, kept = vendor(draft.vendor), kept_of(draft)
    if draft.step == "finished":
        raise Conflict("This connection is finished.", details={"store_id": str(draft.store_id or "")})
    authorisation, kind = _offered(maker, draft)
    origin = process().settings.sandbox_url
    method = known_method(maker, draft.auth)
    environment = Environment(draft.environment)
    require_complete(maker, method, environment, Typed(dict(draft.public), dict(kept.secrets)), origin)
    state = secrets.token_urlsafe(32)
    back = _addresses(maker, kind, state)
    url = authorisation.start(
        credentials_of_draft(draft, kept),
        base_url=maker.base_url(draft.public, environment, origin),
        state=state,
        return_url=back,
        callback_url=back,
    )
    uow.add(
        AuthorisationState(
            state_hash=_hashed(state),
            org_id=uow.org_id,
            draft_id=draft.id,
            vendor=maker.slug,
            expires_at=clock.now() + LIFETIME,
        )
    )
    draft.step, draft.error, draft.report = "authorising", "", None
    audit.record(uow, "connection.authorisation_started", kind="connection draft", id_=draft.id, vendor=maker.slug)
    return url


def _offered(maker: Vendor, draft: ConnectionDraft) -> tuple[Authorisation, AuthKind]:
    kind = known_method(maker, draft.auth).kind
    if maker.authorisation is None or kind not in (AuthKind.OAUTH, AuthKind.CALLBACK):
        raise NotOffered(f"This sign-in of {maker.title} goes without approval there: test it.", details={"auth": draft.auth})
    return maker.authorisation, kind


async def came_back(maker_slug: str, query: Mapping[str, str], body: bytes | None) -> Returned:
    """Somebody returned from the vendor: a browser (`body` None) or the vendor itself, posting keys.

    Raises BadState. A browser's denial is told in `Returned.error`; a refused post is raised, so that the vendor hears.
    """
    state = query.get("state", "")
    claimed = await _claim(state, maker_slug)
    if claimed is None:
        return await _after_post(state, maker_slug, body)
    org_id, draft_id = claimed
    actor = Actor(kind="channel", id=maker_slug, label=vendor(maker_slug).title)
    try:
        await _finish(org_id, actor, draft_id, query, body or b"")
    except DomainError as error:
        reason = said(error, vendor(maker_slug).title) if isinstance(error, VendorError) else error.message
        await _declined(org_id, actor, draft_id, reason)
        if body is not None:
            raise
        return Returned(draft_id, reason)
    return Returned(draft_id)


async def _claim(state: str, maker_slug: str) -> tuple[UUID, UUID] | None:
    """Use the round trip up; exactly one caller gets it."""
    async with database().system.acquire() as connection:
        row = await connection.fetchrow(
            """UPDATE authorisation_states SET used_at = $3
               WHERE state_hash = $1 AND vendor = $2 AND used_at IS NULL AND expires_at > $3 RETURNING org_id, draft_id""",
            _hashed(state),
            maker_slug,
            clock.now(),
        )
    return (row["org_id"], row["draft_id"]) if row else None


async def _after_post(state: str, maker_slug: str, body: bytes | None) -> Returned:
    """The browser returns after the vendor has posted the keys: the state is used, and the draft tells the outcome."""
    async with database().system.acquire() as connection:
        row = await connection.fetchrow(
            "SELECT org_id, draft_id FROM authorisation_states WHERE state_hash = $1 AND vendor = $2 AND expires_at > $3",
            _hashed(state),
            maker_slug,
            clock.now(),
        )
    if row is None or body is not None:
        raise BadState("This sign-in is unknown, was used before, or took longer than 15 minutes. Start it again.")
    async with unit_of_work(row["org_id"]) as uow:
        draft = await get_draft(uow, row["draft_id"])
        if known_method(vendor(draft.vendor), draft.auth).kind is not AuthKind.CALLBACK:
            raise BadState("This sign-in was used before. Start it again.")
        return Returned(draft.id, draft.error)


async def _finish(org_id: UUID, actor: Actor, draft_id: UUID, query: Mapping[str, str], body: bytes) -> None:
    async with unit_of_work(org_id, actor) as uow:
        draft = await get_draft(uow, draft_id)
        maker, kept = vendor(draft.vendor), kept_of(draft)
        authorisation, kind = _offered(maker, draft)
        credentials, typed_at = credentials_of_draft(draft, kept), draft.updated_at
    if draft.step != "authorising":
        raise Conflict("The form was changed after the sign-in was started. Start it again.")
    channel = make_channel(org_id, draft_id, maker, credentials)
    grant = await authorisation.finish(
        credentials,
        base_url=channel.base_url,
        transport=channel.transport,
        query={name: value for name, value in query.items() if kind is AuthKind.OAUTH or name != "state"},
        body=body,
        return_url=_addresses(maker, kind, query.get("state", "")),
    )
    async with unit_of_work(org_id, actor) as uow:
        draft = await get_draft(uow, draft_id, lock=True)
        if draft.updated_at != typed_at:
            raise Conflict("The form was changed during the sign-in. Start it again.")
        given = grant.credentials
        keep_in(
            draft,
            replace(
                Kept(secrets={**kept.secrets, **given.secrets}, scopes=given.scopes, expires_at=given.expires_at),
                granted=True,
                account_id=grant.account_id,
            ),
        )
        draft.public = {**draft.public, **given.public}
        draft.step, draft.error = "credentials", ""
        audit.record(
            uow, "connection.authorised", kind="connection draft", id_=draft.id, vendor=maker.slug, scopes=list(given.scopes)
        )


async def _declined(org_id: UUID, actor: Actor, draft_id: UUID, reason: str) -> None:
    async with unit_of_work(org_id, actor) as uow:
        draft = await get_draft(uow, draft_id, lock=True)
        if draft.step == "authorising":
            draft.step, draft.error = "credentials", reason[:1000]
        audit.record(uow, "connection.authorisation_failed", kind="connection draft", id_=draft_id, reason=reason[:1000])
