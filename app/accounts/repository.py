"""All SQL of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from app.accounts.contracts import MembershipView
from app.accounts.models import Membership, OneTimeLink, Organisation, Session, UsedRefreshToken, User
from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.kernel.errors import NotFound


class Accounts:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def user_by_email(self, email: str) -> User | None:
        return await self._uow.scalar(select(User).where(func.lower(User.email) == email.lower()))

    async def user(self, user_id: UUID, *, lock: bool = False) -> User | None:
        return await self._uow.session.get(User, user_id, with_for_update=lock or None, populate_existing=lock)

    async def user_of(self, user_id: UUID) -> User:
        """Raises NotFound."""
        user = await self.user(user_id)
        if user is None:
            raise NotFound("user", user_id)
        return user

    async def link(self, digest: str, purpose: str, *, lock: bool = False) -> OneTimeLink | None:
        query = select(OneTimeLink).where(OneTimeLink.token_hash == digest, OneTimeLink.purpose == purpose)
        return await self._uow.scalar(query.with_for_update() if lock else query)

    async def void_links(self, user_id: UUID, purpose: str) -> None:
        await self._uow.execute(
            update(OneTimeLink)
            .where(OneTimeLink.user_id == user_id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
            .values(used_at=clock.now())
        )

    async def organisations_of(self, user_id: UUID) -> list[UUID]:
        """Asked as that user, whoever acts: the database shows memberships to whom they speak of."""
        await self._uow.execute(text("SELECT set_config('app.user_id', :user, true)"), {"user": str(user_id)})
        return list((await self._uow.scalars(select(Membership.org_id).where(Membership.user_id == user_id))).all())

    async def membership(self, org_id: UUID, user_id: UUID) -> Membership | None:
        return await self._uow.session.get(Membership, (org_id, user_id))

    async def organisation(self, org_id: UUID) -> Organisation | None:
        return await self._uow.session.get(Organisation, (org_id, org_id))

    async def memberships(self, user_id: UUID) -> Sequence[MembershipView]:
        """The organisations of the user in scope, oldest membership first. Needs an actor of kind `user`."""
        found = await self._uow.execute(
            select(Organisation.id, Organisation.name, Membership.role)
            .join(Membership, Membership.org_id == Organisation.id)
            .where(Membership.user_id == user_id, Membership.deactivated_at.is_(None))
            .order_by(Membership.created_at)
        )
        return [MembershipView(org_id=id_, org_name=name, role=role) for id_, name, role in found]

    async def session_by_token(self, token_hash: str) -> Session | None:
        """Locked: two refreshes with one token cannot both succeed."""
        return await self._uow.scalar(select(Session).where(Session.current_hash == token_hash).with_for_update())

    async def session_of_used_token(self, token_hash: str) -> Session | None:
        return await self._uow.scalar(
            select(Session)
            .join(UsedRefreshToken, UsedRefreshToken.session_id == Session.id)
            .where(UsedRefreshToken.token_hash == token_hash)
            .with_for_update(of=Session)
        )

    async def end_session(self, session_id: UUID, reason: str) -> None:
        await self._uow.execute(
            update(Session)
            .where(Session.id == session_id, Session.ended_at.is_(None))
            .values(ended_at=clock.now(), end_reason=reason)
        )

    async def live_sessions(self, user_id: UUID) -> Sequence[Session]:
        """Not ended and not expired, the last used first."""
        found = await self._uow.scalars(
            select(Session)
            .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.expires_at > clock.now())
            .order_by(Session.used_at.desc(), Session.id)
        )
        return found.all()

    async def end_sessions(self, user_id: UUID, reason: str, *, keep: UUID | None = None) -> int:
        """End every live session of a user but one. Returns how many."""
        done: Any = await self._uow.execute(
            update(Session)
            .where(Session.user_id == user_id, Session.ended_at.is_(None), Session.id != (keep or UUID(int=0)))
            .values(ended_at=clock.now(), end_reason=reason)
        )
        return int(done.rowcount)

    async def forget_ended_sessions(self, before: datetime) -> int:
        done: Any = await self._uow.execute(
            text("DELETE FROM sessions WHERE expires_at < :before OR ended_at < :before"), {"before": before}
        )
        return int(done.rowcount)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a live session is worth now. `own_permissions` are those of a role of the organisation's own."""

    role: str
    own_permissions: tuple[str, ...]
    email: str
    is_verified: bool


async def session_standing(session_id: UUID) -> Standing | None:
    """None when the session has ended, the user is inactive, or is no longer an active member.

    One round trip outside of any transaction: it is asked on every request.
    """
    async with database().app.acquire(timeout=5) as connection:
        row = await connection.fetchrow("SELECT * FROM session_standing($1)", session_id)
    if row is None:
        return None
    return Standing(row["role"], tuple(row["role_permissions"] or ()), row["email"], row["is_verified"])
