"""The clockwork of the audit log."""

from __future__ import annotations

from app.audit import api
from app.kernel.jobs import cron


@cron(every=3600)
async def note_audit_heads() -> int:
    """Where every chain of the audit log ends, outside of the database."""
    return await api.note_heads()
