"""One-time links in mails: confirm an address, choose a new password."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog

from app.accounts import even, limits, passwords, policy
from app.accounts.contracts import Device, LinkInvalid, TooManyTries
from app.accounts.link_models import OneTimeLink
from app.accounts.link_repository import Links
from app.accounts.models import User
from app.accounts.repository import Accounts
from app.accounts.tokens import new_link_token, token_hash
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.process import process
from app.kernel.ratelimit import address_bucket
from app.mail import api as mail

VERIFY_HOURS = 48
RESET_MINUTES = 30
log = structlog.get_logger(__name__)


async def send_verification(uow: UnitOfWork, user: User, language: str = "") -> None:
    """A link that confirms the user's address, in the organisation in scope."""
    token = await issue(uow, user, "verify_email", timedelta(hours=VERIFY_HOURS))
    data = {"name": user.first_name, "hours": str(VERIFY_HOURS), "link": link("/verify-email", token)}
    await mail.send(uow, user.email, "verify_email", data, language or spoken(user))


async def request_verification(uow: UnitOfWork, user_id: UUID) -> bool:
    """Send the link again. False when the address is confirmed already. Raises TooManyTries."""
    user = await Accounts(uow).user_of(user_id)
    if user.is_verified:
        return False
    wait = await limits.take("link", (limits.account(user.email), limits.LINK_ACCOUNT))
    if wait:
        raise TooManyTries(
            "This link was sent several times within the hour. Look for it among unwanted mail.", retry_after=wait
        )
    await send_verification(uow, user)
    return True


async def verify_email(token: str) -> str:
    """The address is its user's. Returns it. Raises LinkInvalid; a link for an address that has changed is one, too."""
    async with unit_of_work(None) as uow:
        accounts = Accounts(uow)
        used = await use(uow, token, "verify_email")
        user = await accounts.user(used.user_id, lock=True)
        if user is None or user.email.lower() != used.email.lower():
            raise invalid()
        user.is_verified = True
        await tell(uow, user, "email.verified", email=user.email)
        return user.email


async def forgot_password(email: str, device: Device, language: str = "") -> None:
    """Send a link, if there is somebody to send it to. Nothing that the caller sees tells whether, the time it takes
    included. Raises TooManyTries by the caller's address alone."""
    async with even.floor():
        wait = await limits.take("link", (address_bucket(device.address), limits.LINK_ADDRESS))
        if wait:
            raise TooManyTries("Too many requests from your network. Try again later.", retry_after=wait)
        if await limits.take("link", (limits.account(email), limits.LINK_ACCOUNT)):
            return
        async with unit_of_work(None) as uow:
            user = await Accounts(uow).user_by_email(email)
        if user is None or not user.is_active:
            return
        async with unit_of_work(None, Actor(kind="user", id=str(user.id), label=user.email)) as uow:
            if await enter_home(uow, user):
                await send_reset(uow, user, language)
                audit.record(uow, "password.reset_asked", kind="user", id_=user.id, address=device.address)


async def send_reset(uow: UnitOfWork, user: User, language: str = "") -> None:
    """A link to a new password, by the organisation in scope."""
    token = await issue(uow, user, "reset_password", timedelta(minutes=RESET_MINUTES))
    data = {"name": user.first_name, "minutes": str(RESET_MINUTES), "link": link("/reset-password", token)}
    await mail.send(uow, user.email, "reset_password", data, language or spoken(user))


async def reset_password(token: str, new: str) -> None:
    """Every session ends, and the address is confirmed by the way. Raises LinkInvalid, WeakPassword (the link stays good)."""
    user = await person_of(token, "reset_password")
    await policy.check(new, known=(user.email, user.first_name, user.last_name), field="new_password")
    fresh = await passwords.hashed(new)
    async with unit_of_work(None, Actor(kind="user", id=str(user.id), label=user.email)) as uow:
        accounts = Accounts(uow)
        used = await use(uow, token, "reset_password")
        stored = await accounts.user(user.id, lock=True)
        if stored is None or stored.email.lower() != used.email.lower():
            raise invalid()
        stored.password_hash, stored.is_verified = fresh, True
        ended = await accounts.end_sessions(user.id, "password reset")
        await Links(uow).void(user.id, "reset_password")
        await tell(uow, stored, "password.reset", sessions_ended=ended)
    await limits.limiter().forget(f"login:{limits.account(user.email)}")


async def tell(uow: UnitOfWork, user: User, action: str, **details: object) -> None:
    """An audit row in every organisation of the user: what happens to a person concerns each of them."""
    for org_id in await Accounts(uow).organisations_of(user.id):
        await uow.rescope(org_id)
        audit.record(uow, action, kind="user", id_=user.id, **details)
        await uow.flush()


async def tell_of_factor(uow: UnitOfWork, user: User, deed: str, **details: object) -> None:
    """A change of how somebody signs in: a mail to them from the organisation in scope, and audit rows."""
    data = {"name": user.first_name, "deed": deed, "link": f"{process().settings.public_url}/forgot-password"}
    await mail.send(uow, user.email, "factor_changed", data, spoken(user))
    await tell(uow, user, deed, **details)


def link(path: str, token: str) -> str:
    """The token stands behind the #, so that it reaches no log and no other site."""
    return f"{process().settings.public_url}{path}#token={token}"


def spoken(user: User) -> str:
    return str(user.settings.get("language", "en"))[:2]


async def enter_home(uow: UnitOfWork, user: User) -> bool:
    """Into the organisation whose outbox a personal mail goes through: one that the user owns, else the oldest. Where
    no mail server is set its owner reads the links, so a member of several organisations gets none there."""
    found = await Accounts(uow).memberships(user.id)
    owned = [each for each in found if each.role == "owner"]
    if not found or (not owned and len(found) > 1 and process().settings.smtp_url is None):
        log.warning("accounts.link_not_sent", user=str(user.id), organisations=len(found))
        return False
    await uow.rescope((owned or found)[0].org_id)
    return True


async def issue(uow: UnitOfWork, user: User, purpose: str, life: timedelta, *, email: str = "") -> str:
    """The secret of a new link about `email`, the user's own unless given."""
    token = new_link_token()
    kept = {"token_hash": token_hash(token), "purpose": purpose, "user_id": user.id, "email": email or user.email}
    uow.add(OneTimeLink(**kept, expires_at=clock.now() + life))
    await uow.flush()
    return token


async def person_of(token: str, purpose: str) -> User:
    """Whose link it is, still unspent. Raises LinkInvalid."""
    async with unit_of_work(None) as uow:
        held = await Links(uow).find(token_hash(token), purpose)
        user = await Accounts(uow).user(held.user_id) if held and good(held) else None
    if user is None or not user.is_active:
        raise invalid()
    return user


async def use(uow: UnitOfWork, token: str, purpose: str) -> OneTimeLink:
    """Spend it. Raises LinkInvalid."""
    held = await Links(uow).find(token_hash(token), purpose, lock=True)
    if held is None or not good(held):
        raise invalid()
    held.used_at = clock.now()
    return held


def good(held: OneTimeLink) -> bool:
    return held.used_at is None and held.expires_at > clock.now()


def invalid() -> LinkInvalid:
    return LinkInvalid("This link was used before, is too old, or is none of ours. Ask for a new one.")
