"""Stores and their connections."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from app.kernel.ids import new_id
from app.stores.models import Connection, Store
from app.stores.use_cases.channels import seal
from tests.factories.accounts import Organisation

_numbers = count(1)


async def make_store(org: Organisation, **fields: Any) -> UUID:
    """A store with no connection; its id."""
    id_ = new_id()
    given = {"name": f"Shop {next(_numbers)}", "platform": "shopify", "currency": "EUR", "timezone": "Europe/Berlin"}
    async with org.uow() as uow:
        uow.add(Store(org_id=org.id, id=id_, **{**given, **fields}))
    return id_


async def make_connection(
    org: Organisation, store_id: UUID | None, *, secrets: dict[str, str] | None = None, **fields: Any
) -> UUID:
    """A connection with sealed secrets; its id."""
    id_ = new_id()
    given: dict[str, Any] = {
        "vendor": "shopify",
        "kind": "store" if store_id else "carrier",
        "title": "A connection",
        "auth": "token",
        "environment": "sandbox",
        "account_id": str(id_),
        "public": {},
    }
    async with org.uow() as uow:
        uow.add(Connection(org_id=org.id, id=id_, store_id=store_id, secrets=seal(id_, secrets or {}), **{**given, **fields}))
    return id_
