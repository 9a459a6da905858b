"""The queue of what people asked about their data, and by when they are answered."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from app.kernel import audit, clock
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Invalid, NotFound
from app.privacy import repository
from app.privacy.contracts import GRACE_DAYS, Kind, Regime, RequestView, SubjectKind
from app.privacy.lifecycle import REQUEST
from app.privacy.models import PrivacyRequest

_BEGINS = {"export": "preparing", "erasure": "scheduled"}


def due(received: datetime, regime: str) -> datetime:
    """GDPR article 12 (3): one month, the same day of the next one or its last day. CCPA § 1798.130: 45 days."""
    if regime == "ccpa":
        return received + timedelta(days=45)
    year, month = received.year + received.month // 12, received.month % 12 + 1
    return received.replace(year=year, month=month, day=min(received.day, calendar.monthrange(year, month)[1]))


async def enter_request(
    uow: UnitOfWork, *, kind: Kind, subject_kind: SubjectKind, email: str, regime: Regime, note: str,
    received_at: datetime | None,
) -> RequestView:  # fmt: skip
    """Enter a request. An export is made at once (the caller enqueues it), an erasure waits for the grace, the others for
    people. Raises NotFound for a member who is none, Conflict while the same is open, and for an owner's erasure."""
    now, subject = clock.now(), email.strip().lower()
    received = received_at or now
    if received > now + timedelta(minutes=5):
        raise Invalid("A request cannot come from the future.", field="received_at")
    user_id = await repository.user_of(uow, subject) if subject_kind == "member" else None
    if subject_kind == "member" and user_id is None:
        user_id = await repository.former_user_of(uow, subject)
        if user_id is None:
            raise NotFound("member", email)
        subject = await repository.address_of(uow, user_id)  # whom we would write to
    await _refuse_repeat(uow, kind, subject)
    if kind == "erasure" and user_id is not None:
        await _refuse_owner(uow, user_id)
    due_at = due(received, regime)
    request = PrivacyRequest(
        org_id=uow.org_id, kind=kind, subject_kind=subject_kind, subject=subject, user_id=user_id, regime=regime,
        state=_BEGINS.get(kind, "open"), note=note, received_at=received, due_at=due_at,
        execute_at=max(now, min(received + timedelta(days=GRACE_DAYS), due_at)) if kind == "erasure" else None,
        created_by=uow.actor.label,
    )  # fmt: skip
    uow.add(request)
    await uow.flush()
    audit.record(uow, "privacy.requested", kind="privacy request", id_=request.id, what=kind, subject_kind=subject_kind,
                 regime=regime)  # fmt: skip
    return view(request)


async def _refuse_repeat(uow: UnitOfWork, kind: str, subject: str) -> None:
    await uow.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 1))"), {"key": f"{uow.org_id}/{kind}/{subject}"}
    )
    for each in await repository.request_page(uow, ("open", "preparing", "scheduled"), subject, None, 50):
        if each.kind == kind:
            raise Conflict("The same is asked already, and not answered yet.", details={"request_id": str(each.id)})


async def _refuse_owner(uow: UnitOfWork, user_id: UUID) -> None:
    role = await uow.scalar(text("SELECT role FROM memberships WHERE user_id = :user AND org_id = :org"),
                            {"user": user_id, "org": uow.org_id})  # fmt: skip
    if role == "owner":
        raise Conflict("An owner hands the organisation over first: it cannot be left without one.")


async def close_request(uow: UnitOfWork, request_id: UUID, to: str, note: str) -> RequestView:
    """Done, refused or cancelled by people. Raises NotFound, IllegalMove, and Invalid for a refusal without a reason."""
    request = await uow.get(PrivacyRequest, request_id, "privacy request", lock=True)
    if to == "done" and request.kind in _BEGINS:
        raise Conflict("This is done by KSAP itself when it is ready.")
    REQUEST.check(request.state, to)
    if to == "refused" and not note.strip():
        raise Invalid("Say why: the person has a right to the reason.", field="note")
    before, request.state = request.state, to
    request.finished_at = clock.now()
    request.note = f"{request.note}\n{note}".strip() if note else request.note
    audit.record(uow, f"privacy.{to}", kind="privacy request", id_=request_id, before=before, what=request.kind)
    await uow.flush()
    return view(request)


async def read_request(uow: UnitOfWork, request_id: UUID) -> RequestView:
    return view(await uow.get(PrivacyRequest, request_id, "privacy request"))


async def request_page(
    uow: UnitOfWork, *, states: Sequence[str], email: str, cursor: str | None, limit: int
) -> tuple[list[RequestView], str | None]:
    """The soonest due first, and where the next page begins."""
    position = decode_cursor(cursor, moment, identity)
    found = await repository.request_page(uow, states, email.strip().lower(), position, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    following = encode_cursor(last.due_at.isoformat(), last.id) if last else None
    return [view(row) for row in found[:limit]], following


def view(row: PrivacyRequest) -> RequestView:
    return RequestView(
        id=row.id, kind=row.kind, subject_kind=row.subject_kind, subject=row.subject, regime=row.regime, state=row.state,
        note=row.note, received_at=row.received_at, due_at=row.due_at,
        overdue=row.finished_at is None and row.due_at < clock.now(), execute_at=row.execute_at,
        finished_at=row.finished_at, file_until=row.file_until, report=row.report, created_by=row.created_by,
    )  # fmt: skip
