"""Tables of the OAuth 2.0 server: programs of others, what people allowed them, tokens that are spent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, reference


class OAuthClient(Tenant, Base):
    """A program that asks for access. `scopes` are permissions, the most that it may be given.

    A confidential one has a secret, kept as a hash; a public one (an app in a browser or on a phone) has none.
    """

    __tablename__ = "oauth_clients"
    __table_args__ = (
        CheckConstraint("kind IN ('public', 'confidential')", name="kind"),
        CheckConstraint("(kind = 'confidential') = (secret_hash IS NOT NULL)", name="secret"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    secret_hash: Mapped[str | None]
    redirect_uris: Mapped[list[str]] = mapped_column(JSONB, default=list)
    scopes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    client_credentials: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str]
    created_at: Mapped[Created]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class OAuthGrant(Tenant, Base):
    """What a person allowed a program: the record of their consent, and the family of tokens that came of it.

    `code_hash` is that of the authorisation code, good once; `refresh_hash` that of the only refresh token good now.
    """

    __tablename__ = "oauth_grants"
    __table_args__ = (
        reference("client_id", "oauth_clients", ondelete="CASCADE"),
        Index("ix_oauth_grants_client_id", "org_id", "client_id"),
        Index("ix_oauth_grants_user_id", "user_id"),
        Index("uq_oauth_grants_code_hash", "code_hash", unique=True),
        Index("uq_oauth_grants_refresh_hash", "refresh_hash", unique=True),
    )

    client_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    scopes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    redirect_uri: Mapped[str]
    code_hash: Mapped[str]
    code_challenge: Mapped[str]
    code_expires_at: Mapped[datetime]
    code_used_at: Mapped[datetime | None]
    refresh_hash: Mapped[str | None]
    created_at: Mapped[Created]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


class OAuthSpentToken(Base):
    """Refresh tokens that were rotated away, to recognise their reuse."""

    __tablename__ = "oauth_spent_tokens"
    __table_args__ = (
        reference("grant_id", "oauth_grants", ondelete="CASCADE"),
        Index("ix_oauth_spent_tokens_grant_id", "org_id", "grant_id"),
    )

    org_id: Mapped[OrgId]
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    grant_id: Mapped[UUID]
    used_at: Mapped[Created]
