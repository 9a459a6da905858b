"""Tables of accounts. Users belong to no organisation; what ties them to one does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, Id, OrgId, Updated

ROLES = ("owner", "admin", "store_manager", "viewer")


class Organisation(Base):
    """A tenant. Its row is its own scope: org_id = id, so that every tenant table may reference it."""

    __tablename__ = "orgs"
    __table_args__ = (CheckConstraint("org_id = id", name="own_scope"),)

    org_id: Mapped[OrgId]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    business: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    currency: Mapped[str] = mapped_column(default="EUR")
    timezone: Mapped[str] = mapped_column(default="UTC")
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class User(Base):
    """A person, known by e-mail across organisations."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str]
    password_hash: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    is_verified: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


Index("uq_users_email", func.lower(User.email), unique=True)
Index("ix_users_created_at", User.created_at)


class Membership(Base):
    """A user in an organisation. Readable in the organisation's scope, and by the user it speaks of."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        Index("ix_memberships_user_id", "user_id"),
    )

    org_id: Mapped[OrgId]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str]
    created_at: Mapped[Created]


class Session(Base):
    """A sign-in: one family of refresh tokens. Ended once `ended_at` is set, whatever tokens are still around.

    `current_hash` is the only refresh token that is good now; the one before it, used again, ends the family.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_user_id", "user_id"),
        Index("uq_sessions_current_hash", "current_hash", unique=True),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    org_id: Mapped[UUID]
    current_hash: Mapped[str]
    user_agent: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    used_at: Mapped[Created]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


class UsedRefreshToken(Base):
    """Refresh tokens that were rotated away, to recognise their reuse."""

    __tablename__ = "used_refresh_tokens"
    __table_args__ = (Index("ix_used_refresh_tokens_session_id", "session_id"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    used_at: Mapped[Created]
