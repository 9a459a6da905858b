"""The clockwork of security."""

from __future__ import annotations

from app.kernel.everyone import for_everyone
from app.kernel.jobs import cron
from app.security import api


@cron(every=10)
async def judge_audit_logs() -> int:
    """What was written since the last time, organisation by organisation."""
    return await for_everyone("security.not_judged", await api.behind(), api.judge)


@cron(every=86_400)
async def forget_old_findings() -> int:
    return await for_everyone("security.not_forgotten", await api.organisations(), api.forget_findings)
