"""HTTP of bulk actions on orders."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.kernel.auth import Caller, Principal, allow
from app.kernel.cursors import decode_cursor, encode_cursor, identity
from app.kernel.http import Envelope, Model, Once, ok, router
from app.orders import api
from app.orders.bodies import BulkOut, OutcomeOut, Status, Tag
from app.orders.contracts import Outcome
from app.orders.params import OrderFilter
from app.orders.permissions import WRITE

bulk = router("/orders/bulk", "orders")
PAGE = 200  # orders of a filter that one call changes


class _Which(Model):
    ids: list[UUID] | None = Field(default=None, min_length=1, max_length=500)
    filter: OrderFilter | None = Field(default=None, description="Instead of ids: all that match, 200 a call.")
    cursor: str | None = Field(default=None, max_length=500, description="`next_cursor` of the call before.")

    @model_validator(mode="after")
    def _one_way(self) -> _Which:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("give either ids or a filter")
        return self


class TagAction(_Which):
    action: Literal["tag"]
    add: list[Tag] = Field(default=[], max_length=100)
    remove: list[Tag] = Field(default=[], max_length=100)


class NoteAction(_Which):
    action: Literal["note"]
    note: str = Field(min_length=1, max_length=5000)


class StatusAction(_Which):
    action: Literal["status"]
    status: Status
    reason: str = Field(default="", max_length=500)


class CancelAction(_Which):
    action: Literal["cancel"]
    reason: str = Field(default="", max_length=500)


Action = Annotated[TagAction | NoteAction | StatusAction | CancelAction, Field(discriminator="action")]


@bulk.post("", dependencies=[allow(WRITE), Once])
async def change_orders(body: Action, caller: Caller) -> Envelope[BulkOut]:
    """The same change to many orders, each by itself: `results` tells of every one what became of it, and what one refuses
    keeps no other from it. Shipping many is `POST /orders/bulk/fulfill`."""
    filters = body.filter.narrowing() if body.filter else None
    ids, last = await api.bulk_ids(caller.org_id, body.ids, filters, after=_after(body.cursor), limit=PAGE)
    results = await _carry_out(body, caller, ids)
    done = sum(result.ok for result in results)
    return ok(
        BulkOut(
            results=[OutcomeOut.model_validate(result) for result in results],
            succeeded=done,
            failed=len(results) - done,
            next_cursor=encode_cursor(last) if last else None,
        )
    )


async def _carry_out(body: Action, caller: Principal, ids: list[UUID]) -> list[Outcome]:
    if isinstance(body, TagAction):
        return await api.tag_orders(caller.org_id, caller.actor, ids, add=body.add, remove=body.remove)
    if isinstance(body, NoteAction):
        return await api.note_orders(caller.org_id, caller.actor, ids, body.note)
    to = body.status if isinstance(body, StatusAction) else "cancelled"
    return await api.move_orders(caller.org_id, caller.actor, ids, to, reason=body.reason)


def _after(cursor: str | None) -> UUID | None:
    position = decode_cursor(cursor, identity)
    return UUID(str(position[0])) if position else None
