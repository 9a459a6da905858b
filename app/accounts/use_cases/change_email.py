"""Change one's e-mail address: a link to the new one decides, and the old one may take it back for a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.accounts import even, limits
from app.accounts.contracts import EmailTaken, TooManyTries
from app.accounts.link_repository import Links
from app.accounts.models import User
from app.accounts.repository import Accounts, Members
from app.accounts.use_cases.links import enter_home, invalid, issue, link, person_of, spoken, use
from app.kernel import audit
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.process import process
from app.mail import api as mail

ASKED = timedelta(hours=24)
UNDO = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEmail:
    """A change that waits for its link. `held_back`: the organisation's mails do not go there, as its server once said that
    nobody is there."""

    email: str
    asked_at: datetime
    expires_at: datetime
    held_back: bool


async def ask_to_change_email(*, org_id: UUID, user_id: UUID, email: str) -> PendingEmail:
    """Mail a link to the new address; one that was sent before is void. Whether somebody else has that address shows neither
    in the answer nor in the time it takes: they are told, and the link will not do. Raises Invalid, TooManyTries."""
    async with even.floor():
        async with unit_of_work(org_id) as uow:
            user = await Accounts(uow).user_of(user_id)
        if email == user.email:
            raise Invalid("This is the address that you have.", field="email")
        buckets = ((limits.account(user.email), limits.CHANGE_ACCOUNT), (limits.account(email), limits.LINK_ACCOUNT))
        if wait := await limits.take("email-change", *buckets):
            raise TooManyTries(
                "Links for a change of address were sent several times within the hour. Look for them among unwanted mail.",
                retry_after=wait,
            )
        async with unit_of_work(org_id, _actor(user)) as uow:
            stored = await Accounts(uow).user(user_id, lock=True)
            if stored is None:
                raise invalid()
            await Links(uow).void(user_id, "change_email")
            if not stored.is_verified:  # the address with the mistake is not to be confirmed any more
                await Links(uow).void(user_id, "verify_email")
            token = await issue(uow, stored, "change_email", ASKED, email=email)
            data = {"name": stored.first_name, "hours": str(ASKED // timedelta(hours=1)), "link": link("/change-email", token)}
            await mail.send(uow, email, "change_email", data, spoken(stored))
            audit.record(uow, "email.change_asked", kind="user", id_=user_id, before=stored.email, after=email)
            pending = await pending_email(uow, user_id)
        await _tell_holder(email, but=user_id)
    if pending is None:
        raise invalid()
    return pending


async def pending_email(uow: UnitOfWork, user_id: UUID) -> PendingEmail | None:
    """The change that waits, also one whose link is too old by now."""
    held = await Links(uow).unspent(user_id, "change_email")
    if held is None:
        return None
    held_back = await mail.is_suppressed(uow, held.email)
    return PendingEmail(email=held.email, asked_at=held.created_at, expires_at=held.expires_at, held_back=held_back)


async def cancel_email_change(uow: UnitOfWork, user_id: UUID) -> None:
    """The link is void. Twice is fine."""
    if await Links(uow).void(user_id, "change_email"):
        audit.record(uow, "email.change_cancelled", kind="user", id_=user_id)


async def confirm_email_change(token: str) -> str:
    """The new address counts from now on, and is confirmed. Returns it. Raises LinkInvalid, and EmailTaken where it became
    somebody else's, or always was: whoever opens the link holds the address and may know."""
    user = await person_of(token, "change_email")
    try:
        async with unit_of_work(None, _actor(user)) as uow:
            used = await use(uow, token, "change_email")
            stored = await Accounts(uow).user(user.id, lock=True)
            if stored is None or not stored.is_active:
                raise invalid()
            if await Links(uow).is_taken(used.email, but=user.id):
                raise _taken()
            old, proven = stored.email, stored.is_verified
            stored.email, stored.is_verified = used.email, True
            await uow.flush()
            await Links(uow).void(user.id, "reset_password", "verify_email")
            if proven:  # one that nobody confirmed may be a stranger's, who is given no way in
                await _offer_undo(uow, stored, old)
            await settle_address(uow, stored, "email.changed", before=old, after=stored.email)
            return stored.email
    except IntegrityError as error:
        if "uq_users_email" in str(error.orig):  # two took it at once: the other one was first
            raise _taken() from None
        raise


async def settle_address(uow: UnitOfWork, user: User, deed: str, **facts: object) -> None:
    """In every organisation of the user: what is recorded, mails go to the address again, and an invitation that was sent there
    is over, since they belong to the organisation."""
    for org_id in await Accounts(uow).organisations_of(user.id):
        await uow.rescope(org_id)
        audit.record(uow, deed, kind="user", id_=user.id, **facts)
        await mail.note_reachable(uow, user.email)
        if await Members(uow).revoke_invitations(user.email):
            audit.record(uow, "member.invitation_revoked", kind="user", id_=user.id, email=user.email)
        await uow.flush()


async def _offer_undo(uow: UnitOfWork, user: User, old: str) -> None:
    token = await issue(uow, user, "undo_email", UNDO, email=old)
    if await enter_home(uow, user):
        data = {"name": user.first_name, "email": user.email, "days": str(UNDO.days), "link": link("/undo-email", token)}
        await mail.send(uow, old, "email_changed", data, spoken(user))


async def _tell_holder(email: str, *, but: UUID) -> None:
    """Somebody has this address already: they are told that another account asked for it, not whose."""
    async with unit_of_work(None) as uow:
        holder = await Accounts(uow).user_by_email(email)
    if holder is None or holder.id == but or not holder.is_active:
        return
    async with unit_of_work(None, _actor(holder)) as uow:
        if await enter_home(uow, holder):
            data = {"name": holder.first_name, "link": f"{process().settings.public_url}/login"}
            await mail.send(uow, holder.email, "email_wanted", data, spoken(holder))
            uow.actor = Actor()
            audit.record(uow, "email.wanted_elsewhere", kind="user", id_=holder.id)


def _actor(user: User) -> Actor:
    return Actor(kind="user", id=str(user.id), label=user.email)


def _taken() -> EmailTaken:
    return EmailTaken("Another account has this address. Sign in there, or use another address for this one.")
