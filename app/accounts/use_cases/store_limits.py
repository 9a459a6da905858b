"""Limit members, invitations and API keys to some of the organisation's stores."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.accounts.limit_models import ApiKeyStore, InvitationStore, MembershipStore
from app.accounts.limit_repository import StoreLimits
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid

Limited = type[MembershipStore] | type[InvitationStore] | type[ApiKeyStore]


async def set_stores(uow: UnitOfWork, of: Limited, owner_id: UUID, stores: Collection[UUID] | None) -> tuple[UUID, ...] | None:
    """These stores instead of those before; None for all. The row of the owner, which says `limited`, is in the database
    already. Returns them as they are shown. Raises Invalid for one that is not the organisation's."""
    limits = StoreLimits(uow, of)
    await limits.clear(owner_id)
    if stores is None:
        return None
    try:
        async with uow.session.begin_nested():
            await limits.add(owner_id, stores)
    except IntegrityError:
        raise Invalid("The organisation has no such store.", field="store_ids") from None
    return tuple(sorted(set(stores)))
