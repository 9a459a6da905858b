"""One's own profile, preferences and password over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, SecretStr

from app.accounts import api
from app.accounts.routes.bodies import Name, NewPassword
from app.kernel.auth import Caller, person
from app.kernel.http import Envelope, Model, Uow, ok, router

users = router("/users", "users")


class MembershipOut(Model):
    org_id: UUID
    org_name: str
    role: str


class ProfileOut(Model):
    id: UUID
    email: str
    first_name: str
    last_name: str
    is_verified: bool
    created_at: datetime
    last_login_at: datetime | None
    org_id: UUID
    org_name: str
    role: str = Field(description="owner, admin, store_manager, viewer or custom.")
    role_name: str
    permissions: tuple[str, ...]
    store_ids: tuple[UUID, ...] | None = Field(description="The stores that you work on; null: all of the organisation's.")
    organisations: tuple[MembershipOut, ...]
    second_factor_demanded: bool = Field(
        description="Whether the organisation wants a second factor first: until then nothing else works there."
    )


class ProfileBody(Model):
    first_name: Name | None = None
    last_name: Name | None = None


class PasswordBody(Model):
    current_password: SecretStr = Field(max_length=1000)
    new_password: NewPassword


class SessionsEndedOut(Model):
    ended: int = Field(description="How many sessions were ended; this one goes on.")


@users.get("/profile", dependencies=[person(early=True)])
async def get_profile(uow: Uow, caller: Caller) -> Envelope[ProfileOut]:
    """Who you are, in which organisation, and what you may do there."""
    return ok(await _profile(uow, caller))


@users.put("/profile", dependencies=[person()])
async def update_profile(body: ProfileBody, uow: Uow, caller: Caller) -> Envelope[ProfileOut]:
    await api.update_profile(uow, caller.user_id, first_name=body.first_name, last_name=body.last_name)
    return ok(await _profile(uow, caller))


@users.get("/settings", dependencies=[person(early=True)])
async def get_settings(uow: Uow, caller: Caller) -> Envelope[dict[str, Any]]:
    """Your own preferences, as the dashboard keeps them."""
    return ok(await api.read_settings(uow, caller.user_id))


@users.put("/settings", dependencies=[person(early=True)])
async def update_settings(body: dict[str, Any], uow: Uow, caller: Caller) -> Envelope[dict[str, Any]]:
    """Merge into your preferences: a key that is given replaces its whole value, null removes it, others stay as they
    are. Answers everything that is kept then, 64 kB at most."""
    return ok(await api.merge_settings(uow, caller.user_id, body))


@users.put("/password", dependencies=[person()])
async def change_password(body: PasswordBody, caller: Caller) -> Envelope[SessionsEndedOut]:
    """Change your password. Every other session of yours ends; a wrong current password answers 422 on its field."""
    ended = await api.change_password(
        org_id=caller.org_id,
        user_id=caller.user_id,
        session_id=caller.session_id,
        current=body.current_password.get_secret_value(),
        new=body.new_password.get_secret_value(),
    )
    return ok(SessionsEndedOut(ended=ended), "Your password is changed.")


async def _profile(uow: Uow, caller: Caller) -> ProfileOut:
    found = await api.read_profile(uow, caller.user_id, caller.permissions)
    return ProfileOut(**asdict(found), second_factor_demanded=caller.hindrance is not None)
