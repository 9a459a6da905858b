"""Prove that the log is what was written, and all of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

from app.audit.use_cases.note import noted_heads
from app.kernel import audit_chain
from app.kernel.audit_chain import Verdict


async def verify(org_id: UUID) -> Verdict:
    """The verdict on one organisation's log."""
    (verdict,) = await verify_all(org_id)
    return verdict


async def verify_all(org_id: UUID | None = None, noted: Path | None = None) -> list[Verdict]:
    """The verdicts on every organisation's log, or on one, by the heads that were noted: in a file that was kept elsewhere, or
    by this installation. One that was noted and has no chain any more has lost it. Raises ValueError for another file."""
    heads = await asyncio.to_thread(noted_heads, noted)
    asked = [org_id] if org_id else sorted({*await audit_chain.organisations(), *heads})
    return [await audit_chain.verify(each, heads.get(each)) for each in asked]
