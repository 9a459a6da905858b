"""Runs over HTTP, and their announcements."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.kernel import jobs
from app.kernel.auth import Caller, allow
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, ok, raw_list, router
from app.kernel.sse import POSITION, EventStream
from app.sync import api
from app.sync.background import launch
from app.sync.permissions import READ, RUN

sync = router("/sync", "sync")
of_store = router("/stores", "sync")

Started = Literal["initial", "poll", "reconcile"]
Kind = Literal["initial", "poll", "reconcile", "webhook", "push_stock", "push_products", "push_fulfilments"]
State = Literal["queued", "running", "done", "partial", "failed", "cancelled"]


class SyncBody(Model):
    kind: Started = Field(default="reconcile", description="`initial` is what the first run of a store is in any case.")


class RunOut(Model):
    id: UUID
    store_id: UUID
    kind: str
    state: str
    trigger: str
    started_by: str
    job_id: UUID | None
    phase: str
    counts: dict[str, dict[str, int]] = Field(
        description="By resource: read, created, updated, unchanged, suggested, failed, healed (found by a poll, though a "
        "webhook should have brought it)."
    )
    error: str
    created_at: Any
    started_at: Any
    finished_at: Any


class ItemOut(Model):
    id: UUID
    resource: str
    external_id: str
    entity_id: UUID | None
    label: str = Field(description="The order's number or the product's title; empty where it is neither, or gone.")
    outcome: str
    message: str
    at: str


@of_store.post("/{store_id}/sync", status_code=202, dependencies=[allow(RUN), Once])
async def start_sync(store_id: UUID, uow: Uow, body: SyncBody | None = None) -> Envelope[RunOut]:
    """Synchronise a store now. Its progress is told by `GET /sync/stream`."""
    run = await launch(uow, store_id, (body or SyncBody()).kind, "user")
    return ok(RunOut.model_validate(await api.run(uow, run.id)), "The run is queued.")


@sync.get("/runs", dependencies=[allow(READ)], response_model=ListEnvelope[RunOut])
async def list_sync_runs(
    caller: Caller,
    store_id: UUID | None = None,
    kind: Kind | None = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Runs, newest first."""
    items, following = await api.run_page(caller.org_id, store_id=store_id, kind=kind, state=state, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)


@sync.get("/runs/{run_id}", dependencies=[allow(READ)])
async def get_sync_run(run_id: UUID, uow: Uow) -> Envelope[RunOut]:
    return ok(RunOut.model_validate(await api.run(uow, run_id)))


@sync.get("/runs/{run_id}/items", dependencies=[allow(READ)], response_model=ListEnvelope[ItemOut])
async def list_sync_items(
    run_id: UUID,
    uow: Uow,
    caller: Caller,
    outcome: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What became of single things in a run; the unremarkable ones are only counted."""
    await api.run(uow, run_id)
    items, following = await api.item_page(caller.org_id, run_id, outcome=outcome, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)


@sync.post("/runs/{run_id}/cancel", dependencies=[allow(RUN), Once])
async def cancel_sync_run(run_id: UUID, uow: Uow) -> Envelope[RunOut]:
    """What was taken in stays; the run ends at its next page."""
    run = await api.cancel_run(uow, run_id)
    if run.job_id:
        await jobs.cancel(uow, run.job_id)
    return ok(RunOut.model_validate(run), "The run is cancelled.")


@sync.get("/stream", dependencies=[allow(READ)], response_class=StreamingResponse)
async def stream_sync(
    request: Request,
    caller: Caller,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=POSITION)] = None,
) -> EventStream:
    """Server-sent events of runs and jobs as they happen: `run` and `job`. Reconnecting with `Last-Event-ID` goes on where
    the connection broke. `GET /stream` tells of everything else, too."""
    return EventStream(request, caller, last_event_id, ("run", "job"))
