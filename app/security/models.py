"""Tables of security."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, OrgId, Tenant, Updated
from app.security.contracts import SEVERITIES, Severity


class SecurityRule(Base):
    """How a rule holds in an organisation, where it differs from what is usual."""

    __tablename__ = "security_rules"
    __table_args__ = (
        CheckConstraint(f"severity IN {SEVERITIES}", name="severity"),
        CheckConstraint("threshold > 0", name="threshold"),
        CheckConstraint("seconds > 0", name="seconds"),
    )

    org_id: Mapped[OrgId]
    rule: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    threshold: Mapped[int]
    seconds: Mapped[int]
    severity: Mapped[Severity] = mapped_column(Text)
    updated_by: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[Updated]


class SecurityCursor(Base):
    """Up to which place of its chain an organisation's audit log was judged."""

    __tablename__ = "security_cursors"

    org_id: Mapped[OrgId]
    seq: Mapped[int] = mapped_column(BigInteger)


class SecurityFinding(Tenant, Base):
    """A rule fired for a subject: kept so that it does not fire again within its window. `entries` are of the audit log."""

    __tablename__ = "security_findings"
    __table_args__ = (
        Index("ix_security_findings_subject", "org_id", "rule", "subject", "at"),
        Index("ix_security_findings_at", "org_id", "at"),
    )

    rule: Mapped[str]
    subject: Mapped[str]
    at: Mapped[datetime]
    number: Mapped[int]
    entries: Mapped[list[Any]] = mapped_column(JSONB, default=list)
