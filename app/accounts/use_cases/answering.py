"""For those who watch over an organisation: whom to tell, and how to stop a session."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import Membership, Session, User
from app.accounts.repository import Accounts
from app.accounts.use_cases.links import spoken
from app.accounts.use_cases.members import may_change
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody to write to."""

    email: str
    first_name: str
    language: str


async def owners(uow: UnitOfWork) -> list[Recipient]:
    """The owners of the organisation in scope."""
    found = await uow.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.org_id == uow.org_id, Membership.role == "owner", Membership.deactivated_at.is_(None))
        .order_by(User.id)
    )
    return [Recipient(email=user.email, first_name=user.first_name, language=spoken(user)) for user in found]


async def email_of(uow: UnitOfWork, user_id: UUID) -> str:
    """The address of a user; empty for one who is gone."""
    user = await Accounts(uow).user(user_id)
    return user.email if user else ""


async def email_of_session(uow: UnitOfWork, session_id: UUID) -> str:
    """Whose session it is; empty for one that is forgotten."""
    session = await uow.session.get(Session, session_id)
    return await email_of(uow, session.user_id) if session else ""


async def end_session_of(uow: UnitOfWork, session_id: UUID, *, me: UUID, mine: Collection[str]) -> None:
    """End a session of somebody in this organisation, whom the caller may change. One's own, too. Raises NotFound for one
    that is not of this organisation, BeyondYou; one that is over already is fine."""
    session = await uow.session.get(Session, session_id)
    if session is None or session.org_id != uow.org_id:
        raise NotFound("session", session_id)
    if session.user_id != me:
        await may_change(uow, session.user_id, mine)
    await Accounts(uow).end_session(session_id, "ended by an administrator")
    audit.record(uow, "session.ended", kind="session", id_=session_id, user=str(session.user_id))
