"""Reactions of mail."""

from __future__ import annotations

from app.kernel import jobs
from app.kernel.db import UnitOfWork
from app.kernel.events import on
from app.mail.events import MailWritten
from app.mail.tasks import deliver_mail


@on(MailWritten)
async def deliver_written_mail(uow: UnitOfWork, event: MailWritten) -> None:
    await jobs.enqueue(uow, deliver_mail, key=str(event.mail_id), mail_id=str(event.mail_id))
