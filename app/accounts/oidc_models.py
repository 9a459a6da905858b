"""Tables of signing in by a provider of identities. A provider serves the whole installation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, Id


class OidcProvider(Base):
    """Who vouches for people. `client_secret` is an envelope of the vault; `parties` are the origins (`azp`) whose session
    tokens are taken as bearer tokens, none where it is empty."""

    __tablename__ = "oidc_providers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str]
    parties: Mapped[list[str]] = mapped_column(JSONB, default=list)
    created_at: Mapped[Created]


class OidcIdentity(Base):
    """An account at a provider that signs a user in, known by issuer and subject; the address is for people to see."""

    __tablename__ = "oidc_identities"
    __table_args__ = (
        Index("uq_oidc_identities_subject", "issuer", "subject", unique=True),
        Index("uq_oidc_identities_user_id", "user_id", "issuer", unique=True),
    )

    id: Mapped[Id]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    issuer: Mapped[str]
    subject: Mapped[str]
    email: Mapped[str]
    created_at: Mapped[Created]
    last_used_at: Mapped[datetime | None]


class OidcState(Base):
    """A sign-in under way, good once: `binding_hash` is of the cookie of the browser that began it; `user_id` when
    somebody who is signed in links an identity."""

    __tablename__ = "oidc_states"
    __table_args__ = (
        Index("ix_oidc_states_expires_at", "expires_at"),
        Index("ix_oidc_states_provider_id", "provider_id"),
        Index("ix_oidc_states_user_id", "user_id"),
    )

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    binding_hash: Mapped[str]
    provider_id: Mapped[str] = mapped_column(ForeignKey("oidc_providers.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    nonce: Mapped[str]
    verifier: Mapped[str]
    expires_at: Mapped[datetime]
