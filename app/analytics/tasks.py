"""The clockwork of analytics, and its long work."""

from __future__ import annotations

from typing import Any

from app.analytics import api
from app.kernel.jobs import Job, cron, task


@cron(every=3600)
async def clean_activity() -> int:
    """Forget what is no longer recent."""
    return await api.clean_activity()


@task()
async def rebuild_facts(job: Job) -> dict[str, Any]:
    """Count the organisation's days anew from the order book."""
    done = await api.rebuild(job.org_id)
    return {"days": done.days, "rows": done.rows}
