"""All SQL of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update

from app.accounts.contracts import MembershipView
from app.accounts.models import Membership, Organisation, Session, UsedRefreshToken, User
from app.kernel import clock
from app.kernel.db import UnitOfWork, database


class Accounts:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def user_by_email(self, email: str) -> User | None:
        return await self._uow.scalar(select(User).where(func.lower(User.email) == email.lower()))

    async def user(self, user_id: UUID, *, lock: bool = False) -> User | None:
        return await self._uow.session.get(User, user_id, with_for_update=lock or None, populate_existing=lock)

    async def membership(self, org_id: UUID, user_id: UUID) -> Membership | None:
        return await self._uow.session.get(Membership, (org_id, user_id))

    async def organisation(self, org_id: UUID) -> Organisation | None:
        return await self._uow.session.get(Organisation, (org_id, org_id))

    async def memberships(self, user_id: UUID) -> Sequence[MembershipView]:
        """The organisations of the user in scope, oldest membership first. Needs an actor of kind `user`."""
        found = await self._uow.execute(
            select(Organisation.id, Organisation.name, Membership.role)
            .join(Membership, Membership.org_id == Organisation.id)
            .where(Membership.user_id == user_id)
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


async def session_role(session_id: UUID) -> str | None:
    """The role behind a live session, None when it has ended, the user is inactive or no longer a member.

    One round trip outside of any transaction: it is asked on every request.
    """
    async with database().app.acquire(timeout=5) as connection:
        role = await connection.fetchval("SELECT session_role($1)", session_id)
    return str(role) if role is not None else None
