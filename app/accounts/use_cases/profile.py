"""Read and change one's own profile and settings, and the organisation's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import orjson

from app.accounts.contracts import Profile
from app.accounts.models import Organisation
from app.accounts.repository import Accounts, Members
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid, NotFound

MOST_SETTINGS = 65_536


async def read_profile(uow: UnitOfWork, user_id: UUID, permissions: Collection[str]) -> Profile:
    """`permissions` are what the caller may do now."""
    accounts = Accounts(uow)
    user, organisation = await accounts.user(user_id), await accounts.organisation(uow.org_id)
    members = await Members(uow).all(user_id)
    if user is None or organisation is None or not members:
        raise NotFound("user", user_id)
    return Profile(
        id=user.id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        is_verified=user.is_verified,
        created_at=user.created_at,
        last_login_at=user.last_login_at,
        org_id=organisation.id,
        org_name=organisation.name,
        role=members[0].role,
        role_name=members[0].role_name,
        permissions=tuple(sorted(permissions)),
        store_ids=members[0].store_ids,
        organisations=tuple(await accounts.memberships(user_id)),
    )


async def update_profile(uow: UnitOfWork, user_id: UUID, *, first_name: str | None, last_name: str | None) -> None:
    """None leaves a field as it is."""
    user = await Accounts(uow).user(user_id)
    if user is None:
        raise NotFound("user", user_id)
    if first_name is not None:
        user.first_name = first_name
    if last_name is not None:
        user.last_name = last_name


async def read_settings(uow: UnitOfWork, user_id: UUID) -> dict[str, Any]:
    user = await Accounts(uow).user(user_id)
    return dict(user.settings) if user else {}


async def merge_settings(uow: UnitOfWork, user_id: UUID, changes: dict[str, Any]) -> dict[str, Any]:
    """Top-level keys replace their values, None removes one; returns what is kept then. Raises Invalid over 64 kB.

    The row is locked, so that two windows which save different keys at once both have their way."""
    user = await Accounts(uow).user(user_id, lock=True)
    if user is None:
        raise NotFound("user", user_id)
    merged = {key: value for key, value in {**user.settings, **changes}.items() if value is not None}
    if len(orjson.dumps(merged)) > MOST_SETTINGS:
        raise Invalid("Preferences may have 64 kB at most; remove keys by setting them to null.", field="body")
    user.settings = merged
    return merged


async def read_organisation(uow: UnitOfWork) -> Organisation:
    organisation = await Accounts(uow).organisation(uow.org_id)
    if organisation is None:
        raise NotFound("organisation")
    return organisation


async def update_organisation(uow: UnitOfWork, **fields: Any) -> Organisation:
    """`fields` that are None stay as they are; before and after go to the audit trail."""
    organisation = await read_organisation(uow)
    changed = {k: v for k, v in fields.items() if v is not None and getattr(organisation, k) != v}
    before = {k: getattr(organisation, k) for k in changed}
    for name, value in changed.items():
        setattr(organisation, name, value)
    if changed:
        audit.record(uow, "organisation.updated", kind="organisation", id_=organisation.id, before=before, after=changed)
    return organisation
