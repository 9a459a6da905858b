"""The audit trail: who did what to which thing, append-only, in the transaction of the deed.

The database links every entry into its organisation's chain of hashes when the transaction commits (`AuditLink`), so that
an entry that was changed, removed or put elsewhere later is found: `app.kernel.audit_chain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation
from app.kernel.db import Base, OrgId, Tenant, UnitOfWork
from app.kernel.masking_rules import MASK, Kind, kind_of, mask_tokens


class AuditEntry(Tenant, Base):
    """`action` is a dotted verb (`connection.created`), `target` the kind and id of what it was done to."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_at", "org_id", "at", "id"),
        Index("ix_audit_log_target", "org_id", "target_id", "at", "id"),
        Index("ix_audit_log_action", "org_id", "action", "at", "id"),
        Index("ix_audit_log_actor", "org_id", "actor_id", "at", "id"),
    )

    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_label: Mapped[str]
    action: Mapped[str]
    target_kind: Mapped[str] = mapped_column(default="")
    target_id: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    correlation_id: Mapped[str] = mapped_column(default="")


class AuditLink(Base):
    """The place of an entry in its organisation's chain, and the hash over it and all before. Only the database writes it."""

    __tablename__ = "audit_chain"
    __table_args__ = (Index("uq_audit_chain_entry_id", "org_id", "entry_id", unique=True),)

    org_id: Mapped[OrgId]
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[UUID]
    hash: Mapped[bytes]


class AuditHead(Base):
    """The last link of each organisation's chain. Only the database writes it."""

    __tablename__ = "audit_heads"

    org_id: Mapped[OrgId]
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]


def record(uow: UnitOfWork, action: str, *, kind: str = "", id_: UUID | str = "", **details: Any) -> None:
    """Write it with the deed. Secrets have no place in `details`: pass masks or names. What is called like a secret or
    looks like one is hidden all the same."""
    uow.add(
        AuditEntry(
            org_id=uow.org_id,
            actor_kind=uow.actor.kind,
            actor_id=uow.actor.id,
            actor_label=uow.actor.label,
            action=action,
            target_kind=kind,
            target_id=str(id_),
            details={name: _without_secrets(name, value) for name, value in details.items()},
            correlation_id=correlation.current(),
        )
    )


def _without_secrets(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_secrets(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(name, item) for item in value]
    if not isinstance(value, str | bytes) or not value:
        return value
    if kind_of(name) is Kind.SECRET or isinstance(value, bytes):
        return MASK
    return mask_tokens(value)


async def record_everywhere(uow: UnitOfWork, action: str, *, kind: str = "", id_: UUID | str = "", **details: Any) -> None:
    """What touches everybody (keys, settings of the installation) stands in every organisation's trail, with the deed.
    Nothing else of the transaction may come after it: it ends up in the last organisation's scope."""
    from app.kernel.audit_chain import organisations

    for org_id in await organisations():
        await uow.rescope(org_id)
        record(uow, action, kind=kind, id_=id_, **details)
        await uow.flush()
