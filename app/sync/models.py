"""Tables of sync."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, Updated, reference

RUN_KINDS = ("initial", "poll", "reconcile", "webhook", "push_stock", "push_products", "push_fulfilments")


class SyncRun(Tenant, Base):
    """One piece of work between a store and KSAP, seen from its start to its end.

    `counts`: {resource: {read, created, updated, unchanged, failed, healed}}. `position` is where to go on after a restart.
    """

    __tablename__ = "sync_runs"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint(f"kind IN ({', '.join(repr(k) for k in RUN_KINDS)})", name="kind"),
        CheckConstraint("state IN ('queued', 'running', 'done', 'partial', 'failed', 'cancelled')", name="state"),
        Index("ix_sync_runs_store", "org_id", "store_id", text("created_at DESC"), text("id DESC")),
        Index("ix_sync_runs_org", "org_id", text("created_at DESC"), text("id DESC")),
        Index(
            "uq_sync_runs_open",
            "org_id",
            "store_id",
            "kind",
            unique=True,
            postgresql_where=text("state IN ('queued', 'running')"),
        ),
    )

    store_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    trigger: Mapped[str]  # user | schedule | webhook | event | system
    started_by: Mapped[str] = mapped_column(default="")
    job_id: Mapped[UUID | None]
    phase: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    position: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    error: Mapped[str] = mapped_column(default="")
    correlation_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class SyncItem(Tenant, Base):
    """What became of one thing in a run; the unremarkable ones are only counted."""

    __tablename__ = "sync_items"
    __table_args__ = (
        reference("run_id", "sync_runs", ondelete="CASCADE"),
        CheckConstraint(
            "outcome IN ('created', 'updated', 'pushed', 'skipped', 'failed', 'healed', 'suggested')", name="outcome"
        ),
        Index("ix_sync_items_run_id", "org_id", "run_id", "id"),
    )

    run_id: Mapped[UUID]
    resource: Mapped[str]
    external_id: Mapped[str] = mapped_column(default="")
    entity_id: Mapped[UUID | None]
    outcome: Mapped[str]
    message: Mapped[str] = mapped_column(default="")
    at: Mapped[Created]


class SyncCursor(Base):
    """How far a resource of a store has been read: everything changed before `watermark` is in."""

    __tablename__ = "sync_cursors"
    __table_args__ = (reference("store_id", "stores", ondelete="CASCADE"),)

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    watermark: Mapped[datetime | None]
    updated_at: Mapped[Updated]


class SyncSchedule(Base):
    """When a store is due for its next poll."""

    __tablename__ = "sync_schedules"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint("every_seconds >= 5", name="every_seconds"),
        Index("ix_sync_schedules_due", "next_at", postgresql_where=text("NOT paused")),
    )

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    every_seconds: Mapped[int]
    next_at: Mapped[datetime]
    paused: Mapped[bool] = mapped_column(default=False)
    imported_at: Mapped[datetime | None]  # when the first import was complete


class LocationLink(Base):
    """Which of our locations a channel's location is."""

    __tablename__ = "location_links"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        reference("location_id", "locations", ondelete="CASCADE"),
    )

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    remote_location_id: Mapped[str] = mapped_column(primary_key=True)
    remote_name: Mapped[str] = mapped_column(default="")
    location_id: Mapped[UUID]
    created_at: Mapped[Created]


class ChannelStock(Base):
    """What a channel shows of a variant at one of its locations, as we believe: set when we write or read it, lowered when
    an order of that channel comes in, since the channel lowered it itself. A reading that differs is a merchant's edit.

    `state`: clean | pending (ours differs, to be pushed) | unknown (an answer was lost) | refused | untracked.
    """

    __tablename__ = "channel_stock"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        reference("variant_id", "variants", ondelete="CASCADE"),
        CheckConstraint("state IN ('clean', 'pending', 'unknown', 'refused', 'untracked')", name="state"),
        Index("ix_channel_stock_variant_id", "org_id", "variant_id"),
        Index("ix_channel_stock_pending", "org_id", "store_id", postgresql_where=text("state IN ('pending', 'unknown')")),
    )

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    stock_id: Mapped[str] = mapped_column(primary_key=True)
    remote_location_id: Mapped[str] = mapped_column(primary_key=True)
    variant_id: Mapped[UUID]
    product_external_id: Mapped[str]
    variant_external_id: Mapped[str]
    remote_quantity: Mapped[int | None]
    sent_quantity: Mapped[int | None]  # what the write on its way sets, while `state` is unknown
    state: Mapped[str] = mapped_column(default="clean")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    pending_since: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class ChannelTaken(Base):
    """Units that a channel has taken out of its own stock for an order, as far as `remote_quantity` knows of it."""

    __tablename__ = "channel_taken"
    __table_args__ = (reference("store_id", "stores", ondelete="CASCADE"),)

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_external_id: Mapped[str] = mapped_column(primary_key=True)
    variant_external_id: Mapped[str] = mapped_column(primary_key=True)
    taken: Mapped[int]


class FulfilmentPush(Base):
    """A shipment on its way to the channel, or back from it. `state`: pending | published | failed | unknown | withdrawn."""

    __tablename__ = "fulfilment_pushes"
    __table_args__ = (
        reference("shipment_id", "shipments", ondelete="CASCADE"),
        CheckConstraint("state IN ('pending', 'published', 'failed', 'unknown', 'withdrawn')", name="state"),
        Index("ix_fulfilment_pushes_open", "org_id", "store_id", postgresql_where=text("state IN ('pending', 'unknown')")),
    )

    org_id: Mapped[OrgId]
    shipment_id: Mapped[UUID] = mapped_column(primary_key=True)
    store_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="pending")
    external_id: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    pushed_at: Mapped[datetime | None]


class DeadLetter(Tenant, Base):
    """Something that could not be taken in or pushed out, kept until somebody decides. `state`: open | replayed | discarded."""

    __tablename__ = "dead_letters"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("state IN ('open', 'replayed', 'discarded')", name="state"),
        Index("ix_dead_letters_open", "org_id", "store_id", text("created_at DESC"), postgresql_where=text("state = 'open'")),
        Index("ix_dead_letters_message", "org_id", "message_id", postgresql_where=text("message_id IS NOT NULL")),
        Index(
            "uq_dead_letters_open", "org_id", "store_id", "direction", "resource", "external_id", unique=True,
            postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip

    store_id: Mapped[UUID]
    direction: Mapped[str]
    resource: Mapped[str]
    external_id: Mapped[str]
    message_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    error_code: Mapped[str] = mapped_column(default="")
    error: Mapped[str]
    remedy: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
