"""Ask people into an organisation by a one-time link."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.accounts import limits, passwords, policy
from app.accounts.contracts import (
    AlreadyMember,
    Device,
    EmailTaken,
    InvitationGlance,
    InvitationView,
    LinkInvalid,
    RoleName,
    StoreLimit,
    TooManyTries,
)
from app.accounts.limit_models import InvitationStore, MembershipStore
from app.accounts.limit_repository import StoreLimits
from app.accounts.link_repository import Links
from app.accounts.models import Invitation, Membership, Role, User
from app.accounts.permissions import BUILT_IN_NAMES
from app.accounts.repository import Accounts, Members
from app.accounts.tokens import new_link_token, token_hash
from app.accounts.use_cases.links import link
from app.accounts.use_cases.roles import must_cover, permissions_of
from app.accounts.use_cases.sign_in import prove
from app.accounts.use_cases.store_limits import set_stores
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.kernel.process import process
from app.mail import api as mail

DAYS = 7
EVERYWHERE = StoreLimit()


async def invite(
    uow: UnitOfWork,
    *,
    email: str,
    given: RoleName,
    inviter: str,
    language: str,
    mine: Collection[str],
    limit: StoreLimit = EVERYWHERE,
) -> InvitationView:
    """Mail a link; whoever follows it is limited as it says. One that was sent to this address before is void then. Raises
    AlreadyMember, Invalid, BeyondYou, and TooManyTries before the mails are a nuisance."""
    must_cover(mine, await permissions_of(uow, given))
    accounts, members = Accounts(uow), Members(uow)
    if await members.has_member(email):
        raise AlreadyMember("Somebody with this address is a member already.", details={"field": "email"})
    ours = uow.org_id.hex
    buckets = ((f"{ours}:{limits.account(email)}", limits.LINK_ACCOUNT), (ours, limits.INVITE_ORGANISATION))
    if wait := await limits.take("invite", *buckets):
        raise TooManyTries("This address, or many, were invited within the hour. Wait before the next one.", retry_after=wait)
    await members.revoke_invitations(email)
    # the organisation stands in the token: its link is opened outside of any
    token = f"{uow.org_id.hex}.{new_link_token()}"
    invitation = Invitation(
        org_id=uow.org_id,
        id=new_id(),
        email=email,
        role=given.role,
        role_id=given.role_id,
        token_hash=token_hash(token),
        invited_by=inviter,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=DAYS),
        limited=limit.stores is not None,
    )
    uow.add(invitation)
    try:
        await uow.flush()
    except IntegrityError:
        raise Conflict("Somebody has just invited this address, too. Look at the list of invitations.") from None
    stores = await set_stores(uow, InvitationStore, invitation.id, limit.stores)
    organisation = await accounts.organisation(uow.org_id)
    data = {
        "inviter": inviter,
        "organisation": organisation.name if organisation else "",
        "days": str(DAYS),
        "link": link("/invitation", token),
    }
    await mail.send(uow, email, "invitation", data, language)
    audit.record(
        uow, "member.invited", kind="invitation", id_=invitation.id, email=email, role=given.role, store_ids=stores
    )  # fmt: skip
    return _view(invitation, await _role_name(uow, invitation), stores)


async def list_invitations(uow: UnitOfWork) -> list[InvitationView]:
    """Open and expired ones, newest first."""
    found = await Members(uow).invitations()
    return [_view(each, name or BUILT_IN_NAMES[each.role], stores) for each, name, stores in found]


async def revoke_invitation(uow: UnitOfWork, invitation_id: UUID) -> None:
    """Its link is void. Twice is fine. Raises NotFound."""
    invitation = await uow.get(Invitation, invitation_id, "invitation", lock=True)
    if invitation.accepted_at is None and invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        audit.record(uow, "member.invitation_revoked", kind="invitation", id_=invitation_id, email=invitation.email)


async def look_at_invitation(token: str) -> InvitationGlance:
    """What the holder of a link is asked into. Raises LinkInvalid."""
    async with unit_of_work(_organisation(token)) as uow:
        invitation = await _open(uow, token)
        organisation = await Accounts(uow).organisation(uow.org_id)
        return InvitationGlance(
            organisation=organisation.name if organisation else "",
            email=invitation.email,
            role_name=await _role_name(uow, invitation),
            invited_by=invitation.invited_by,
            has_account=await Links(uow).holder(invitation.email) is not None,
        )


async def accept_invitation(
    token: str, *, password: str, first_name: str, last_name: str, language: str, device: Device
) -> tuple[UUID, str]:
    """Join: with one's password who has an account, with a new one who has none. Returns the organisation and the
    address, which may sign in now. Raises LinkInvalid, BadCredentials, TooManyTries, WeakPassword, EmailTaken."""
    glance = await look_at_invitation(token)
    if glance.has_account:
        user, fresh = await prove(await _address_now(glance.email), password, device), ""
    else:
        await policy.check(password, known=(glance.email, first_name, last_name, glance.organisation))
        fresh = await passwords.hashed(password)
        user = User(id=new_id(), email=glance.email, first_name=first_name, last_name=last_name)
    org_id = _organisation(token)
    async with unit_of_work(org_id, Actor(kind="user", id=str(user.id), label=user.email)) as uow:
        invitation = await _open(uow, token)
        if fresh:
            user.password_hash = fresh
            user.settings = {} if language == "en" else {"language": language}
            # where mail is sent the link proves the address; where it is kept others may have read it
            user.is_verified = process().settings.smtp_url is not None
            uow.add(user)
            try:
                await uow.flush()
            except IntegrityError:
                raise EmailTaken("This address has an account by now. Open the link again and join with it.") from None
        elif await Accounts(uow).membership(org_id, user.id):
            raise AlreadyMember("You are a member already. Sign in.")
        await _enter(uow, user.id, invitation)
        invitation.accepted_at = clock.now()
        audit.record(uow, "member.joined", kind="user", id_=user.id, role=invitation.role, invited_by=invitation.invited_by)
    return org_id, user.email


async def _address_now(invited: str) -> str:
    """By what the person signs in: somebody who changed their address lately is still who was invited."""
    async with unit_of_work(None) as uow:
        holder = await Links(uow).holder(invited)
    return holder.email if holder else invited


async def _enter(uow: UnitOfWork, user_id: UUID, invitation: Invitation) -> None:
    role, role_id, limited = invitation.role, invitation.role_id, invitation.limited
    uow.add(Membership(org_id=uow.org_id, user_id=user_id, role=role, role_id=role_id, limited=limited))
    await uow.flush()
    if limited:
        await set_stores(uow, MembershipStore, user_id, await StoreLimits(uow, InvitationStore).of(invitation.id))


async def _open(uow: UnitOfWork, token: str) -> Invitation:
    invitation = await Members(uow).invitation(token_hash(token))
    if invitation is None or invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= clock.now():
        raise _invalid()
    return invitation


def _organisation(token: str) -> UUID:
    try:
        return UUID(token.partition(".")[0])
    except ValueError:
        raise _invalid() from None


def _invalid() -> LinkInvalid:
    return LinkInvalid("This invitation was used, withdrawn, or is too old. Ask for a new one.")


async def _role_name(uow: UnitOfWork, invitation: Invitation) -> str:
    if invitation.role_id is None:
        return BUILT_IN_NAMES[invitation.role]
    return (await uow.get(Role, invitation.role_id, "role")).name


def _view(invitation: Invitation, role_name: str, stores: tuple[UUID, ...] | None) -> InvitationView:
    return InvitationView(
        id=invitation.id,
        email=invitation.email,
        role=invitation.role,
        role_id=invitation.role_id,
        role_name=role_name,
        store_ids=stores,
        invited_by=invitation.invited_by,
        status="expired" if invitation.expires_at <= clock.now() else "open",
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )
