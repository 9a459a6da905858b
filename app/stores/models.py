"""Tables of stores."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, Tenant, Updated, reference


class Store(Tenant, Base):
    """A shop of the organisation. `platform` is the vendor's slug."""

    __tablename__ = "stores"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'inactive', 'suspended')", name="status"),
        Index("ix_stores_platform", "org_id", "platform"),
        Index("ix_stores_status", "org_id", "status"),
    )

    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    domain: Mapped[str] = mapped_column(default="")
    platform: Mapped[str]
    platform_store_id: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    currency: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="UTC")
    country: Mapped[str] = mapped_column(default="")
    logo_url: Mapped[str] = mapped_column(default="")
    group_name: Mapped[str] = mapped_column(default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class Connection(Tenant, Base):
    """Credentials for one account at a vendor, and how it fares. `secrets` is a vault envelope of a JSON object.

    `state`: connected | paused | unreachable | needs_reconnect | disconnected.
    """

    __tablename__ = "connections"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint("kind IN ('store', 'carrier')", name="kind"),
        CheckConstraint("environment IN ('live', 'sandbox')", name="environment"),
        CheckConstraint("state IN ('connected', 'paused', 'unreachable', 'needs_reconnect', 'disconnected')", name="state"),
        Index(
            "uq_connections_account",
            "org_id",
            "vendor",
            "environment",
            "account_id",
            unique=True,
            postgresql_where=text("state <> 'disconnected' AND account_id <> ''"),
        ),
        Index("ix_connections_store_id", "org_id", "store_id"),
        Index("ix_connections_checked_at", "checked_at", postgresql_where=text("state <> 'disconnected'")),
    )

    store_id: Mapped[UUID | None]
    vendor: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    auth: Mapped[str]
    environment: Mapped[str]
    public: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    secrets: Mapped[str] = mapped_column(default="")
    masks: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    expires_at: Mapped[datetime | None]
    rotated_at: Mapped[Created]  # when a part of it changed last, by people or by a refresh
    credentials_at: Mapped[Created]  # when people gave it
    tested_at: Mapped[datetime | None]  # when people tested it last, and what came of it
    test_report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    account_id: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="connected")
    state_reason: Mapped[str] = mapped_column(default="")
    state_since: Mapped[Created]
    failures: Mapped[int] = mapped_column(default=0)
    health: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    checked_at: Mapped[datetime | None]
    webhooks: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    webhooks_checked_at: Mapped[datetime | None]
    webhooks_asked_at: Mapped[datetime | None]  # when the clockwork turned to them last, whatever came of it
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class ConnectionDraft(Tenant, Base):
    """Where a merchant is in the connect wizard. Secrets are sealed as soon as they are typed."""

    __tablename__ = "connection_drafts"
    __table_args__ = (
        CheckConstraint("environment IN ('live', 'sandbox')", name="environment"),
        CheckConstraint("step IN ('platform', 'credentials', 'authorising', 'tested', 'finished')", name="step"),
        Index("ix_connection_drafts_expires_at", "expires_at"),
    )

    vendor: Mapped[str]
    environment: Mapped[str]
    auth: Mapped[str] = mapped_column(default="")
    store_name: Mapped[str] = mapped_column(default="")
    public: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    secrets: Mapped[str] = mapped_column(default="")
    masks: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    step: Mapped[str] = mapped_column(default="platform")
    report: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str] = mapped_column(default="")
    reconnects: Mapped[UUID | None]
    store_id: Mapped[UUID | None]
    created_by: Mapped[str]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
    expires_at: Mapped[datetime]


class AuthorisationState(Base):
    """A round trip to a vendor's sign-in, by the hash of its random state; who comes back has no session yet."""

    __tablename__ = "authorisation_states"

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    draft_id: Mapped[UUID]
    vendor: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
