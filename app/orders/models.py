"""Tables of orders."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, Updated, reference
from app.orders.contracts import FULFILMENT_STATUSES, PAYMENT_STATUSES, STATUSES


def _in(column: str, states: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(s) for s in states)})"


class Customer(Tenant, Base):
    """A buyer, by e-mail over all stores; buyers without an address are guests of their order."""

    __tablename__ = "customers"
    __table_args__ = (Index("uq_customers_email", "org_id", "email", unique=True, postgresql_where=text("email <> ''")),)

    email: Mapped[str] = mapped_column(default="")  # lower case
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class Order(Tenant, Base):
    """An order of any store, in the store's currency, as at order time."""

    __tablename__ = "orders"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        reference("customer_id", "customers", ondelete="SET NULL"),
        CheckConstraint(_in("status", STATUSES), name="status"),
        CheckConstraint(_in("payment_status", PAYMENT_STATUSES), name="payment_status"),
        CheckConstraint(_in("fulfilment_status", FULFILMENT_STATUSES), name="fulfilment_status"),
        Index("uq_orders_external_id", "org_id", "store_id", "external_id", unique=True),
        # what facets and the count of work need stands in the index, so that 100,000 wide rows need not be read for it
        Index(
            "ix_orders_placed", "org_id", text("placed_at DESC"), text("id DESC"),
            postgresql_include=["store_id", "status", "payment_status", "fulfilment_status"],
        ),
        Index("ix_orders_store_placed", "org_id", "store_id", text("placed_at DESC"), text("id DESC")),
        Index(
            "ix_orders_status", "org_id", "status", text("placed_at DESC"), text("id DESC"),
            postgresql_include=["store_id", "payment_status", "fulfilment_status"],
        ),
        Index("ix_orders_customer_email", "org_id", "email"),
        Index("ix_orders_number", "org_id", "number"),
        Index("ix_orders_customer_id", "org_id", "customer_id"),
        Index("ix_orders_search", "org_id", "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}),
    )  # fmt: skip

    store_id: Mapped[UUID]
    external_id: Mapped[str]
    number: Mapped[str]
    customer_id: Mapped[UUID | None]
    customer_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    country: Mapped[str] = mapped_column(default="")  # where it goes, ISO 3166-1 alpha-2
    currency: Mapped[str]
    subtotal: Mapped[Decimal]
    discount: Mapped[Decimal]
    shipping: Mapped[Decimal]
    tax: Mapped[Decimal]
    total: Mapped[Decimal]
    refunded: Mapped[Decimal]
    taxes_included: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # tax, discount and shipping lines
    status: Mapped[str]
    payment_status: Mapped[str]
    fulfilment_status: Mapped[str] = mapped_column(default="unfulfilled")
    units: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    internal_note: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    source: Mapped[str] = mapped_column(default="")
    search: Mapped[str] = mapped_column(default="")
    fingerprint: Mapped[str] = mapped_column(default="")
    placed_at: Mapped[datetime]
    remote_updated_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None]  # since then it tells of nobody; the database keeps it so
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class OrderItem(Tenant, Base):
    """A line, with name, SKU and price as at order time. `price` per unit; total = price × quantity − discount."""

    __tablename__ = "order_items"
    __table_args__ = (
        reference("order_id", "orders", ondelete="CASCADE"),
        reference("product_id", "products", ondelete="SET NULL"),
        reference("variant_id", "variants", ondelete="SET NULL"),
        CheckConstraint("quantity >= 0 AND fulfilled >= 0 AND refunded >= 0 AND open >= 0", name="quantities"),
        Index("uq_order_items_external_id", "org_id", "order_id", "external_id", unique=True),
        Index("ix_order_items_variant_id", "org_id", "variant_id"),
        Index(
            "ix_order_items_unlinked",
            "org_id",
            "remote_variant_id",
            postgresql_where=text("variant_id IS NULL AND remote_variant_id <> ''"),
        ),
    )

    order_id: Mapped[UUID]
    external_id: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    product_id: Mapped[UUID | None]
    variant_id: Mapped[UUID | None]
    remote_product_id: Mapped[str] = mapped_column(default="")
    remote_variant_id: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    variant_title: Mapped[str] = mapped_column(default="")
    sku: Mapped[str] = mapped_column(default="")
    image_url: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int]
    price: Mapped[Decimal]
    discount: Mapped[Decimal]
    tax: Mapped[Decimal]
    total: Mapped[Decimal]
    requires_shipping: Mapped[bool] = mapped_column(default=True)
    fulfilled: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    restocked: Mapped[int] = mapped_column(default=0)
    open: Mapped[int] = mapped_column(default=0)  # units still to ship
    properties: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class OrderRaw(Base):
    """The vendor's own words, whole."""

    __tablename__ = "order_raw"
    __table_args__ = (reference("order_id", "orders", ondelete="CASCADE"),)

    org_id: Mapped[OrgId]
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    payload: Mapped[str]
    received_at: Mapped[Created]


class OrderRefund(Tenant, Base):
    __tablename__ = "order_refunds"
    __table_args__ = (
        reference("order_id", "orders", ondelete="CASCADE"),
        CheckConstraint("amount >= 0", name="amount"),
        Index("uq_order_refunds_external_id", "org_id", "order_id", "external_id", unique=True),
        Index("ix_order_refunds_refunded_at", "org_id", "refunded_at"),
    )

    order_id: Mapped[UUID]
    external_id: Mapped[str]
    amount: Mapped[Decimal]
    currency: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    lines: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    refunded_at: Mapped[datetime]
    created_at: Mapped[Created]


class OrderEvent(Base):
    """The story of an order: who, what, when, from where, before and after. Append-only."""

    __tablename__ = "order_events"
    __table_args__ = (
        Index("ix_order_events_order", "org_id", "order_id", "at"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    org_id: Mapped[OrgId]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    order_id: Mapped[UUID]
    kind: Mapped[str]
    source: Mapped[str]  # user | channel | carrier | system
    actor: Mapped[str] = mapped_column(default="")
    summary: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
