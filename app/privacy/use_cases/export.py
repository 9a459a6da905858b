"""All that is held on a person, as a ZIP of JSON and CSV."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import IO, Any, cast
from uuid import UUID

import orjson

from app.kernel import audit, clock, csv
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import Conflict
from app.kernel.leaks import masked_bytes
from app.kernel.sealed_files import OpenedFile
from app.kernel.storage import Writable, storage
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
    secrets = 0

    def write(file: Writable) -> None:
        nonlocal secrets
        secrets = _zip(file, request.subject, found)

    # no transaction waits for the file: a large one takes longer than any may be idle
    key = await storage().create(org_id, "zip", write)
    counts = {table: len(rows) for table, rows in found.items()}
    kept = False
    try:
        kept = await _keep(org_id, request_id, key, counts, secrets)
    finally:
        if not kept:
            await storage().delete(org_id, key)
    return counts if kept else {}


async def _keep(org_id: UUID, request_id: UUID, key: str, counts: dict[str, int], secrets: int) -> bool:
    """Answer the request with its file; not one that was called off meanwhile."""
    async with unit_of_work(org_id) as uow:
        request = await uow.get(PrivacyRequest, request_id, "privacy request", lock=True)
        if request.state != "preparing":
            return False
        request.state, request.file_key, request.report = "done", key, {"rows": counts}
        request.finished_at = clock.now()
        request.file_until = clock.now() + timedelta(days=FILE_DAYS)
        audit.record(uow, "privacy.export_made", kind="privacy request", id_=request_id, rows=counts)
        if secrets:
            audit.record(uow, "secret.masked", kind="privacy request", id_=request_id, channel="export", number=secrets)
    return True


async def fetch_export(org_id: UUID, actor: Actor, request_id: UUID) -> OpenedFile:
    """The ZIP, to read in chunks. Raises NotFound, and Conflict before it is made and after it was forgotten."""
    async with unit_of_work(org_id, actor) as uow:
        request = await uow.get(PrivacyRequest, request_id, "privacy request")
        if not request.file_key or request.file_until is None or request.file_until < clock.now():
            raise Conflict("There is no file to fetch: it is not made yet, or was kept for a week and is gone.")
        content = await storage().open(org_id, request.file_key)
        rows = sum(request.report.get("rows", {}).values())
        audit.record(uow, "privacy.export_fetched", kind="privacy request", id_=request_id, bytes=content.size, rows=rows)
    return content


def _zip(file: Writable, subject: str, found: Rows) -> int:
    """Write the ZIP; returns how many credentials were masked in it."""
    known, secrets = tables(), 0
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
    with zipfile.ZipFile(cast(IO[bytes], file), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", orjson.dumps(about, option=orjson.OPT_INDENT_2))
        for name, rows in found.items():
            as_json, number = masked_bytes(orjson.dumps(list(rows), option=orjson.OPT_INDENT_2))
            archive.writestr(f"{name}.json", as_json)
            archive.writestr(f"{name}.csv", masked_bytes(_csv(rows))[0])
            secrets += number
    return secrets


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    columns = list(rows[0])
    return csv.line(columns) + b"".join(csv.line([_cell(row.get(column)) for column in columns]) for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()
