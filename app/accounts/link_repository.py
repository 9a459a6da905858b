"""SQL of one-time links, and of whose an address is: it may be taken back for a while."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from app.accounts.link_models import OneTimeLink
from app.accounts.models import User
from app.kernel import clock
from app.kernel.db import UnitOfWork


class Links:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def find(self, digest: str, purpose: str, *, lock: bool = False) -> OneTimeLink | None:
        query = select(OneTimeLink).where(OneTimeLink.token_hash == digest, OneTimeLink.purpose == purpose)
        return await self._uow.scalar(query.with_for_update() if lock else query)

    async def unspent(self, user_id: UUID, purpose: str) -> OneTimeLink | None:
        """The newest of a user that nobody has opened yet, be it too old."""
        query = select(OneTimeLink).where(*_of(user_id, purpose), OneTimeLink.used_at.is_(None))
        return await self._uow.scalar(query.order_by(OneTimeLink.created_at.desc()).limit(1))

    async def spent_before(self, user_id: UUID, purpose: str, moment: datetime) -> OneTimeLink | None:
        """The last that was opened by then."""
        query = select(OneTimeLink).where(*_of(user_id, purpose), OneTimeLink.used_at <= moment)
        return await self._uow.scalar(query.order_by(OneTimeLink.used_at.desc()).limit(1))

    async def void(self, user_id: UUID, *purposes: str, since: datetime | None = None) -> int:
        """Those that were made `since` then, or all. Returns how many were unspent."""
        which = [*_of(user_id, *purposes), OneTimeLink.used_at.is_(None)]
        if since:
            which.append(OneTimeLink.created_at >= since)
        return await self._uow.change(update(OneTimeLink).where(*which).values(used_at=clock.now()))

    async def forget(self, before: datetime) -> int:
        gone = delete(OneTimeLink).where(OneTimeLink.expires_at < before)
        return await self._uow.change(gone.execution_options(synchronize_session=False))

    async def holder(self, email: str) -> User | None:
        """Who has this address, or gave it up so lately that they may take it back."""
        user = await self._uow.scalar(select(User).where(func.lower(User.email) == email.lower()))
        if user is not None:
            return user
        return await self._uow.scalar(select(User).where(User.id.in_(given_up_by(email))).limit(1))

    async def is_taken(self, email: str, *, but: UUID | None = None) -> bool:
        """Whether somebody `but` this user is its holder."""
        holder = await self.holder(email)
        return holder is not None and holder.id != but


def _of(user_id: UUID, *purposes: str) -> tuple[ColumnElement[bool], ...]:
    return OneTimeLink.user_id == user_id, OneTimeLink.purpose.in_(purposes)


def given_up_by(email: str) -> Select[UUID]:
    """The user who may take this address back: the link that undoes the change is unspent."""
    return select(OneTimeLink.user_id).where(
        OneTimeLink.purpose == "undo_email",
        func.lower(OneTimeLink.email) == email.lower(),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )
