"""Tables of fulfilment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.fulfilment.contracts import STATES
from app.kernel.db import Base, Created, OrgId, Tenant, Updated, reference


class Shipment(Tenant, Base):
    """Units of one order that leave together. `reference` is ours and finds a label again after a lost answer."""

    __tablename__ = "shipments"
    __table_args__ = (
        reference("order_id", "orders", ondelete="CASCADE"),
        reference("carrier_connection_id", "connections", ondelete="SET NULL"),
        CheckConstraint(f"state IN ({', '.join(repr(s) for s in STATES)})", name="state"),
        CheckConstraint("cost >= 0", name="cost"),
        Index("uq_shipments_reference", "org_id", "reference", unique=True),
        Index("ix_shipments_order_id", "org_id", "order_id"),
        Index(
            "ix_shipments_state", "org_id", "state", text("created_at DESC"), text("id DESC"), postgresql_include=["store_id"]
        ),
        Index("ix_shipments_tracking_number", "org_id", "tracking_number", postgresql_where=text("tracking_number <> ''")),
        Index(
            "ix_shipments_moving",
            "asked_at",
            postgresql_where=text("state IN ('label_bought', 'shipped', 'in_transit', 'out_for_delivery', 'exception')"),
        ),
        Index("ix_shipments_buying", "updated_at", postgresql_where=text("state = 'buying'")),
    )

    order_id: Mapped[UUID]
    store_id: Mapped[UUID]
    carrier_connection_id: Mapped[UUID | None]
    carrier: Mapped[str] = mapped_column(default="")
    service: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    reference: Mapped[str]
    tracking_number: Mapped[str] = mapped_column(default="")
    tracking_url: Mapped[str] = mapped_column(default="")
    carrier_shipment_id: Mapped[str] = mapped_column(default="")
    cost: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="")
    label_key: Mapped[str] = mapped_column(default="")
    label_media_type: Mapped[str] = mapped_column(default="")
    ship_from: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    ship_to: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    parcels: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    notify_customer: Mapped[bool] = mapped_column(default=False)
    ship_when_bought: Mapped[bool] = mapped_column(default=True)
    claimed_until: Mapped[datetime | None]  # a purchase runs until then at most; in the past: when the last one ended
    error: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    tracked_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # when the clockwork turned to it last, whatever came of it
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class ShipmentLine(Base):
    __tablename__ = "shipment_lines"
    __table_args__ = (
        reference("shipment_id", "shipments", ondelete="CASCADE"),
        reference("order_item_id", "order_items", ondelete="CASCADE"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_shipment_lines_order_item_id", "org_id", "order_item_id"),
    )

    org_id: Mapped[OrgId]
    shipment_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_item_id: Mapped[UUID] = mapped_column(primary_key=True)
    quantity: Mapped[int]


class TrackingEntry(Tenant, Base):
    """What a carrier told, once each."""

    __tablename__ = "tracking_events"
    __table_args__ = (
        reference("shipment_id", "shipments", ondelete="CASCADE"),
        Index("uq_tracking_events_told", "org_id", "shipment_id", "at", "state", "code", unique=True),
    )

    shipment_id: Mapped[UUID]
    at: Mapped[datetime]
    state: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]


class ShipFrom(Base):
    """Where parcels of a location come from; `location_id` nil is the organisation's own address."""

    __tablename__ = "ship_from_addresses"

    org_id: Mapped[OrgId]
    location_id: Mapped[UUID] = mapped_column(primary_key=True)
    address: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[Updated]
