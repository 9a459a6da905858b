"""Decide on dead letters."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.catalog import api as catalog
from app.kernel import audit
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, DomainError, Invalid
from app.ports.vendor import Remedy
from app.stores import api as stores
from app.sync.contracts import Letter, LetterDetail
from app.sync.models import DeadLetter
from app.sync.repository import Letters, StockBook
from app.sync.use_cases.burying import bury
from app.sync.use_cases.failing import remedy_of, words
from app.sync.use_cases.receive import reread

READ_AGAIN = ("orders", "products")


async def replay_letter(uow: UnitOfWork, letter_id: UUID, body: str | None = None) -> Letter:
    """Have it done once more: a delivery is taken in again (with another `body` where that is given), a push sent again,
    an order or product read again (by the task that the caller enqueues). Failing again makes a new letter.

    Raises Conflict for one that was decided, Invalid for a body where there is none to mend.
    """
    row = await _open(uow, letter_id)
    letters = Letters(uow)
    if body is not None:
        if not _editable(row) or row.message_id is None:
            raise Invalid("What this letter is about is read or written anew: there is no body to mend.", field="body")
        await letters.mend(row.message_id, body)
        audit.record(uow, "dead_letter.mended", kind="store", id_=row.store_id, message_id=str(row.message_id))
    if row.direction == "in" and row.message_id:
        await letters.reopen_message(row.message_id)
    elif row.direction == "out" and row.resource == "stock":
        rows = await StockBook(uow).of_items(row.store_id, [row.external_id])
        await StockBook(uow).set_states({r.key: "pending" for r in rows if r.state == "refused"})
    elif row.direction == "out" and row.resource == "products":
        await catalog.listing_retried(uow, UUID(row.external_id))
    elif row.direction == "out" and row.resource == "fulfilment":
        push = await letters.push(UUID(row.external_id))
        if push and push.state == "failed":
            push.state, push.error = "pending", ""
    _decide(uow, row, "replayed")
    return _view(row)


async def discard_letter(uow: UnitOfWork, letter_id: UUID) -> Letter:
    """Leave it as it is for good. Raises Conflict for one that was decided."""
    row = await _open(uow, letter_id)
    if row.message_id:
        await uow.execute(
            text("UPDATE inbox_messages SET state = 'discarded' WHERE id = :id AND state = 'dead'"), {"id": row.message_id}
        )
    _decide(uow, row, "discarded")
    return _view(row)


async def letter_detail(uow: UnitOfWork, letter_id: UUID) -> LetterDetail:
    """With everything that helps to decide. Raises NotFound."""
    letters = Letters(uow)
    row = await letters.get(letter_id)
    topic, body = (row.message_id and await letters.delivery(row.message_id)) or ("", "")
    return LetterDetail(
        letter=_view(row), payload=dict(row.payload), attempts=row.attempts, decided_by=row.decided_by,
        created_at=row.created_at, updated_at=row.updated_at, topic=topic, body=body,
        editable=_editable(row) and row.state == "open",
    )  # fmt: skip


def _editable(row: DeadLetter) -> bool:
    return row.direction == "in" and row.message_id is not None


async def letter(uow: UnitOfWork, letter_id: UUID) -> Letter:
    """Raises NotFound."""
    return _view(await Letters(uow).get(letter_id))


async def read_again(org_id: UUID, letter_id: UUID, *, last_attempt: bool = False) -> None:
    """The reading part of a replay. What still cannot be read, or not be reached for the last time, is a letter again.
    Raises what the vendor raises before that."""
    async with unit_of_work(org_id) as uow:
        wanted = await letter(uow, letter_id)
    if wanted.direction != "in" or wanted.resource not in READ_AGAIN:
        return
    try:
        channel = await stores.channel_of_store(org_id, wanted.store_id)
        await reread(channel, wanted.resource, wanted.external_id)
    except DomainError as error:
        if not last_attempt and remedy_of(error) != Remedy.SKIP:
            raise
        async with unit_of_work(org_id) as uow:
            await bury(
                uow, wanted.store_id, "in", wanted.resource, wanted.external_id,
                error=words(error), code=wanted.error_code, remedy=remedy_of(error),
            )  # fmt: skip


async def _open(uow: UnitOfWork, letter_id: UUID) -> DeadLetter:
    row = await Letters(uow).get(letter_id)
    if row.state != "open":
        raise Conflict(f"This was {row.state} already.", details={"state": row.state})
    return row


def _decide(uow: UnitOfWork, row: DeadLetter, state: str) -> None:
    row.state, row.decided_by = state, uow.actor.label or uow.actor.kind
    audit.record(
        uow, f"dead_letter.{state}", kind="store", id_=row.store_id, resource=row.resource, external_id=row.external_id
    )


def _view(row: DeadLetter) -> Letter:
    return Letter(
        id=row.id,
        store_id=row.store_id,
        direction=row.direction,
        resource=row.resource,
        external_id=row.external_id,
        error=row.error,
        error_code=row.error_code,
        remedy=row.remedy,
        state=row.state,
        message_id=row.message_id,
    )
