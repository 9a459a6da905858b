"""All SQL of stores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound
from app.stores.contracts import ConnectionView, StoreView, SyncSettings
from app.stores.models import Connection, Store

_STORE = (
    "id", "name", "description", "domain", "platform", "platform_store_id", "status", "currency", "timezone", "country",
    "logo_url", "group_name", "version", "created_at", "updated_at",
)  # fmt: skip
_CONNECTION = (
    "id", "store_id", "vendor", "kind", "title", "auth", "environment", "public", "masks", "expires_at", "rotated_at",
    "credentials_at", "tested_at", "test_report",
    "account_id", "state", "state_reason", "state_since", "failures", "health", "checked_at", "webhooks_checked_at",
    "created_at",
)  # fmt: skip


class Stores:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def stores(self, store_id: UUID | None = None) -> Sequence[StoreView]:
        """With the state of their connections, by name, in one statement."""
        query = (
            select(
                Store, Connection.id, Connection.state, Connection.state_reason, Connection.checked_at, Connection.environment
            )
            .outerjoin(
                Connection,
                (Connection.org_id == Store.org_id) & (Connection.store_id == Store.id) & (Connection.kind == "store"),
            )
            .order_by(Store.name, Store.id, Connection.created_at.desc())
        )
        if store_id is not None:
            query = query.where(Store.id == store_id)
        found: dict[UUID, StoreView] = {}
        for store, *connection in await self._uow.execute(query):
            found.setdefault(store.id, _store_view(store, connection))  # the newest connection speaks for the store
        return list(found.values())

    async def store(self, store_id: UUID) -> StoreView:
        found = await self.stores(store_id)
        if not found:
            raise NotFound("store", store_id)
        return found[0]

    async def connections(self, kind: str | None = None, store_id: UUID | None = None) -> Sequence[Connection]:
        """Newest first."""
        query = select(Connection).order_by(Connection.created_at.desc())
        if kind is not None:
            query = query.where(Connection.kind == kind)
        if store_id is not None:
            query = query.where(Connection.store_id == store_id)
        return (await self._uow.scalars(query)).all()

    async def of_account(self, vendor: str, environment: str, account_id: str) -> Sequence[Connection]:
        """Every connection that this account has or had: the living one first, then the newest. Locked."""
        if not account_id:
            return []
        query = (
            select(Connection)
            .where(Connection.vendor == vendor, Connection.environment == environment, Connection.account_id == account_id)
            .order_by(Connection.state == "disconnected", Connection.created_at.desc())
            .with_for_update()
        )
        return (await self._uow.scalars(query)).all()


def _store_view(store: Store, connection: Sequence[Any]) -> StoreView:
    id_, state, reason, checked_at, environment = connection
    return StoreView(
        **{name: getattr(store, name) for name in _STORE},
        settings=SyncSettings.read(store.settings),
        connection_id=id_,
        connection_state=state or "",
        connection_reason=reason or "",
        connection_checked_at=checked_at,
        environment=environment or "",
    )


def connection_view(connection: Connection) -> ConnectionView:
    return ConnectionView(
        **{name: getattr(connection, name) for name in _CONNECTION},
        scopes=tuple(connection.scopes),
        webhooks=tuple(connection.webhooks),
    )
