"""Members and invitations over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import EmailStr, Field, SecretStr

from app.accounts import api
from app.accounts.contracts import RoleName, StoreLimit
from app.accounts.permissions import MEMBERS_MANAGE, MEMBERS_READ, TRANSFER
from app.accounts.routes.bodies import (
    STORES,
    Language,
    Name,
    SignedIn,
    StoreIds,
    Token,
    browser,
    device,
    limit_to,
    signed_in_answer,
)
from app.kernel.auth import Caller, allow, anyone
from app.kernel.http import Envelope, Model, Uow, ok, router

members = router("/members", "members")
joining = router("/auth/invitations", "auth")
handover = router("/organisation", "organisation")


class RoleBody(Model):
    role: Literal["admin", "store_manager", "viewer", "custom"]
    role_id: UUID | None = Field(default=None, description="With `custom`: which of the organisation's own roles.")
    store_ids: StoreIds = None

    def limit(self) -> StoreLimit:
        return limit_to(self.store_ids)


class MemberBody(RoleBody):
    store_ids: StoreIds = Field(default=None, description=f"{STORES} Left out, it stays as it is.")


class MemberOut(Model):
    user_id: UUID
    email: str
    first_name: str
    last_name: str
    role: str = Field(description="owner, admin, store_manager, viewer or custom.")
    role_id: UUID | None
    role_name: str
    store_ids: tuple[UUID, ...] | None = Field(description="The stores that they see and change; null: all.")
    status: str = Field(description="active or deactivated.")
    is_verified: bool
    mfa: bool = Field(description="Whether they sign in with a second factor.")
    joined_at: datetime
    last_login_at: datetime | None


class InviteBody(RoleBody):
    email: EmailStr
    language: Language = "en"


class InvitationOut(Model):
    id: UUID
    email: str
    role: str
    role_id: UUID | None
    role_name: str
    store_ids: tuple[UUID, ...] | None = Field(description="The stores that they will see and change; null: all.")
    invited_by: str
    status: str = Field(description="open or expired.")
    created_at: datetime
    expires_at: datetime


class TokenBody(Model):
    token: Token


class GlanceOut(Model):
    organisation: str
    email: str
    role_name: str
    invited_by: str
    has_account: bool = Field(description="They join with the password they have; else they choose one.")


class AcceptBody(Model):
    token: Token
    password: SecretStr = Field(max_length=1000)
    first_name: Name = ""
    last_name: Name = ""
    language: Language = "en"


class TransferBody(Model):
    user_id: UUID = Field(description="Who becomes the owner: an active member.")
    password: SecretStr = Field(max_length=1000, description="Yours, once more.")


@members.get("", dependencies=[allow(MEMBERS_READ)])
async def list_members(uow: Uow) -> Envelope[list[MemberOut]]:
    """Everybody in the organisation, the oldest membership first."""
    return ok([MemberOut(**asdict(each)) for each in await api.list_members(uow)])


@members.get("/invitations", dependencies=[allow(MEMBERS_MANAGE)])
async def list_invitations(uow: Uow) -> Envelope[list[InvitationOut]]:
    """Invitations that nobody has accepted yet, newest first."""
    return ok([InvitationOut(**asdict(each)) for each in await api.list_invitations(uow)])


@members.post("/invitations", status_code=201, dependencies=[allow(MEMBERS_MANAGE)])
async def invite_member(body: InviteBody, uow: Uow, caller: Caller) -> Envelope[InvitationOut]:
    """Mail a one-time link, good for a week. Inviting an address again voids the link before."""
    made = await api.invite(
        uow,
        email=body.email,
        given=RoleName(role=body.role, role_id=body.role_id),
        inviter=caller.label,
        language=body.language,
        mine=caller.permissions,
        limit=body.limit(),
    )
    return ok(InvitationOut(**asdict(made)), "The invitation is on its way.")


@members.delete("/invitations/{invitation_id}", dependencies=[allow(MEMBERS_MANAGE)])
async def revoke_invitation(invitation_id: UUID, uow: Uow) -> Envelope[None]:
    await api.revoke_invitation(uow, invitation_id)
    return ok(None, "The link is void.")


@members.put("/{user_id}", dependencies=[allow(MEMBERS_MANAGE)])
async def change_member_role(user_id: UUID, body: MemberBody, uow: Uow, caller: Caller) -> Envelope[MemberOut]:
    """Give another role, or other stores; it counts from their next call on. Nobody gives more than they have (403
    BEYOND_YOUR_ROLE)."""
    given = RoleName(role=body.role, role_id=body.role_id)
    limit = body.limit() if "store_ids" in body.model_fields_set else None
    changed = await api.change_role(uow, user_id, given, limit, me=caller.user_id, mine=caller.permissions)
    return ok(MemberOut(**asdict(changed)))


@members.post("/{user_id}/deactivate", dependencies=[allow(MEMBERS_MANAGE)])
async def deactivate_member(user_id: UUID, uow: Uow, caller: Caller) -> Envelope[MemberOut]:
    """Lock a member out: their sessions here end at once."""
    changed = await api.deactivate_member(uow, user_id, me=caller.user_id, mine=caller.permissions)
    return ok(MemberOut(**asdict(changed)))


@members.post("/{user_id}/activate", dependencies=[allow(MEMBERS_MANAGE)])
async def activate_member(user_id: UUID, uow: Uow, caller: Caller) -> Envelope[MemberOut]:
    changed = await api.activate_member(uow, user_id, me=caller.user_id, mine=caller.permissions)
    return ok(MemberOut(**asdict(changed)))


@members.delete("/{user_id}", dependencies=[allow(MEMBERS_MANAGE)])
async def remove_member(user_id: UUID, uow: Uow, caller: Caller) -> Envelope[None]:
    """Their account goes on; they are no part of this organisation any more."""
    await api.remove_member(uow, user_id, me=caller.user_id, mine=caller.permissions)
    return ok(None, "They are no member any more.")


@handover.post("/transfer", dependencies=[allow(TRANSFER)])
async def transfer_organisation(body: TransferBody, caller: Caller) -> Envelope[None]:
    """Hand the organisation over: the member becomes its owner, and you an admin."""
    await api.transfer_organisation(
        org_id=caller.org_id,
        actor=caller.actor,
        me=caller.user_id,
        to=body.user_id,
        password=body.password.get_secret_value(),
    )
    return ok(None, "The organisation is theirs.")


@joining.post("/look", dependencies=[anyone()])
async def look_at_invitation(body: TokenBody) -> Envelope[GlanceOut]:
    """What a link asks its holder into. A link that is spent, withdrawn or too old answers 410."""
    return ok(GlanceOut(**asdict(await api.look_at_invitation(body.token.get_secret_value()))))


@joining.post("/accept", dependencies=[anyone()])
async def accept_invitation(body: AcceptBody, request: Request, response: Response) -> Envelope[SignedIn]:
    """Join, and be signed in: with the password of your account, or with a new one where you have none yet."""
    browser(request).begin(request)
    password = body.password.get_secret_value()
    org_id, email = await api.accept_invitation(
        body.token.get_secret_value(),
        password=password,
        first_name=body.first_name,
        last_name=body.last_name,
        language=body.language,
        device=device(request),
    )
    tokens = await api.login(
        request.app.state.signer,
        email=email,
        password=password,
        device=device(request),
        org_id=org_id,
    )
    return ok(signed_in_answer(request, response, tokens), "Welcome.")
