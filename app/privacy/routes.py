"""HTTP of privacy."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import EmailStr, Field

from app.kernel import clock, jobs
from app.kernel.auth import Caller, allow, fresh
from app.kernel.fields import Moment
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, listed, ok, router
from app.privacy import api
from app.privacy.contracts import Kind, Regime, State, SubjectKind
from app.privacy.permissions import PRIVACY
from app.privacy.tasks import clean, erase_person, make_export

privacy = router("/privacy", "privacy")
MAY = [allow(PRIVACY)]
Address = Annotated[EmailStr, Field(max_length=320)]


class RequestBody(Model):
    kind: Kind = Field(description="An export is made at once; an erasure waits for 30 days; the others wait for you.")
    subject_kind: SubjectKind = Field(description="A buyer of any store, or a member of the organisation.")
    email: Address
    regime: Regime = Field(default="gdpr", description="Sets the due date: gdpr one month, ccpa 45 days.")
    note: str = Field(default="", max_length=5000)
    received_at: Moment | None = Field(default=None, description="When it came, if not now.")


class CloseBody(Model):
    note: str = Field(default="", max_length=5000, description="A refusal says why.")


class RequestOut(Model):
    id: UUID
    kind: Kind
    subject_kind: SubjectKind
    subject: str = Field(description="The address; a pseudonym once it was erased.")
    regime: Regime
    state: State
    note: str
    received_at: datetime
    due_at: datetime
    overdue: bool
    execute_at: datetime | None = Field(description="When an erasure is carried out. Until then it can be cancelled.")
    finished_at: datetime | None
    file_until: datetime | None = Field(description="An export can be downloaded until then.")
    report: dict[str, Any] = Field(description="`rows`: how many of each table were exported, changed or deleted.")
    created_by: str


class ConsentBody(Model):
    email: Address
    purpose: str = Field(min_length=1, max_length=100, examples=["newsletter"])
    text_version: str = Field(min_length=1, max_length=50, examples=["2026-11"])
    granted: bool
    source: str = Field(default="", max_length=200, description="Where it was said: a page, a form, a call.")
    at: Moment | None = None


class ConsentOut(Model):
    id: UUID
    subject: str
    purpose: str
    text_version: str
    granted: bool
    at: datetime
    source: str
    recorded_by: str


class TextBody(Model):
    kind: str = Field(min_length=1, max_length=50, examples=["privacy_policy"])
    text_version: str = Field(min_length=1, max_length=50, examples=["2026-11"])
    language: str = Field(pattern="^[a-z]{2}$", examples=["en"])
    text: str = Field(min_length=1, max_length=200_000)


class TextOut(Model):
    id: UUID
    kind: str
    text_version: str
    language: str
    text: str
    published_at: datetime
    published_by: str


class PolicyBody(Model):
    days: int = Field(ge=1, le=36_500)
    enabled: bool = True


class PolicyOut(Model):
    policy: str
    title: str
    days: int
    usual_days: int
    least: int
    enabled: bool


class RunOut(Model):
    id: UUID
    policy: str
    cutoff: datetime
    removed: int
    at: datetime
    started_by: str


class ColumnOut(Model):
    name: str
    purpose: str
    kind: str = Field(description="plain, personal or secret.")


class TableOut(Model):
    name: str
    subject: str = Field(description="buyer, member, both or none.")
    purpose: str
    kept: str
    columns: list[ColumnOut]


class QueuedOut(Model):
    job_id: UUID | None = Field(description="Null: one is queued already.")


@privacy.get("/data-map", dependencies=MAY)
async def read_data_map(caller: Caller) -> Envelope[list[TableOut]]:
    """What every column of every table is for, and whether it tells of a person."""
    return ok([TableOut.model_validate(table) for table in api.data_map().values()])


@privacy.get("/requests", dependencies=MAY)
async def list_privacy_requests(
    uow: Uow,
    state: Annotated[list[State] | None, Query()] = None,
    email: Annotated[str, Query(max_length=320)] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListEnvelope[RequestOut]:
    """What people asked, the soonest due first."""
    found, following = await api.request_page(uow, states=state or (), email=email, cursor=cursor, limit=limit)
    return listed([RequestOut.model_validate(each) for each in found], following, limit)


@privacy.post("/requests", dependencies=[*MAY, fresh(), Once], status_code=201)
async def create_privacy_request(body: RequestBody, uow: Uow) -> Envelope[RequestOut]:
    """Enter what a person asked. Check first that it is they who ask."""
    made = await api.enter_request(
        uow, kind=body.kind, subject_kind=body.subject_kind, email=body.email, regime=body.regime, note=body.note,
        received_at=body.received_at,
    )  # fmt: skip
    if made.kind == "export":
        await jobs.enqueue(uow, make_export, key=str(made.id), request_id=str(made.id))
    elif made.execute_at is not None:
        delay = (made.execute_at - clock.now()).total_seconds() + 1
        await jobs.enqueue(uow, erase_person, key=str(made.id), delay=delay, request_id=str(made.id))
    return ok(RequestOut.model_validate(made))


@privacy.get("/requests/{request_id}", dependencies=MAY)
async def get_privacy_request(request_id: UUID, uow: Uow) -> Envelope[RequestOut]:
    return ok(RequestOut.model_validate(await api.read_request(uow, request_id)))


@privacy.get(
    "/requests/{request_id}/download", dependencies=[*MAY, fresh()], response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
async def download_privacy_export(request_id: UUID, caller: Caller) -> StreamingResponse:
    """The ZIP of an export: per table one JSON and one CSV, and `about.json` with what each column is for. It lies sealed on
    the disk and is opened for this answer alone."""
    content = await api.fetch_export(caller.org_id, caller.actor, request_id)
    name = f"privacy-export-{request_id}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(content.size)}
    return StreamingResponse(content.chunks(), media_type="application/zip", headers=headers)


@privacy.post("/requests/{request_id}/complete", dependencies=MAY)
async def complete_privacy_request(request_id: UUID, body: CloseBody, uow: Uow) -> Envelope[RequestOut]:
    """You did what was asked: for corrections and objections."""
    return ok(RequestOut.model_validate(await api.close_request(uow, request_id, "done", body.note)))


@privacy.post("/requests/{request_id}/refuse", dependencies=MAY)
async def refuse_privacy_request(request_id: UUID, body: CloseBody, uow: Uow) -> Envelope[RequestOut]:
    """It is not done, and why."""
    return ok(RequestOut.model_validate(await api.close_request(uow, request_id, "refused", body.note)))


@privacy.post("/requests/{request_id}/cancel", dependencies=MAY)
async def cancel_privacy_request(request_id: UUID, body: CloseBody, uow: Uow) -> Envelope[RequestOut]:
    """The person has changed their mind; an erasure within its grace is called off."""
    return ok(RequestOut.model_validate(await api.close_request(uow, request_id, "cancelled", body.note)))


@privacy.get("/consents", dependencies=MAY)
async def list_consents(uow: Uow, email: Annotated[str, Query(min_length=3, max_length=320)]) -> Envelope[list[ConsentOut]]:
    """All that somebody ever agreed to or took back, the newest first."""
    return ok([ConsentOut.model_validate(each) for each in await api.consents_of(uow, email)])


@privacy.post("/consents", dependencies=[*MAY, Once], status_code=201)
async def record_consent(body: ConsentBody, uow: Uow) -> Envelope[ConsentOut]:
    """Enter what somebody said; the last word on a purpose holds."""
    return ok(ConsentOut.model_validate(await api.record_consent(uow, **body.model_dump())))


@privacy.get("/texts", dependencies=MAY)
async def list_privacy_texts(uow: Uow) -> Envelope[list[TextOut]]:
    """Every version of every text that people may agree to, the newest first."""
    return ok([TextOut.model_validate(each) for each in await api.texts(uow)])


@privacy.post("/texts", dependencies=[*MAY, Once], status_code=201)
async def publish_privacy_text(body: TextBody, uow: Uow) -> Envelope[TextOut]:
    """Publish a version for good; 409 for one that exists."""
    return ok(TextOut.model_validate(await api.publish_text(uow, **body.model_dump())))


@privacy.get("/retention", dependencies=MAY)
async def list_retention_policies(uow: Uow) -> Envelope[list[PolicyOut]]:
    """How long what is kept."""
    return ok([PolicyOut.model_validate(each) for each in await api.policies(uow)])


@privacy.put("/retention/{policy}", dependencies=MAY)
async def set_retention_policy(policy: str, body: PolicyBody, uow: Uow) -> Envelope[PolicyOut]:
    return ok(PolicyOut.model_validate(await api.set_policy(uow, policy, days=body.days, enabled=body.enabled)))


@privacy.post("/retention/run", dependencies=MAY, status_code=202)
async def run_retention(uow: Uow) -> Envelope[QueuedOut]:
    """Clean up now; else it happens once a day."""
    return ok(QueuedOut(job_id=await jobs.enqueue(uow, clean, key="clean")))


@privacy.get("/retention/reports", dependencies=MAY)
async def list_retention_reports(uow: Uow, cursor: Cursor = None, limit: Limit = 50) -> ListEnvelope[RunOut]:
    """What clean-up removed, the newest first."""
    found, following = await api.run_page(uow, cursor=cursor, limit=limit)
    return listed([RunOut.model_validate(each) for each in found], following, limit)
