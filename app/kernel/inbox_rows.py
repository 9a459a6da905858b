"""The tables of incoming webhooks: where vendors deliver to, and what they delivered."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base, Created, Tenant, database


class InboxEndpoint(Tenant, Base):
    """An address that a vendor delivers to; its id stands in the URL. `secret` is a vault envelope.

    `kind` names the consumer ("store"), `state`: open | paused | closed. A paused one still stores.
    """

    __tablename__ = "inbox_endpoints"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'paused', 'closed')", name="state"),
        Index("uq_inbox_endpoints_id", "id", unique=True),
    )

    vendor: Mapped[str]
    kind: Mapped[str]
    secret: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[Created]
    last_delivery_at: Mapped[datetime | None]


class InboxMessage(Tenant, Base):
    """One delivery, raw. `state`: pending | done | dead | discarded."""

    __tablename__ = "inbox_messages"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'done', 'dead', 'discarded')", name="state"),
        Index("uq_inbox_messages_delivery", "endpoint_id", "delivery_id", unique=True),
        Index("ix_inbox_messages_pending", "endpoint_id", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_inbox_messages_dead", "endpoint_id", "id", postgresql_where=text("state = 'dead'")),
        Index("ix_inbox_messages_org_received", "org_id", "received_at"),
    )

    endpoint_id: Mapped[UUID]
    vendor: Mapped[str]
    topic: Mapped[str]
    delivery_id: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    correlation_id: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[Created]
    error: Mapped[str] = mapped_column(default="")
    received_at: Mapped[Created]


def secret_context(endpoint_id: UUID) -> str:
    """The vault context that an endpoint's signing secret is sealed under."""
    return f"inbox endpoint {endpoint_id}"


async def forget(older_than: timedelta) -> int:
    """Delete deliveries that were taken in or discarded long ago; dead ones stay until somebody decides."""
    async with database().system.acquire() as connection:
        tag = await connection.execute(
            "DELETE FROM inbox_messages WHERE state IN ('done', 'discarded') AND received_at < $1",
            clock.now() - older_than,
        )
    return int(tag.split()[-1])
