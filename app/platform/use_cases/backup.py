"""All settings of an organisation into one sealed file, and back, here or on another installation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.kernel import audit, backup, clock
from app.kernel.away import server_away
from app.kernel.backup import Restoring
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import DomainError
from app.kernel.live_settings import OrganisationSetting, organisation_settings
from app.platform import sealing
from app.platform.contracts import BackupUnreadable, RestoreReport
from app.platform.use_cases.settings import change_settings


async def make_backup(org_id: UUID, actor: Actor, passphrase: str) -> bytes:
    """The file. Sessions, passwords, API keys and the audit trail are not in it, nor products, orders and stock.
    Raises WeakPassphrase."""
    sealing.check_passphrase(passphrase)
    async with unit_of_work(org_id, actor) as uow:
        content = {
            "made_at": clock.now().isoformat(),
            "organisation": str(org_id),
            "parts": {part.name: await part.export(uow) for part in backup.parts()},
        }
        audit.record(uow, "settings.backed_up", kind="organisation", id_=org_id, parts=sorted(content["parts"]))
    return await sealing.seal(content, passphrase)


class _OnlyLooked(Exception):
    """Ends a dry run, and its transaction with it."""


async def restore_backup(org_id: UUID, actor: Actor, file: bytes, passphrase: str, *, dry_run: bool = False) -> RestoreReport:
    """Everything or nothing, in one transaction. Safe to repeat: what is as in the file stays as it is, and what the file
    does not name is left alone. Raises BackupUnreadable."""
    content = await sealing.unseal(file, passphrase)
    restoring = Restoring()
    try:
        async with unit_of_work(org_id, actor) as uow:
            absent = await _restore(uow, content, restoring)
            counts = {kind: sum(c.outcome == kind for c in restoring.changes) for kind in ("created", "changed", "skipped")}
            audit.record(uow, "settings.restored", kind="organisation", id_=org_id, made_at=content["made_at"], **counts)
            await uow.flush()
            if dry_run:
                raise _OnlyLooked
    except _OnlyLooked:
        pass
    except DBAPIError as error:
        if server_away(error):
            raise
        raise BackupUnreadable("What the file says does not fit together. Nothing was restored.", field="file") from error
    return RestoreReport(
        dry_run=dry_run,
        made_at=datetime.fromisoformat(content["made_at"]),
        organisation=str(content["organisation"]),
        changes=tuple(restoring.changes),
        absent=tuple(absent),
    )


async def _restore(uow: UnitOfWork, content: Any, restoring: Restoring) -> list[str]:
    """Names of parts that nobody here knows."""
    try:
        given = dict(content["parts"])
        datetime.fromisoformat(content["made_at"])
        for part in backup.parts():
            if part.name in given:
                restoring.part = part.name
                await part.restore(uow, given.pop(part.name), restoring)
                await uow.flush()
    except DomainError as error:
        raise BackupUnreadable(
            f"The part {restoring.part!r} cannot be restored: {error.message} Nothing was restored.", field="file",
            details=error.details,
        ) from error  # fmt: skip
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise BackupUnreadable(
            f"The part {restoring.part or 'list'!r} of the file is not understood. Nothing was restored.", field="file"
        ) from error
    return sorted(given)


# ── platform's own part ─────────────────────────────────────────────────────────────────────────────────


async def export_settings(uow: UnitOfWork) -> dict[str, Any]:
    return {row.name: row.value for row in (await uow.scalars(select(OrganisationSetting))).all()}


async def restore_settings(uow: UnitOfWork, data: Mapping[str, Any], restoring: Restoring) -> None:
    known = organisation_settings()
    held = await export_settings(uow)
    for name, value in data.items():
        if name not in known:
            restoring.note("skipped", name, "This version has no such setting.")
        elif held.get(name, known[name].default) == value:
            restoring.note("same", name)
        else:
            await change_settings(uow, {name: value})
            restoring.note("changed", known[name].title)
