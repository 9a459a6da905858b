"""All that is held on a person, as a ZIP of JSON and CSV."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from app.kernel import audit, clock, csv
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import Conflict
from app.kernel.storage import storage
from app.privacy import repository
from app.privacy.contracts import FILE_DAYS
from app.privacy.data_map import common, tables
from app.privacy.models import PrivacyRequest

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


async def prepare_export(org_id: UUID, request_id: UUID) -> dict[str, int]:
    """Make the file of a request that is being prepared; again changes nothing. Returns rows by table."""
    async with unit_of_work(org_id) as uow:
        request = await uow.get(PrivacyRequest, request_id, "privacy request")
        if request.state != "preparing":
            return {}
        found = await repository.held(uow, request)
        key = await storage().put(org_id, await asyncio.to_thread(_zip, request.subject, found), "zip")
        request = await uow.get(PrivacyRequest, request_id, "privacy request", lock=True)
        if request.state != "preparing":  # called off meanwhile
            await storage().delete(org_id, key)
            return {}
        counts = {table: len(rows) for table, rows in found.items()}
        request.state, request.file_key, request.report = "done", key, {"rows": counts}
        request.finished_at = clock.now()
        request.file_until = clock.now() + timedelta(days=FILE_DAYS)
        audit.record(uow, "privacy.export_made", kind="privacy request", id_=request_id, rows=counts)
    return counts


async def fetch_export(org_id: UUID, actor: Actor, request_id: UUID) -> bytes:
    """The ZIP. Raises NotFound, and Conflict before it is made and after it was forgotten."""
    async with unit_of_work(org_id, actor) as uow:
        request = await uow.get(PrivacyRequest, request_id, "privacy request")
        if not request.file_key or request.file_until is None or request.file_until < clock.now():
            raise Conflict("There is no file to fetch: it is not made yet, or was kept for a week and is gone.")
        content = await storage().get(org_id, request.file_key)
        rows = sum(request.report.get("rows", {}).values())
        audit.record(uow, "privacy.export_fetched", kind="privacy request", id_=request_id, bytes=len(content), rows=rows)
    return content


def _zip(subject: str, found: Rows) -> bytes:
    known, out = tables(), io.BytesIO()
    about = {
        "subject": subject,
        "made_at": clock.now().isoformat(),
        "tables": {
            name: {
                "purpose": known[name].purpose,
                "kept": known[name].kept,
                "rows": len(rows),
                "columns": {**common(), **{column.name: column.purpose for column in known[name].columns}},
            }
            for name, rows in found.items()
        },
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", orjson.dumps(about, option=orjson.OPT_INDENT_2))
        for name, rows in found.items():
            archive.writestr(f"{name}.json", orjson.dumps(list(rows), option=orjson.OPT_INDENT_2))
            archive.writestr(f"{name}.csv", _csv(rows))
    return out.getvalue()


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    columns = list(rows[0])
    return csv.line(columns) + b"".join(csv.line([_cell(row.get(column)) for column in columns]) for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
