"""Roles and the catalogue of permissions over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from pydantic import Field

from app.accounts import api
from app.accounts.permissions import MEMBERS_MANAGE, MEMBERS_READ, assignable
from app.accounts.routes.bodies import PermissionName
from app.kernel.auth import Caller, allow, permissions
from app.kernel.http import Envelope, Model, Uow, ok, router

roles = router("/roles", "members")


class PermissionOut(Model):
    name: str
    meaning: str
    assignable: bool = Field(description="Whether a role of your own may have it; some are the owner's alone.")


class RoleOut(Model):
    id: UUID | None = Field(description="null for the built-in ones.")
    role: str = Field(description="owner, admin, store_manager, viewer or custom.")
    name: str
    permissions: tuple[str, ...]
    members: int


class OwnRoleBody(Model):
    name: str = Field(min_length=1, max_length=60, examples=["Warehouse"])
    permissions: list[PermissionName] = Field(max_length=200, examples=[["orders.read", "fulfilment.write"]])


@roles.get("", dependencies=[allow(MEMBERS_READ)])
async def list_roles(uow: Uow) -> Envelope[list[RoleOut]]:
    """The built-in roles and your own, each with what it may do."""
    return ok([RoleOut(**asdict(each)) for each in await api.list_roles(uow)])


@roles.get("/permissions", dependencies=[allow(MEMBERS_READ)])
async def list_permissions() -> Envelope[list[PermissionOut]]:
    """Every permission there is, by name."""
    own = assignable()
    return ok([PermissionOut(name=name, meaning=why, assignable=name in own) for name, why in permissions().items()])


@roles.post("", status_code=201, dependencies=[allow(MEMBERS_MANAGE)])
async def create_role(body: OwnRoleBody, uow: Uow, caller: Caller) -> Envelope[RoleOut]:
    """A role of your own. It may do no more than you may."""
    made = await api.create_role(uow, name=body.name, permissions=body.permissions, mine=caller.permissions)
    return ok(RoleOut(**asdict(made)))


@roles.put("/{role_id}", dependencies=[allow(MEMBERS_MANAGE)])
async def update_role(role_id: UUID, body: OwnRoleBody, uow: Uow, caller: Caller) -> Envelope[RoleOut]:
    """Its members may do the new set from their next call on."""
    changed = await api.update_role(uow, role_id, name=body.name, permissions=body.permissions, mine=caller.permissions)
    return ok(RoleOut(**asdict(changed)))


@roles.delete("/{role_id}", dependencies=[allow(MEMBERS_MANAGE)])
async def delete_role(role_id: UUID, uow: Uow, caller: Caller) -> Envelope[None]:
    """409 ROLE_IN_USE while a member or an invitation has it."""
    await api.delete_role(uow, role_id, mine=caller.permissions)
    return ok(None, "The role is gone.")
