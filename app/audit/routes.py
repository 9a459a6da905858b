"""HTTP of the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.audit import api
from app.audit.contracts import Search
from app.audit.permissions import AUDIT
from app.kernel.auth import Caller, allow
from app.kernel.fields import LooseMoment
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, listed, ok, router

audit = router("/audit", "audit")


class EntryOut(Model):
    id: UUID
    seq: int = Field(description="Its place in the organisation's chain, from 1.")
    at: datetime
    actor_kind: str = Field(description="user, api_key, channel, carrier or system.")
    actor_id: str
    actor_label: str
    action: str = Field(description="A dotted verb, like `connection.created`.")
    target_kind: str
    target_id: str
    details: dict[str, Any] = Field(description="What was said of the deed; changes carry `before` and `after`.")
    correlation_id: str = Field(description="The request id of the call that did it.")
    hash: str = Field(description="SHA-256 over the entry and the hash before it, hexadecimal.")


class FaultOut(Model):
    kind: str = Field(description="changed, removed, unlinked or cut.")
    seq: int
    entry_id: UUID | None
    message: str


class VerdictOut(Model):
    ok: bool
    entries: int
    head: str = Field(description="The last hash. Whoever notes it elsewhere can later prove that nothing before it changed.")
    faults: list[FaultOut]


def _search(
    actor: Annotated[str, Query(max_length=200, description="An id, or a piece of a name or address.")] = "",
    actor_kind: Annotated[str, Query(max_length=50)] = "",
    action: Annotated[str, Query(max_length=100, description="A verb, or its beginning up to a dot: `store.`.")] = "",
    object_kind: Annotated[str, Query(max_length=100, description="`target_kind` of the entry.")] = "",
    object_id: Annotated[str, Query(max_length=200, description="`target_id` of the entry.")] = "",
    request_id: Annotated[str, Query(max_length=100)] = "",
    since: Annotated[LooseMoment | None, Query(description="From this moment on; UTC where no zone is given.")] = None,
    until: Annotated[LooseMoment | None, Query(description="Before this moment.")] = None,
) -> Search:
    return Search(
        actor=actor, actor_kind=actor_kind, action=action, target_kind=object_kind, target_id=object_id,
        correlation_id=request_id, since=since, until=until,
    )  # fmt: skip


Filters = Annotated[Search, Depends(_search)]


@audit.get("", dependencies=[allow(AUDIT)])
async def list_audit_entries(
    caller: Caller, search: Filters, cursor: Cursor = None, limit: Limit = 50
) -> ListEnvelope[EntryOut]:  # fmt: skip
    """Who did what, the newest first."""
    found, following = await api.entry_page(caller.org_id, search, cursor=cursor, limit=limit)
    return listed([EntryOut.model_validate(entry) for entry in found], following, limit)


@audit.get("/actions", dependencies=[allow(AUDIT)])
async def list_audit_actions(caller: Caller) -> Envelope[list[str]]:
    """The verbs that the log holds."""
    return ok(list(await api.known_actions(caller.org_id)))


@audit.get(
    "/export", dependencies=[allow(AUDIT)], response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)  # fmt: skip
async def export_audit_entries(caller: Caller, search: Filters) -> StreamingResponse:
    """What the filters find as CSV, the newest first; the export itself is entered in the log. Cells that a spreadsheet
    would take for a formula begin with an apostrophe."""
    await api.begin_export(caller.org_id, caller.actor, search)
    return StreamingResponse(
        api.export_lines(caller.org_id, caller.actor, search),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


@audit.get("/verify", dependencies=[allow(AUDIT)])
async def verify_audit_log(caller: Caller) -> Envelope[VerdictOut]:
    """Walk the chain of hashes from its beginning and say which entry was changed, removed or put elsewhere."""
    return ok(VerdictOut.model_validate(await api.verify(caller.org_id)))
