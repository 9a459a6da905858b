"""Organisations and people."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import count
from uuid import UUID

from app.accounts import api
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.ids import new_id

PASSWORD = "correct horse battery staple"
_numbers = count(1)


@dataclass(frozen=True)
class Organisation:
    id: UUID
    owner_id: UUID
    email: str

    @property
    def owner(self) -> Actor:
        return Actor(kind="user", id=str(self.owner_id), label=self.email)

    def uow(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit of work of the owner in this organisation."""
        return unit_of_work(self.id, self.owner)


async def make_organisation(name: str = "Harbour Goods") -> Organisation:
    email = f"owner{next(_numbers)}.{new_id().hex[-8:]}@example.com"
    org_id, user_id = await api.register(email=email, password=PASSWORD, organisation=name)
    return Organisation(org_id, user_id, email)
