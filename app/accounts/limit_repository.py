"""All SQL of who is limited to which stores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, case, cast, delete, func, insert, select

from app.accounts.limit_models import ApiKeyStore, InvitationStore, MembershipStore
from app.kernel.db import UnitOfWork

Stores = tuple[UUID, ...] | None
"""Those that somebody is limited to, sorted; None: all."""


class StoreLimits:
    """The stores of what is limited to some, by the table that says so."""

    def __init__(self, uow: UnitOfWork, table: type[MembershipStore] | type[InvitationStore] | type[ApiKeyStore]) -> None:
        self._uow = uow
        self._table = table
        self._owner = _OWNERS[table]

    async def clear(self, owner_id: UUID) -> None:
        await self._uow.execute(delete(self._table).where(getattr(self._table, self._owner) == owner_id))

    async def add(self, owner_id: UUID, stores: Collection[UUID]) -> None:
        """Raises IntegrityError for a store that is not the organisation's."""
        rows = [{"org_id": self._uow.org_id, self._owner: owner_id, "store_id": store} for store in sorted(set(stores))]
        if rows:
            await self._uow.execute(insert(self._table), rows)

    async def of(self, owner_id: UUID) -> frozenset[UUID]:
        query = select(self._table.store_id).where(getattr(self._table, self._owner) == owner_id)
        return frozenset(await self._uow.scalars(query))


_OWNERS = {MembershipStore: "user_id", InvitationStore: "invitation_id", ApiKeyStore: "key_id"}
_KEYS = {MembershipStore: "user_id", InvitationStore: "id", ApiKeyStore: "id"}


def stores_of(owner: Any, table: Any) -> Any:
    """A column with the stores of a row, None where it is not limited: one statement for a list of them."""
    held = getattr(table, _OWNERS[table]) == getattr(owner, _KEYS[table])
    found = (
        select(func.coalesce(func.array_agg(table.store_id), cast([], ARRAY(Uuid))))
        .where(table.org_id == owner.org_id, held)
        .correlate(owner)
        .scalar_subquery()
    )
    return case((owner.limited, found))


def sorted_stores(stores: Sequence[UUID] | None) -> Stores:
    return None if stores is None else tuple(sorted(stores))
