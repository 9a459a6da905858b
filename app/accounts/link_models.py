"""The table of one-time links in mails."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created

PURPOSES = ("verify_email", "reset_password", "change_email", "undo_email")


class OneTimeLink(Base):
    """A link in a mail that proves its reader holds the address; good once, kept as a hash.

    `email` is where it was sent: for `change_email` the address that the user wants, for `undo_email` the one they had.
    """

    __tablename__ = "one_time_links"
    __table_args__ = (
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        Index("ix_one_time_links_user_id", "user_id"),
    )

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str]
    created_at: Mapped[Created]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


Index(
    "ix_one_time_links_given_up",
    func.lower(OneTimeLink.email),
    postgresql_where=text("purpose = 'undo_email' AND used_at IS NULL"),
)
