"""The organisation's own settings and roles, for a sealed backup. People, sessions, passwords and API keys are not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.accounts.models import Role
from app.accounts.permissions import assignable
from app.accounts.use_cases.profile import read_organisation, update_organisation
from app.kernel import audit
from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id

_ORGANISATION = ("name", "business", "currency", "timezone", "second_factor", "session_idle_minutes", "session_hours")


async def export_settings(uow: UnitOfWork) -> dict[str, Any]:
    organisation = await read_organisation(uow)
    roles = (await uow.scalars(select(Role).order_by(Role.name))).all()
    return {
        "organisation": {name: getattr(organisation, name) for name in _ORGANISATION},
        "roles": [{"name": role.name, "permissions": role.permissions} for role in roles],
    }


async def restore_settings(uow: UnitOfWork, data: Mapping[str, Any], restoring: Restoring) -> None:
    """Roles are recognised by their names; what this version cannot permit is left out of them."""
    given = data["organisation"]
    fields = {name: given[name] for name in _ORGANISATION if name in given}
    organisation = await read_organisation(uow)
    differs = any(value is not None and getattr(organisation, name) != value for name, value in fields.items())
    if differs:
        await update_organisation(uow, **fields)
        await uow.flush()
    restoring.note("changed" if differs else "same", organisation.name)
    known = {role.name.lower(): role for role in await uow.scalars(select(Role).with_for_update())}
    for each in data["roles"]:
        name, permissions = str(each["name"]), sorted(set(map(str, each["permissions"])) & set(assignable()))
        role = known.get(name.lower())
        if role is None:
            role = Role(org_id=uow.org_id, id=new_id(), name=name, permissions=permissions)
            uow.add(role)
            audit.record(uow, "role.created", kind="role", id_=role.id, name=name, permissions=permissions, restored=True)
            restoring.note("created", name)
        elif sorted(role.permissions) == permissions:
            restoring.note("same", name)
        else:
            before, role.permissions = role.permissions, permissions
            audit.record(
                uow, "role.updated", kind="role", id_=role.id, before={"permissions": before},
                after={"permissions": permissions}, restored=True,
            )  # fmt: skip
            restoring.note("changed", name)
