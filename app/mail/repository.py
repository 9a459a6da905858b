"""All SQL of mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.mail.contracts import Template, Wording
from app.mail.models import Mail, OwnWording, Suppression


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

    async def suppressions(self) -> Sequence[Suppression]:
        """The newest thousand."""
        query = select(Suppression).order_by(Suppression.created_at.desc(), Suppression.address).limit(1000)
        return (await self._uow.scalars(query)).all()

    async def release(self, address: str) -> bool:
        gone = await self._uow.scalar(
            delete(Suppression).where(Suppression.address == address.lower()).returning(Suppression.address)
        )
        return gone is not None

    async def page(self, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Mail]:
        """Newest first; one more than `limit` where there are more."""
        query = select(Mail).order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit + 1)
        if after:
            query = query.where(tuple_(Mail.created_at, Mail.id) < after)
        return (await self._uow.scalars(query)).all()


class Wordings:
    """An organisation's own words."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def own(self, template: Template, language: str) -> tuple[Wording, datetime] | None:
        row = await self._uow.session.get(OwnWording, (self._uow.org_id, template, language), populate_existing=True)
        return (Wording(subject=row.subject, text=row.text, button=row.button), row.updated_at) if row else None

    async def changed(self) -> dict[tuple[str, str], datetime]:
        """When, by template and language."""
        found = await self._uow.execute(select(OwnWording.template, OwnWording.language, OwnWording.updated_at))
        return {(template, language): moment for template, language, moment in found}

    async def keep(self, template: Template, language: str, wording: Wording) -> None:
        said = {"subject": wording.subject, "text": wording.text, "button": wording.button, "updated_at": clock.now()}
        await self._uow.execute(
            insert(OwnWording)
            .values(org_id=self._uow.org_id, template=template, language=language, **said)
            .on_conflict_do_update(index_elements=["org_id", "template", "language"], set_=said)
        )

    async def drop(self, template: Template, language: str) -> None:
        await self._uow.execute(delete(OwnWording).where(OwnWording.template == template, OwnWording.language == language))


async def forget_mails_before(moment: datetime) -> int:
    """As the system, which sees how old a mail is and nothing of what it says."""
    async with database().system.acquire() as connection:
        tag = await connection.execute("DELETE FROM mails WHERE created_at < $1", moment)
    return int(tag.split()[-1])
