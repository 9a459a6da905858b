"""Roles of an organisation's own, and who may give which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.accounts.contracts import BeyondYou, RoleInUse, RoleName, RoleView
from app.accounts.models import Role
from app.accounts.permissions import BUILT_IN_NAMES, assignable, of_role
from app.accounts.repository import Members
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Invalid
from app.kernel.ids import new_id


async def list_roles(uow: UnitOfWork) -> list[RoleView]:
    """The built-in ones from the mightiest down, then the organisation's own by name."""
    members = Members(uow)
    counts = await members.counts()
    built_in = [_built_in(role, counts.get((role, None), 0)) for role in BUILT_IN_NAMES]
    return [*built_in, *(_own(role, counts.get(("custom", role.id), 0)) for role in await members.roles())]


async def create_role(uow: UnitOfWork, *, name: str, permissions: Sequence[str], mine: Collection[str]) -> RoleView:
    """`mine` is what the caller may do: nobody makes a role that may do more. Raises Invalid, BeyondYou, Conflict."""
    role = Role(org_id=uow.org_id, id=new_id(), name=name, permissions=_checked(permissions, mine))
    uow.add(role)
    await _unique(uow, name)
    audit.record(uow, "role.created", kind="role", id_=role.id, name=name, permissions=role.permissions)
    return _own(role, 0)


async def update_role(
    uow: UnitOfWork, role_id: UUID, *, name: str, permissions: Sequence[str], mine: Collection[str]
) -> RoleView:
    """Its members may do the new set from their next call on."""
    role = await uow.get(Role, role_id, "role", lock=True)
    must_cover(mine, role.permissions)
    before = {"name": role.name, "permissions": role.permissions}
    role.name, role.permissions = name, _checked(permissions, mine)
    await _unique(uow, name)
    after = {"name": role.name, "permissions": role.permissions}
    audit.record(uow, "role.updated", kind="role", id_=role_id, before=before, after=after)
    return _own(role, (await Members(uow).counts()).get(("custom", role_id), 0))


async def delete_role(uow: UnitOfWork, role_id: UUID, *, mine: Collection[str]) -> None:
    """Raises RoleInUse while anybody has it or is invited to it."""
    role = await uow.get(Role, role_id, "role", lock=True)
    must_cover(mine, role.permissions)
    audit.record(uow, "role.deleted", kind="role", id_=role_id, name=role.name)
    try:
        async with uow.session.begin_nested():
            await uow.session.delete(role)
    except IntegrityError:
        raise RoleInUse("Members or invitations still have this role. Give them another one first.") from None


async def permissions_of(uow: UnitOfWork, given: RoleName) -> frozenset[str]:
    """What a role may do. Raises Invalid for one that does not exist, and for the owner's, which is handed over."""
    if given.role == "custom":
        if given.role_id is None:
            raise Invalid("Say which of your roles: `role_id`.", field="role_id")
        return of_role("custom", (await uow.get(Role, given.role_id, "role")).permissions)
    if given.role not in BUILT_IN_NAMES or given.role == "owner":
        raise Invalid("Choose admin, store_manager, viewer or one of your own roles.", field="role")
    if given.role_id is not None:
        raise Invalid("Only `custom` has a `role_id`.", field="role_id")
    return of_role(given.role)


def must_cover(mine: Collection[str], theirs: Collection[str]) -> None:
    """Raises BeyondYou where somebody would give, or change, what they may not do themselves."""
    beyond = sorted(set(theirs) - set(mine))
    if beyond:
        raise BeyondYou(
            "This takes permissions that your own role does not have. Ask an owner of the organisation.",
            details={"permissions": beyond},
        )


def _checked(permissions: Sequence[str], mine: Collection[str]) -> list[str]:
    unknown = sorted(set(permissions) - set(assignable()))
    if unknown:
        raise Invalid(f"There is no permission {unknown[0]!r} that a role could have.", field="permissions")
    must_cover(mine, permissions)
    return sorted(set(permissions))


async def _unique(uow: UnitOfWork, name: str) -> None:
    try:
        await uow.flush()
    except IntegrityError:
        raise Conflict(f"There is a role called {name!r} already.", details={"field": "name"}) from None


def _built_in(role: str, members: int) -> RoleView:
    return RoleView(id=None, role=role, name=BUILT_IN_NAMES[role], permissions=tuple(sorted(of_role(role))), members=members)


def _own(role: Role, members: int) -> RoleView:
    held = tuple(sorted(of_role("custom", role.permissions)))
    return RoleView(id=role.id, role="custom", name=role.name, permissions=held, members=members)
