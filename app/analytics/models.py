"""Tables of analytics: facts per day in the store's own time zone, each recomputed whole when something in it changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, OrgId, Updated


class SalesDay(Base):
    """A store's day by country. Cancelled orders count nowhere; refunds count on the day of the order's refund.

    gross = lines before discounts; net = gross − discounts − refunds of goods; total = what buyers paid at order time.
    """

    __tablename__ = "sales_daily"
    __table_args__ = (
        Index("ix_sales_daily_org_day", "org_id", "day"),
        {"postgresql_partition_by": "RANGE (day)"},
    )

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    orders: Mapped[int]
    units: Mapped[int]
    gross: Mapped[Decimal]
    discounts: Mapped[Decimal]
    shipping: Mapped[Decimal]
    tax: Mapped[Decimal]
    total: Mapped[Decimal]
    refunds: Mapped[Decimal]
    updated_at: Mapped[Updated]


class ProductDay(Base):
    """A product's day in a store; lines of unknown products are under the nil product with their title lost."""

    __tablename__ = "product_daily"
    __table_args__ = (
        Index("ix_product_daily_org_day", "org_id", "day"),
        Index("ix_product_daily_product", "org_id", "product_id", "day"),
        {"postgresql_partition_by": "RANGE (day)"},
    )

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    units: Mapped[int]
    revenue: Mapped[Decimal]
    refunded_units: Mapped[int]
    updated_at: Mapped[Updated]


class StoreActivity(Base):
    """What a store card shows beyond its sales, kept by handlers so that the card asks nobody."""

    __tablename__ = "store_activity"
    __table_args__ = (CheckConstraint("active_orders >= 0", name="active_orders"),)

    org_id: Mapped[OrgId]
    store_id: Mapped[UUID] = mapped_column(primary_key=True)
    active_orders: Mapped[int] = mapped_column(default=0)
    last_order_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime | None]
    updated_at: Mapped[Updated]


class Activity(Base):
    """The recent-activity feed: orders, shipments, runs, alerts, newest first; old rows are cleaned up."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_org_at", "org_id", "at", "id"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    org_id: Mapped[OrgId]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    store_id: Mapped[UUID | None]
    kind: Mapped[str]
    entity_id: Mapped[UUID | None]
    summary: Mapped[str]
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="")
