"""Tables of privacy."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, Updated
from app.privacy.contracts import KINDS, REGIMES, STATES, SUBJECTS


def _in(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


class PrivacyRequest(Tenant, Base):
    """What a person asked. `subject` is their address in lower case, a pseudonym once it was erased."""

    __tablename__ = "privacy_requests"
    __table_args__ = (
        CheckConstraint(_in("kind", KINDS), name="kind"),
        CheckConstraint(_in("subject_kind", SUBJECTS), name="subject_kind"),
        CheckConstraint(_in("regime", REGIMES), name="regime"),
        CheckConstraint(_in("state", STATES), name="state"),
        Index("ix_privacy_requests_due", "org_id", "due_at", "id"),
        Index("ix_privacy_requests_subject", "org_id", "subject"),
    )

    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject: Mapped[str]
    user_id: Mapped[UUID | None]
    regime: Mapped[str]
    state: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    execute_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    file_key: Mapped[str] = mapped_column(default="")
    file_until: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class Consent(Tenant, Base):
    """One thing said once: the last one of a subject and purpose holds. Append-only, save for the subject."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_subject", "org_id", "subject", "purpose", "at", "id"),)

    subject: Mapped[str]
    purpose: Mapped[str]
    text_version: Mapped[str]
    granted: Mapped[bool]
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(default="")


class PrivacyText(Tenant, Base):
    """A published text that people may agree to; a change is a new version."""

    __tablename__ = "privacy_texts"
    __table_args__ = (Index("uq_privacy_texts_version", "org_id", "kind", "text_version", "language", unique=True),)

    kind: Mapped[str]
    text_version: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(default="")


class RetentionPolicy(Base):
    """How long something is kept here, where it differs from what is usual."""

    __tablename__ = "retention_policies"
    __table_args__ = (CheckConstraint("days > 0", name="days"),)

    org_id: Mapped[OrgId]
    policy: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    enabled: Mapped[bool]
    updated_by: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[Updated]


class RetentionRun(Tenant, Base):
    """What one clean-up removed under one policy."""

    __tablename__ = "retention_runs"
    __table_args__ = (Index("ix_retention_runs_at", "org_id", "at", "id"),)

    policy: Mapped[str]
    cutoff: Mapped[datetime]
    removed: Mapped[int]
    at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(default="")
