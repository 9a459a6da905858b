"""Dead letters over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.kernel import jobs
from app.kernel.auth import Caller, allow
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, ok, raw_list, router
from app.sync import api
from app.sync.background import enqueue_pushes, push_fulfilments, push_products, push_stock, replay_letter
from app.sync.permissions import READ, RUN

letters = router("/sync/dead-letters", "sync")


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


class LetterDetailOut(LetterOut):
    attempts: int
    decided_by: str
    created_at: datetime
    updated_at: datetime
    payload: dict[str, Any] = Field(description="What was to be sent; empty where something was to be taken in.")
    topic: str = Field(description="Of the webhook delivery, where the letter is about one.")
    body: str = Field(description="The delivery's body, as text.")
    editable: bool = Field(description="A replay may give the delivery another body.")


class ReplayBody(Model):
    body: str | None = Field(default=None, max_length=2_000_000, description="Take the delivery in with this body instead.")


@letters.get("", dependencies=[allow(READ)], response_model=ListEnvelope[LetterRow])
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


@letters.get("/{letter_id}", dependencies=[allow(READ)])
async def get_dead_letter(letter_id: UUID, uow: Uow) -> Envelope[LetterDetailOut]:
    """With what was to be sent, or the delivery that was to be taken in."""
    found = await api.letter_detail(uow, letter_id)
    known = LetterOut.model_validate(found.letter).model_dump()
    return ok(
        LetterDetailOut(
            **known, attempts=found.attempts, decided_by=found.decided_by, created_at=found.created_at,
            updated_at=found.updated_at, payload=dict(found.payload), topic=found.topic, body=found.body,
            editable=found.editable,
        )
    )  # fmt: skip


@letters.post("/{letter_id}/replay", dependencies=[allow(RUN), Once])
async def replay_dead_letter(letter_id: UUID, uow: Uow, given: ReplayBody | None = None) -> Envelope[LetterOut]:
    """Have it done once more, a delivery with a mended body where one is given. Should it fail again, it comes back as a
    new dead letter."""
    letter = await api.replay_letter(uow, letter_id, given.body if given else None)
    pushes = {"stock": push_stock, "fulfilment": push_fulfilments, "products": push_products}
    if letter.direction == "out":
        await enqueue_pushes(uow, [letter.store_id], pushes[letter.resource])
    else:
        await jobs.enqueue(uow, replay_letter, key=str(letter.id), letter_id=letter.id)
    return ok(LetterOut.model_validate(letter), "It is being done once more.")


@letters.post("/{letter_id}/discard", dependencies=[allow(RUN), Once])
async def discard_dead_letter(letter_id: UUID, uow: Uow) -> Envelope[LetterOut]:
    return ok(LetterOut.model_validate(await api.discard_letter(uow, letter_id)), "It is left as it is.")
