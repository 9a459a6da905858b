"""Write the audit log as CSV that a spreadsheet takes for text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import astuple, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.audit import repository
from app.audit.contracts import EntryView, Search
from app.kernel import audit, csv
from app.kernel.db import Actor, unit_of_work
from app.kernel.leaks import masked_bytes

PAGE = 1000
_COLUMNS = [field.name for field in fields(EntryView)]


async def begin_export(org_id: UUID, actor: Actor, search: Search) -> None:
    """An export is a deed of its own: it stands in the log, with how much leaves, before its first line is sent."""
    rows = await repository.count(org_id, search)
    async with unit_of_work(org_id, actor) as uow:
        audit.record(uow, "audit.exported", kind="audit", filters=search.told(), rows=rows)


async def export_lines(org_id: UUID, actor: Actor, search: Search) -> AsyncIterator[bytes]:
    """The newest first, in short reads of a page each, so that a slow reader holds no transaction open. What looks like a
    credential is masked, and that is told."""
    yield csv.line(_COLUMNS)
    position: tuple[datetime, UUID] | None = None
    while True:
        found = await repository.page(org_id, search, position, PAGE)
        if found:
            lines, secrets = masked_bytes(b"".join(csv.line([_plain(value) for value in astuple(entry)]) for entry in found))
            if secrets:
                async with unit_of_work(org_id, actor) as uow:
                    audit.record(uow, "secret.masked", kind="audit", channel="export", number=secrets)
            yield lines
        if len(found) < PAGE:
            return
        position = (found[-1].at, found[-1].id)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return orjson.dumps(value).decode() if isinstance(value, dict) else str(value)
