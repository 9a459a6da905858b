"""Try what the installation has for everybody: its mail server, its providers of identities."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict
from uuid import UUID

from app.accounts import api as accounts
from app.kernel import audit, checkup, live
from app.kernel.checkup import Check, TestReport
from app.kernel.db import Actor, unit_of_work
from app.mail import api as mail


async def try_mail_server(org_id: UUID, actor: Actor) -> TestReport:
    """Nothing is sent. Raises Conflict where no server is set."""
    return await _tried(org_id, actor, "mail", mail.probe())


async def try_provider(org_id: UUID, actor: Actor, provider_id: str) -> TestReport:
    """Nobody is signed in. Raises NotFound."""
    return await _tried(org_id, actor, f"oidc:{provider_id}", accounts.probe_provider(provider_id))


async def _tried(org_id: UUID, actor: Actor, subject: str, checks: AsyncIterator[Check]) -> TestReport:
    """Each check is told to the organisation's open dashboards as it ends; that somebody tried is on record."""
    found = []
    async for check in checks:
        await live.announce(org_id, "check", {"subject": subject, **asdict(check)})
        found.append(check)
    report = checkup.report(found)
    failed = [check.name for check in found if check.ok is False]
    async with unit_of_work(org_id, actor) as uow:
        audit.record(uow, "integration.tested", kind="integration", id_=subject, ok=report.ok, failed=failed)
    return report
