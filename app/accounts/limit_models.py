"""Tables of who is limited to which stores.

Each belongs to a row that says `limited`; a limited one without stores, like when its last one was removed, sees none.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, OrgId, reference


class MembershipStore(Base):
    """A store of a limited member."""

    __tablename__ = "membership_stores"
    __table_args__ = (
        ForeignKeyConstraint(["org_id", "user_id"], ["memberships.org_id", "memberships.user_id"], ondelete="CASCADE"),
        reference("store_id", "stores", ondelete="CASCADE"),
        Index("ix_membership_stores_store_id", "org_id", "store_id"),
    )

    org_id: Mapped[OrgId]
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)


class InvitationStore(Base):
    """A store of whoever accepts a limited invitation."""

    __tablename__ = "invitation_stores"
    __table_args__ = (
        reference("invitation_id", "invitations", ondelete="CASCADE"),
        reference("store_id", "stores", ondelete="CASCADE"),
        Index("ix_invitation_stores_store_id", "org_id", "store_id"),
    )

    org_id: Mapped[OrgId]
    invitation_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)


class ApiKeyStore(Base):
    """A store of a limited API key."""

    __tablename__ = "api_key_stores"
    __table_args__ = (
        reference("key_id", "api_keys", ondelete="CASCADE"),
        reference("store_id", "stores", ondelete="CASCADE"),
        Index("ix_api_key_stores_store_id", "org_id", "store_id"),
    )

    org_id: Mapped[OrgId]
    key_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
