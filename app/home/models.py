"""Tables of home."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, Created, Tenant, Updated


class SharedView(Tenant, Base):
    """Filters, order and columns of a list under a name, for everybody in the organisation. What it shows to whom is the
    list's own affair: a view holds no rows."""

    __tablename__ = "shared_views"
    __table_args__ = (
        CheckConstraint("area IN ('orders', 'products')", name="area"),
        Index("uq_shared_views_name", "org_id", "area", "name", unique=True),
    )

    area: Mapped[str]
    name: Mapped[str]
    query: Mapped[str]
    columns: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    created_at: Mapped[Created]
    updated_at: Mapped[Updated]
