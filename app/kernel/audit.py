"""The audit trail: who did what to which thing, append-only, in the transaction of the deed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation
from app.kernel.db import Base, Tenant, UnitOfWork


class AuditEntry(Tenant, Base):
    """`action` is a dotted verb (`connection.created`), `target` the kind and id of what it was done to."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_org_at", "org_id", "at"),)

    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_label: Mapped[str]
    action: Mapped[str]
    target_kind: Mapped[str] = mapped_column(default="")
    target_id: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    correlation_id: Mapped[str] = mapped_column(default="")


def record(uow: UnitOfWork, action: str, *, kind: str = "", id_: UUID | str = "", **details: Any) -> None:
    """Write it with the deed. Secrets have no place in `details`: pass masks or names."""
    uow.add(
        AuditEntry(
            org_id=uow.org_id,
            actor_kind=uow.actor.kind,
            actor_id=uow.actor.id,
            actor_label=uow.actor.label,
            action=action,
            target_kind=kind,
            target_id=str(id_),
            details=details,
            correlation_id=correlation.current(),
        )
    )
