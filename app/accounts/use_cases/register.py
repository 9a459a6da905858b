"""Register a person, and the organisation they own."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import limits, passwords, policy
from app.accounts.contracts import Business, Device, EmailTaken, SignUpClosed, TooManyTries
from app.accounts.events import OrganisationCreated
from app.accounts.link_repository import Links
from app.accounts.models import Membership, Organisation, User
from app.accounts.use_cases.links import send_verification
from app.kernel import audit
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.ids import new_id
from app.kernel.process import process
from app.kernel.ratelimit import address_bucket


async def admit_registration(device: Device) -> None:
    """Raises SignUpClosed where only those who are invited may register, once somebody is here; and TooManyTries for an
    address that registers one account after the other."""
    if process().settings.sign_up == "closed":
        async with unit_of_work(None) as uow:
            if await uow.scalar(select(User.id).limit(1)) is not None:
                raise SignUpClosed("Registration is closed here. Ask for an invitation.")
    wait = await limits.take("register", (address_bucket(device.address), limits.REGISTER_ADDRESS))
    if wait:
        raise TooManyTries("Too many registrations from your network. Try again later.", retry_after=wait)


async def register(
    *,
    email: str,
    password: str,
    organisation: str,
    first_name: str = "",
    last_name: str = "",
    business: Business | None = None,
    currency: str = "EUR",
    timezone: str = "UTC",
    language: str = "en",
) -> tuple[UUID, UUID]:
    """Returns (organisation id, user id); a mail asks to confirm the address. Raises EmailTaken or WeakPassword; nothing
    is left behind then."""
    await policy.check(password, known=(email, organisation, first_name, last_name))
    password_hash = await passwords.hashed(password)
    user = User(
        id=new_id(),
        email=email,
        password_hash=password_hash,
        first_name=first_name,
        last_name=last_name,
        settings={} if language == "en" else {"language": language},
    )
    try:
        async with unit_of_work(None, Actor(kind="user", id=str(user.id), label=email)) as uow:
            if await Links(uow).is_taken(email):
                raise _taken()
            uow.add(user)
            await uow.flush()
            org_id = await found_organisation(
                uow, user.id, name=organisation, business=business or Business(), currency=currency, timezone=timezone
            )
            await send_verification(uow, user, language)
    except IntegrityError as error:
        if "uq_users_email" in str(error.orig):  # two registrations at once: the other one was first
            raise _taken() from None
        raise
    return org_id, user.id


async def found_organisation(
    uow: UnitOfWork, owner_id: UUID, *, name: str, business: Business, currency: str, timezone: str
) -> UUID:
    """A new tenant with its owner, in the caller's transaction, which ends up in its scope."""
    org_id = new_id()
    await uow.rescope(org_id)
    uow.add(Organisation(org_id=org_id, id=org_id, name=name, business=asdict(business), currency=currency, timezone=timezone))
    await uow.flush()
    uow.add(Membership(org_id=org_id, user_id=owner_id, role="owner"))
    audit.record(uow, "organisation.created", kind="organisation", id_=org_id, name=name)
    uow.publish(OrganisationCreated(owner_id=owner_id))
    return org_id


def _taken() -> EmailTaken:
    return EmailTaken(
        "Somebody has registered with this e-mail address already. Sign in, or use another address.",
        details={"field": "email", "reason": "already registered"},
    )
