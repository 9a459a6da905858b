"""Long work of privacy, and its clockwork."""

from __future__ import annotations

from uuid import UUID

from app.kernel.everyone import for_everyone
from app.kernel.jobs import Job, cron, task
from app.privacy import api


@task(timeout=1800)
async def make_export(job: Job, request_id: str) -> dict[str, int]:
    return await api.prepare_export(job.org_id, UUID(request_id))


@task(timeout=1800)
async def erase_person(job: Job, request_id: str) -> dict[str, int]:
    """Queued with the request, due when the grace is over; one that was called off does nothing."""
    return await api.erase(job.org_id, UUID(request_id))


@task(timeout=3600)
async def clean(job: Job) -> dict[str, int]:
    return await api.clean_up(job.org_id)


@cron(every=86_400)
async def clean_everything() -> int:
    """Every organisation by its own policies. Returns how many were cleaned."""
    return await for_everyone("privacy.not_cleaned", await api.organisations(), api.clean_up)
