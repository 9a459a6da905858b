"""All SQL of the OAuth 2.0 server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.oauth_models import OAuthClient, OAuthGrant, OAuthSpentToken
from app.accounts.repository import limit_of
from app.kernel import clock
from app.kernel.db import UnitOfWork, database


class Grants:
    """Programs and what they were allowed, in the organisation in scope."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def client(self, client_id: UUID) -> OAuthClient | None:
        """One that is not revoked."""
        query = select(OAuthClient).where(OAuthClient.id == client_id, OAuthClient.revoked_at.is_(None))
        return await self._uow.scalar(query)

    async def clients(self) -> Sequence[OAuthClient]:
        query = select(OAuthClient).where(OAuthClient.revoked_at.is_(None)).order_by(OAuthClient.id.desc())
        return (await self._uow.scalars(query)).all()

    async def by_code(self, digest: str, client_id: UUID) -> OAuthGrant | None:
        """Locked: of two exchanges of one code the second sees that it is spent."""
        return await self._one(OAuthGrant.code_hash == digest, client_id)

    async def by_refresh(self, digest: str, client_id: UUID) -> OAuthGrant | None:
        """Locked."""
        return await self._one(OAuthGrant.refresh_hash == digest, client_id)

    async def by_spent(self, digest: str, client_id: UUID) -> OAuthGrant | None:
        """Locked."""
        spent = select(OAuthSpentToken.grant_id).where(OAuthSpentToken.token_hash == digest).scalar_subquery()
        return await self._one(OAuthGrant.id == spent, client_id)

    async def unrevoked_of(self, user_id: UUID) -> Sequence[OAuthGrant]:
        query = select(OAuthGrant).where(OAuthGrant.user_id == user_id, OAuthGrant.revoked_at.is_(None))
        return (await self._uow.scalars(query)).all()

    async def live_of(self, user_id: UUID) -> list[tuple[OAuthGrant, str]]:
        """A person's, with the program's name, newest first. A code that nobody fetched in time gave nothing."""
        query = (
            select(OAuthGrant, OAuthClient.name)
            .join(OAuthClient, (OAuthClient.org_id == OAuthGrant.org_id) & (OAuthClient.id == OAuthGrant.client_id))
            .where(
                OAuthGrant.user_id == user_id,
                OAuthGrant.code_used_at.is_not(None),
                OAuthGrant.revoked_at.is_(None),
                OAuthGrant.expires_at > clock.now(),
                OAuthClient.revoked_at.is_(None),
            )
            .order_by(OAuthGrant.id.desc())
        )
        return [(grant, name) for grant, name in await self._uow.execute(query)]

    async def _one(self, condition: Any, client_id: UUID) -> OAuthGrant | None:
        query = select(OAuthGrant).where(condition, OAuthGrant.client_id == client_id)
        return await self._uow.scalar(query.with_for_update().execution_options(populate_existing=True))


@dataclass(frozen=True, slots=True)
class AppStanding:
    """What a program's token is worth now. Without `user_id` it acts for itself."""

    client_name: str
    client_scopes: tuple[str, ...]
    user_id: UUID | None
    scopes: tuple[str, ...]
    role: str
    own_permissions: tuple[str, ...]
    email: str
    is_verified: bool
    stores: frozenset[UUID] | None = None


async def client_org(client_id: UUID) -> UUID | None:
    """The organisation that a program is registered with."""
    async with database().app.acquire(timeout=5) as connection:
        found: UUID | None = await connection.fetchval("SELECT oauth_client_org($1)", client_id)
        return found


async def app_standing(org_id: UUID, client_id: UUID, grant_id: UUID | None) -> AppStanding | None:
    """None when the program or the grant is revoked or over, or the person no longer an active member. One round trip."""
    async with database().app.acquire(timeout=5) as connection:
        row = await connection.fetchrow(
            "SELECT * FROM oauth_standing($1, $2, $3, $4)", org_id, client_id, grant_id, clock.now()
        )
    if row is None:
        return None
    return AppStanding(
        row["client_name"],
        tuple(row["client_scopes"]),
        row["user_id"],
        tuple(row["scopes"] or ()),
        row["role"] or "",
        tuple(row["role_permissions"] or ()),
        row["email"] or "",
        bool(row["is_verified"]),
        limit_of(row),
    )
