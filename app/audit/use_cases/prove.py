"""Prove that the log is what was written, and all of it."""

from __future__ import annotations

from uuid import UUID

from app.kernel import audit_chain
from app.kernel.audit_chain import Verdict


async def verify(org_id: UUID) -> Verdict:
    """The verdict on one organisation's log."""
    return await audit_chain.verify(org_id)


async def verify_all(org_id: UUID | None = None) -> list[Verdict]:
    """The verdicts on every organisation's log, or on one."""
    return [await audit_chain.verify(each) for each in ([org_id] if org_id else await audit_chain.organisations())]
