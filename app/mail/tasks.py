"""The clockwork of mail."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.kernel.jobs import Job, cron, task
from app.mail import api

ATTEMPTS = 8
KEPT = timedelta(days=30)


@task(max_attempts=ATTEMPTS, timeout=120)
async def deliver_mail(job: Job, mail_id: str) -> dict[str, str]:
    """Tried again after 2, 4, 8 … seconds while the server is away; the eighth failure is the last."""
    return {"state": await api.deliver(job.org_id, UUID(mail_id), last=job.attempts >= ATTEMPTS)}


@cron(every=3600)
async def forget_old_mails() -> int:
    """Delete mails after a month, whatever became of them. Returns how many went."""
    return await api.forget_mails(KEPT)
