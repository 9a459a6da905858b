"""Tables of mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, Updated

STATES = ("kept", "pending", "sent", "failed", "suppressed")


class Mail(Tenant, Base):
    """`kept`: no mail server is set, it is only shown. A mail that has left loses its text: links in it are secrets."""

    __tablename__ = "mails"
    __table_args__ = (CheckConstraint(f"state IN {STATES}", name="state"),)

    recipient: Mapped[str]
    template: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    sent_at: Mapped[datetime | None]


Index("ix_mails_created", Mail.org_id, Mail.created_at.desc(), Mail.id.desc())


class Suppression(Base):
    """An address whose server said that nobody is there: nothing is sent to it again."""

    __tablename__ = "mail_suppressions"

    org_id: Mapped[OrgId]
    address: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    created_at: Mapped[Created]


class OwnWording(Base):
    """What an organisation says instead of KSAP's own words."""

    __tablename__ = "mail_wordings"

    org_id: Mapped[OrgId]
    template: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    text: Mapped[str]
    button: Mapped[str]
    updated_at: Mapped[Updated]
