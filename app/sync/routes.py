"""HTTP of sync."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.kernel import jobs
from app.kernel.auth import Caller, allow
from app.kernel.errors import NotFound
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, ok, raw_list, router
from app.stores import api as stores
from app.sync import api
from app.sync.background import enqueue_pushes, launch, push_fulfilments, push_products, push_stock, replay_letter
from app.sync.permissions import READ, RUN
from app.sync.stream import frames

sync = router("/sync", "sync")
of_store = router("/stores", "sync")

Kind = Literal["initial", "poll", "reconcile"]
State = Literal["queued", "running", "done", "partial", "failed", "cancelled"]


class SyncBody(Model):
    kind: Kind = Field(default="reconcile", description="`initial` is what the first run of a store is in any case.")


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
    outcome: str
    message: str
    at: str


class LetterOut(Model):
    id: UUID
    store_id: UUID
    direction: str
    resource: str
    external_id: str
    message_id: UUID | None
    error_code: str
    error: str
    remedy: str
    state: str


class LetterRow(LetterOut):
    attempts: int
    decided_by: str
    created_at: str
    updated_at: str


class LinkOut(Model):
    remote_location_id: str
    remote_name: str
    location_id: UUID


class LinkBody(Model):
    remote_location_id: str = Field(min_length=1, max_length=200)
    location_id: UUID


class ExchangeOut(Model):
    id: UUID
    at: str
    correlation_id: str
    purpose: str
    method: str
    url: str
    request_headers: dict[str, Any]
    request_body: str
    status: int | None
    response_headers: dict[str, Any]
    response_body: str
    ms: int
    attempt: int
    error: str


# ── runs ────────────────────────────────────────────────────────────────────────────────────────────────


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
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^\d+(-\d+)?$")] = None,
) -> StreamingResponse:
    """Server-sent events of the organisation as they happen: `run`, `job` and others. Reconnecting with `Last-Event-ID`
    goes on where the connection broke."""
    events = frames(caller.org_id, last_event_id or "$", request.app.state.stopping)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


# ── dead letters ────────────────────────────────────────────────────────────────────────────────────────


@sync.get("/dead-letters", dependencies=[allow(READ)], response_model=ListEnvelope[LetterRow])
async def list_dead_letters(
    caller: Caller,
    store_id: UUID | None = None,
    state: Literal["open", "replayed", "discarded"] = "open",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What could not be taken in or pushed out, newest first."""
    items, following = await api.letter_page(caller.org_id, store_id=store_id, state=state, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)


@sync.post("/dead-letters/{letter_id}/replay", dependencies=[allow(RUN), Once])
async def replay_dead_letter(letter_id: UUID, uow: Uow) -> Envelope[LetterOut]:
    """Have it done once more. Should it fail again, it comes back as a new dead letter."""
    letter = await api.replay_letter(uow, letter_id)
    pushes = {"stock": push_stock, "fulfilment": push_fulfilments, "products": push_products}
    if letter.direction == "out":
        await enqueue_pushes(uow, [letter.store_id], pushes[letter.resource])
    else:
        await jobs.enqueue(uow, replay_letter, key=str(letter.id), letter_id=letter.id)
    return ok(LetterOut.model_validate(letter), "It is being done once more.")


@sync.post("/dead-letters/{letter_id}/discard", dependencies=[allow(RUN), Once])
async def discard_dead_letter(letter_id: UUID, uow: Uow) -> Envelope[LetterOut]:
    return ok(LetterOut.model_validate(await api.discard_letter(uow, letter_id)), "It is left as it is.")


# ── of one store ────────────────────────────────────────────────────────────────────────────────────────


@of_store.get("/{store_id}/locations", dependencies=[allow(READ)])
async def list_store_locations(store_id: UUID, uow: Uow) -> Envelope[list[LinkOut]]:
    """The channel's locations, and which of ours they are."""
    return ok([LinkOut.model_validate(link) for link in await api.location_links(uow, store_id)])


@of_store.put("/{store_id}/locations", dependencies=[allow(RUN)])
async def link_store_location(store_id: UUID, body: LinkBody, uow: Uow) -> Envelope[LinkOut]:
    """A location of the channel shows what this location of ours has. (Its id may hold slashes, so it is in the body.)"""
    return ok(LinkOut.model_validate(await api.link_location(uow, store_id, body.remote_location_id, body.location_id)))


@of_store.get("/{store_id}/exchanges", dependencies=[allow(READ)], response_model=ListEnvelope[ExchangeOut])
async def list_store_exchanges(store_id: UUID, uow: Uow, caller: Caller, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """What was said to the store's platform and what it answered, newest first, secrets masked."""
    await stores.store(uow, store_id)
    connection = await stores.connection_of_store(uow, store_id)
    if connection is None:
        raise NotFound("connection of this store", store_id)
    items, following = await api.exchange_page(caller.org_id, connection.id, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)
