"""Tables of alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.alerts.contracts import KINDS, SEVERITIES, STATES
from app.kernel.db import Base, Created, Tenant, Updated, reference


def _in(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


class Alert(Tenant, Base):
    """What is or was wrong with one subject (`key`). `lasting`: the cause is still there.

    An alert that somebody resolved while its cause lasts keeps its subject, so that nobody is told the same twice.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint(_in("kind", KINDS), name="kind"),
        CheckConstraint(_in("severity", SEVERITIES), name="severity"),
        CheckConstraint(_in("state", STATES), name="state"),
        Index("uq_alerts_key", "org_id", "key", unique=True, postgresql_where=text("lasting OR state <> 'resolved'")),
        Index("ix_alerts_raised", "org_id", text("raised_at DESC"), text("id DESC")),
        Index("ix_alerts_store_id", "org_id", "store_id"),
    )

    key: Mapped[str]
    kind: Mapped[str]
    severity: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    store_id: Mapped[UUID | None]
    links: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    lasting: Mapped[bool] = mapped_column(default=True)
    times: Mapped[int] = mapped_column(default=1)
    raised_at: Mapped[Created]
    changed_at: Mapped[Created]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(default="")
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
