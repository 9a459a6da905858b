"""Edits on both sides over HTTP."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.catalog import api as catalog
from app.kernel.auth import Caller, allow
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, ok, raw_list, router
from app.sync.permissions import READ, RUN

conflicts = router("/sync/conflicts", "sync")


class ConflictOut(Model):
    id: UUID
    store_id: UUID
    listing_id: UUID
    product_id: UUID | None
    product: str = Field(description="The title in the store.")
    entity_id: UUID = Field(description="The product, or the variant, whose field it is.")
    sku: str | None
    field: str
    base: str | None = Field(description="What both sides last agreed on. Values are text; lists are JSON.")
    ours: str | None
    theirs: str | None
    winner: str = Field(description="What the merge decided by itself: ours or theirs.")
    at: str
    decision: str | None = Field(description="What people decided afterwards: ours or theirs.")
    decided_by: str
    decided_at: str | None


class KeepBody(Model):
    keep: Literal["ours", "theirs"]


class DecidedOut(Model):
    id: UUID
    store_id: UUID
    product_id: UUID
    field: str
    decision: str


@conflicts.get("", dependencies=[allow(READ)], response_model=ListEnvelope[ConflictOut])
async def list_conflicts(
    caller: Caller,
    store_id: UUID | None = None,
    state: Literal["open", "decided"] = "open",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Fields that were changed both here and at a store between two looks, newest first. The preference `on_conflict` of
    the store decided at once; here people may look at it, and decide otherwise."""
    items, following = await catalog.conflict_page(caller.org_id, store_id=store_id, state=state, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)


@conflicts.post("/{conflict_id}/decide", dependencies=[allow(RUN), Once])
async def decide_conflict(conflict_id: UUID, body: KeepBody, uow: Uow) -> Envelope[DecidedOut]:
    """Keep our value or theirs. Where that is the one that lost, it becomes the product's value and goes to every store."""
    return ok(DecidedOut.model_validate(await catalog.decide_conflict(uow, conflict_id, body.keep)), "It is decided.")
