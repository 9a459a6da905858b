"""API keys over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.accounts import api
from app.accounts.permissions import API_KEYS_MANAGE
from app.accounts.routes.bodies import PermissionName, StoreIds, limit_to
from app.kernel.auth import Caller, allow, fresh
from app.kernel.http import Envelope, Model, Uow, ok, router

api_keys = router("/api-keys", "api-keys")


class ApiKeyOut(Model):
    id: UUID
    name: str
    prefix: str = Field(description="How the key begins.", examples=["ksap_Zx81aB"])
    permissions: tuple[str, ...]
    store_ids: tuple[UUID, ...] | None = Field(description="The stores that it works on; null: all.")
    created_by: str
    status: str = Field(description="active or expired.")
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute; null: never.")


class NewApiKeyOut(ApiKeyOut):
    key: str = Field(description="Shown this once. Send it as `Authorization: Bearer ksap_…`.")


class ApiKeyBody(Model):
    name: str = Field(min_length=1, max_length=100, examples=["Accounting export"])
    permissions: list[PermissionName] = Field(min_length=1, max_length=200, examples=[["orders.read"]])
    expires_in_days: int | None = Field(default=90, ge=1, le=3650, description="null: it never expires.")
    store_ids: StoreIds = None


@api_keys.get("", dependencies=[allow(API_KEYS_MANAGE)])
async def list_api_keys(uow: Uow) -> Envelope[list[ApiKeyOut]]:
    """Keys that are not revoked, newest first."""
    return ok([ApiKeyOut(**asdict(each)) for each in await api.list_api_keys(uow)])


@api_keys.post("", status_code=201, dependencies=[allow(API_KEYS_MANAGE), fresh()])
async def create_api_key(body: ApiKeyBody, uow: Uow, caller: Caller) -> Envelope[NewApiKeyOut]:
    """A key for a program. It may do what you name, and no more than you may yourself."""
    made, key = await api.create_api_key(
        uow,
        name=body.name,
        permissions=body.permissions,
        days=body.expires_in_days,
        created_by=caller.label,
        mine=caller.permissions,
        limit=limit_to(body.store_ids),
    )
    return ok(NewApiKeyOut(**asdict(made), key=key), "Keep the key now: it is not shown again.")


@api_keys.delete("/{key_id}", dependencies=[allow(API_KEYS_MANAGE)])
async def revoke_api_key(key_id: UUID, uow: Uow) -> Envelope[None]:
    """It is refused from its next call on, by every process."""
    await api.revoke_api_key(uow, key_id)
    return ok(None, "The key is revoked.")
