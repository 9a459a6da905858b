"""All SQL of mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.mail.models import Mail, Suppression


class Outbox:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def suppressed(self, address: str) -> bool:
        found = await self._uow.session.get(Suppression, (self._uow.org_id, address.lower()))
        return found is not None

    async def suppress(self, address: str, reason: str) -> None:
        await self._uow.execute(
            insert(Suppression)
            .values(org_id=self._uow.org_id, address=address.lower(), reason=reason[:500], created_at=clock.now())
            .on_conflict_do_nothing()
        )

    async def page(self, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Mail]:
        """Newest first; one more than `limit` where there are more."""
        query = select(Mail).order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit + 1)
        if after:
            query = query.where(tuple_(Mail.created_at, Mail.id) < after)
        return (await self._uow.scalars(query)).all()


async def forget_mails_before(moment: datetime) -> int:
    """As the system, which sees how old a mail is and nothing of what it says."""
    async with database().system.acquire() as connection:
        tag = await connection.execute("DELETE FROM mails WHERE created_at < $1", moment)
    return int(tag.split()[-1])
