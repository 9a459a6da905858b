"""The clockwork of analytics."""

from __future__ import annotations

from app.analytics import api
from app.kernel.jobs import cron


@cron(every=3600)
async def clean_activity() -> int:
    """Forget what is no longer recent."""
    return await api.clean_activity()
