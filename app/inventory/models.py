"""Tables of inventory."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, Updated, reference


class Location(Tenant, Base):
    """A place where stock lies."""

    __tablename__ = "locations"
    __table_args__ = (
        Index("uq_locations_name", "org_id", "name", unique=True),
        Index("uq_locations_default", "org_id", unique=True, postgresql_where=text("is_default")),
    )

    name: Mapped[str]
    address: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    is_default: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class StockLevel(Base):
    """Units of a variant at a location. The database itself keeps available = on_hand − reserved."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        reference("variant_id", "variants", ondelete="CASCADE"),
        reference("location_id", "locations"),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("incoming >= 0", name="incoming"),
        CheckConstraint("low_at >= 0", name="low_at"),
        Index("ix_stock_levels_location", "org_id", "location_id"),
    )

    org_id: Mapped[OrgId]
    variant_id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    available: Mapped[int] = mapped_column(Computed("on_hand - reserved", persisted=True))
    incoming: Mapped[int] = mapped_column(default=0)
    low_at: Mapped[int | None]  # low at this many available or fewer; None: as the organisation says
    updated_at: Mapped[Updated]


class InventorySettings(Base):
    """What an organisation says of all its stock; without a row the defaults of `contracts` speak."""

    __tablename__ = "inventory_settings"
    __table_args__ = (CheckConstraint("low_at >= 0", name="low_at"),)

    org_id: Mapped[OrgId]
    low_at: Mapped[int | None]  # None: nothing counts as low
    updated_at: Mapped[Updated]


class StockReservation(Tenant, Base):
    """What one line of one owner holds now (`quantity`), and what it has taken so far (`consumed`, `restocked`).

    One row per owner and line for good. `state`: held | consumed | released | expired.
    """

    __tablename__ = "stock_reservations"
    __table_args__ = (
        reference("variant_id", "variants", ondelete="CASCADE"),
        reference("location_id", "locations"),
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("consumed >= 0 AND restocked >= 0", name="taken"),
        CheckConstraint("state IN ('held', 'consumed', 'released', 'expired')", name="state"),
        CheckConstraint("(state = 'held') = (quantity > 0)", name="held"),
        Index("uq_stock_reservations_owner", "org_id", "owner_kind", "owner_id", "line_ref", unique=True),
        Index("ix_stock_reservations_variant", "org_id", "variant_id", postgresql_where=text("state = 'held'")),
        Index("ix_stock_reservations_expiry", "expires_at", postgresql_where=text("state = 'held' AND expires_at IS NOT NULL")),
    )

    owner_kind: Mapped[str]
    owner_id: Mapped[UUID]
    line_ref: Mapped[str]
    variant_id: Mapped[UUID]
    location_id: Mapped[UUID]
    quantity: Mapped[int]
    consumed: Mapped[int] = mapped_column(default=0)
    restocked: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="held")
    expires_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class StockLedgerEntry(Base):
    """Every movement, append-only: the sums up to a moment are the level at that moment.

    `kind`: initial | adjust | reserve | release | expire | ship | unship | restock | channel_edit | transfer | receive | order.
    """

    __tablename__ = "stock_ledger"
    __table_args__ = (
        Index("ix_stock_ledger_level", "org_id", "variant_id", "location_id", "at"),
        Index("ix_stock_ledger_reference", "org_id", "reference"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    org_id: Mapped[OrgId]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID]
    location_id: Mapped[UUID]
    kind: Mapped[str]
    on_hand_delta: Mapped[int] = mapped_column(default=0)
    reserved_delta: Mapped[int] = mapped_column(default=0)
    incoming_delta: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    actor: Mapped[str] = mapped_column(default="")
