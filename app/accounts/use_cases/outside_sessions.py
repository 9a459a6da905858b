"""Sessions that a provider of identities keeps: known here by a session of their own, which can be seen and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select

from app.accounts import lifetimes, outside_tokens
from app.accounts.contracts import Device, IdentityUnknown, SessionEnded
from app.accounts.models import Session, User
from app.accounts.oidc_models import OidcIdentity, OidcProvider
from app.accounts.outside_tokens import OutsideSession, ProviderKeys
from app.accounts.repository import Accounts
from app.accounts.tokens import new_refresh_token
from app.accounts.use_cases import mfa
from app.accounts.use_cases.sign_in import Entry, begin_session
from app.kernel import clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import NotFound

NAMES = UUID("5b0e7c1a-6a0d-4a51-9a5e-6f2f4a1f0c36")
TOUCH = timedelta(minutes=1)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_keys = ProviderKeys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """`owes_factor`: the person has a second factor here, and has shown none."""

    user_id: UUID
    org_id: UUID
    session_id: UUID
    owes_factor: bool


async def enter_by_token(token: str, *, device: Device, org_id: UUID | None) -> Entered | None:
    """Whose session token of a provider it is, in an organisation of theirs (None: the oldest membership). None where no
    provider is set whose session tokens are taken and that it names. Raises SessionEnded, IdentityUnknown, NotFound,
    ProviderFailed."""
    issuer = outside_tokens.issuer_of(token)
    async with unit_of_work(None) as uow:
        known = (await uow.scalars(select(OidcProvider))).all()
    # compared here: what somebody wrote into a token that nobody verified yet gets into no query
    provider = next((each for each in known if each.issuer == issuer and each.parties), None)
    if provider is None:
        return None
    said = await outside_tokens.read(
        token, _keys, issuer=provider.issuer, client_id=provider.client_id, parties=provider.parties
    )
    async with unit_of_work(None) as uow:
        linked = await uow.scalar(
            select(OidcIdentity).where(OidcIdentity.issuer == said.issuer, OidcIdentity.subject == said.subject)
        )
        user = await Accounts(uow).user(linked.user_id) if linked else None
    if linked is None or user is None or not user.is_active:
        raise IdentityUnknown("Nobody here is linked to this account. Sign in as usual and link it in your profile.")
    async with unit_of_work(None, Actor(kind="user", id=str(user.id), label=user.email)) as uow:
        session = await _session(uow, user, said, device, org_id)
    owes = not session.strong and await mfa.is_enrolled(user.id)
    return Entered(user_id=user.id, org_id=session.org_id, session_id=session.id, owes_factor=owes)


async def _session(uow: UnitOfWork, user: User, said: OutsideSession, device: Device, org_id: UUID | None) -> Session:
    memberships = await Accounts(uow).memberships(user.id)
    chosen = next((m for m in memberships if org_id in (None, m.org_id)), None)
    if chosen is None:
        raise NotFound("organisation", org_id or "")
    id_ = uuid5(NAMES, f"{said.issuer} {said.session} {user.id} {chosen.org_id}")
    session = await uow.session.get(Session, id_)
    if session is None:
        await Accounts(uow).user(user.id, lock=True)  # a page begins with many calls at once
        session = await uow.session.get(Session, id_)
    if session is None:
        entry = Entry(
            device=device,
            remember=False,
            strong=said.strong,
            action="session.opened_by_provider",
            proved_at=said.proved_at or NEVER,
        )
        return await begin_session(uow, user, chosen.org_id, entry, new_refresh_token(), id_)  # nobody has that token
    if session.ended_at is not None or session.expires_at <= clock.now():
        raise SessionEnded("This session was ended here. Sign in anew at your provider.")
    if session.used_at < clock.now() - TOUCH or (said.strong and not session.strong):
        session.used_at = clock.now()
        session.strong = session.strong or said.strong
        session.proved_at = max(session.proved_at, said.proved_at or NEVER)
        session.expires_at = lifetimes.end_of(session, await Accounts(uow).organisation(session.org_id))
    return session
