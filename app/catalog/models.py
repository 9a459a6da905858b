"""Tables of the catalogue."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, OrgId, Tenant, Updated, reference


class Product(Tenant, Base):
    """A product as the merchant owns it. `search` is the lower-cased text that people look for."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'draft', 'archived')", name="status"),
        Index("ix_products_search", "org_id", "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}),
        Index("ix_products_updated", "org_id", "updated_at", "id", postgresql_where=text("deleted_at IS NULL")),
        Index("ix_products_status", "org_id", "status"),
    )

    title: Mapped[str]
    description_html: Mapped[str] = mapped_column(default="")
    vendor: Mapped[str] = mapped_column(default="")
    product_type: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    status: Mapped[str] = mapped_column(default="active")
    handle: Mapped[str] = mapped_column(default="")
    options: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    currency: Mapped[str] = mapped_column(default="")
    search: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class Variant(Tenant, Base):
    """A sellable thing. A SKU is unique in the organisation; an empty one is none."""

    __tablename__ = "variants"
    __table_args__ = (
        reference("product_id", "products", ondelete="CASCADE"),
        CheckConstraint("price >= 0 AND compare_at_price >= 0 AND cost >= 0 AND weight_grams >= 0", name="amounts"),
        Index("uq_variants_sku", "org_id", "sku", unique=True, postgresql_where=text("sku <> '' AND deleted_at IS NULL")),
        Index("ix_variants_barcode", "org_id", "barcode", postgresql_where=text("barcode <> ''")),
        Index("ix_variants_product_id", "org_id", "product_id", "position"),
    )

    product_id: Mapped[UUID]
    sku: Mapped[str] = mapped_column(default="")
    barcode: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    options: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    price: Mapped[Decimal | None]
    compare_at_price: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    weight_grams: Mapped[Decimal | None]
    track_inventory: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    image_id: Mapped[UUID | None]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class ProductImage(Tenant, Base):
    __tablename__ = "product_images"
    __table_args__ = (
        reference("product_id", "products", ondelete="CASCADE"),
        Index("ix_product_images_product_id", "org_id", "product_id", "position"),
    )

    product_id: Mapped[UUID]
    url: Mapped[str]
    alt: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]


class ProductVersion(Base):
    """What a product was before each change, so that an edit can be undone."""

    __tablename__ = "product_versions"
    __table_args__ = (reference("product_id", "products", ondelete="CASCADE"),)

    org_id: Mapped[OrgId]
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    actor: Mapped[str]
    at: Mapped[Created]


class Listing(Tenant, Base):
    """A product as a channel lists it. `base` holds the fields that both sides last agreed on.

    `state`: linked | suggested | unlinked | deleted. `push_state`: clean | pending | published | failed | unknown.
    """

    __tablename__ = "listings"
    __table_args__ = (
        reference("store_id", "stores", ondelete="CASCADE"),
        reference("product_id", "products", ondelete="SET NULL"),
        CheckConstraint("state IN ('linked', 'suggested', 'unlinked', 'deleted')", name="state"),
        CheckConstraint("push_state IN ('clean', 'pending', 'published', 'failed', 'unknown')", name="push_state"),
        Index("uq_listings_external_id", "org_id", "store_id", "external_id", unique=True),
        Index("ix_listings_product_id", "org_id", "product_id"),
        Index("ix_listings_push_state", "org_id", "store_id", postgresql_where=text("push_state IN ('pending', 'unknown')")),
    )

    store_id: Mapped[UUID]
    product_id: Mapped[UUID | None]
    external_id: Mapped[str]
    state: Mapped[str]
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    currency: Mapped[str] = mapped_column(default="")
    base: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    remote_updated_at: Mapped[datetime | None]
    push_state: Mapped[str] = mapped_column(default="clean")
    push_error: Mapped[str] = mapped_column(default="")
    synced_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class ListingVariant(Tenant, Base):
    """A variant as a channel lists it, and which of ours it is."""

    __tablename__ = "listing_variants"
    __table_args__ = (
        reference("listing_id", "listings", ondelete="CASCADE"),
        reference("variant_id", "variants", ondelete="SET NULL"),
        Index("uq_listing_variants_external_id", "org_id", "store_id", "external_id", unique=True),
        Index("ix_listing_variants_variant_id", "org_id", "variant_id"),
        Index("ix_listing_variants_listing_id", "org_id", "listing_id"),
        Index("ix_listing_variants_stock_id", "org_id", "store_id", "stock_id"),
    )

    listing_id: Mapped[UUID]
    store_id: Mapped[UUID]
    variant_id: Mapped[UUID | None]
    suggested_variant_id: Mapped[UUID | None]
    external_id: Mapped[str]
    stock_id: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    sku: Mapped[str] = mapped_column(default="")
    barcode: Mapped[str] = mapped_column(default="")
    price: Mapped[Decimal | None]
    base: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    gone_at: Mapped[datetime | None]
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]


class FieldChange(Tenant, Base):
    """What was decided when both sides had changed a field. `winner`: ours | theirs. Values are text; lists, numbers and
    truth values are JSON."""

    __tablename__ = "field_changes"
    __table_args__ = (
        reference("listing_id", "listings", ondelete="CASCADE"),
        CheckConstraint("winner IN ('ours', 'theirs')", name="winner"),
        Index("ix_field_changes_listing_id", "org_id", "listing_id", "at"),
        Index("ix_field_changes_at", "org_id", text("at DESC"), text("id DESC")),
    )

    listing_id: Mapped[UUID]
    entity_id: Mapped[UUID]
    field: Mapped[str]
    base: Mapped[str | None]
    ours: Mapped[str | None]
    theirs: Mapped[str | None]
    winner: Mapped[str]
    at: Mapped[Created]


class FieldDecision(Base):
    """What people said of such a change afterwards. `keep`: ours | theirs."""

    __tablename__ = "field_decisions"
    __table_args__ = (
        reference("change_id", "field_changes", ondelete="CASCADE"),
        CheckConstraint("keep IN ('ours', 'theirs')", name="keep"),
    )

    org_id: Mapped[OrgId]
    change_id: Mapped[UUID] = mapped_column(primary_key=True)
    keep: Mapped[str]
    decided_by: Mapped[str]
    at: Mapped[Created]
