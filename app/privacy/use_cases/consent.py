"""What people agreed to, and the texts that they agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Invalid
from app.kernel.leaks import refuse
from app.privacy import repository
from app.privacy.contracts import ConsentView, TextView
from app.privacy.models import Consent, PrivacyText


async def record_consent(
    uow: UnitOfWork, *, email: str, purpose: str, text_version: str, granted: bool, source: str, at: datetime | None
) -> ConsentView:
    """Enter what somebody said. Nothing is overwritten: the last word holds. Raises Invalid for the future."""
    now = clock.now()
    if at is not None and at > now:
        raise Invalid("Nobody can have said that in the future.", field="at")
    row = Consent(
        org_id=uow.org_id, subject=email.strip().lower(), purpose=purpose, text_version=text_version, granted=granted,
        at=at or now, source=source, recorded_by=uow.actor.label,
    )  # fmt: skip
    uow.add(row)
    await uow.flush()
    action = "consent.granted" if granted else "consent.withdrawn"
    audit.record(uow, action, kind="consent", id_=row.id, purpose=purpose, text_version=text_version)
    return repository.consent_view(row)


async def consents_of(uow: UnitOfWork, email: str) -> list[ConsentView]:
    """All that somebody ever said, the newest first."""
    return await repository.consents(uow, email.strip().lower())


async def may_process(uow: UnitOfWork, email: str, purpose: str) -> bool:
    """Whether somebody's last word on a purpose was yes. Whoever processes for a purpose that needs consent asks here."""
    last = await repository.last_consent(uow, email.strip().lower(), purpose)
    return last is not None and last.granted


async def publish_text(uow: UnitOfWork, *, kind: str, text_version: str, language: str, text: str) -> TextView:
    """Publish a version of a text for good. Raises Conflict for one that exists, SecretInText."""
    refuse({"text": text})
    same = select(PrivacyText.id).where(
        PrivacyText.kind == kind, PrivacyText.text_version == text_version, PrivacyText.language == language
    )
    if await uow.scalar(same):
        raise Conflict("This version is published already, and people may have agreed to it. Publish a new one.")
    row = PrivacyText(
        org_id=uow.org_id, kind=kind, text_version=text_version, language=language, text=text, published_at=clock.now(),
        published_by=uow.actor.label,
    )  # fmt: skip
    uow.add(row)
    await uow.flush()
    audit.record(uow, "privacy.text_published", kind="privacy text", id_=row.id, text_kind=kind, text_version=text_version)
    return _view(row)


async def texts(uow: UnitOfWork) -> Sequence[TextView]:
    """Every version of every text, the newest first."""
    query = select(PrivacyText).order_by(PrivacyText.published_at.desc(), PrivacyText.id.desc()).limit(500)
    return [_view(row) for row in await uow.scalars(query)]


def _view(row: PrivacyText) -> TextView:
    return TextView(
        id=row.id, kind=row.kind, text_version=row.text_version, language=row.language, text=row.text,
        published_at=row.published_at, published_by=row.published_by,
    )  # fmt: skip
