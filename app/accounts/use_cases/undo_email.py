"""Take a change of address back by the link that the old address got: somebody else may have made it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts import passwords
from app.accounts.contracts import EmailTaken
from app.accounts.link_repository import Links
from app.accounts.models import Passkey, RecoveryCode, SecondFactor, User
from app.accounts.oauth_repository import Grants
from app.accounts.oidc_models import OidcIdentity
from app.accounts.repository import Accounts
from app.accounts.tokens import new_link_token
from app.accounts.use_cases.change_email import settle_address
from app.accounts.use_cases.links import enter_home, invalid, person_of, send_reset, spoken, use
from app.accounts.use_cases.oauth_clients import end_grant
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.process import process
from app.mail import api as mail

EARLIER = timedelta(days=1)
"""Whoever takes an account over may add a way in before they ask for another address."""


async def undo_email_change(token: str) -> str:
    """The address of before counts again. Returns it.

    Whoever made the change knew enough to make it: every session ends, the password is void and a link to a new one is
    mailed to the address. What signs in and was added since the day before the change was asked for (passkeys, an
    authenticator app, accounts elsewhere, programs of others) is removed. Changes that followed are undone with it. Raises
    LinkInvalid, EmailTaken.
    """
    user = await person_of(token, "undo_email")
    nobodys = await passwords.hashed(new_link_token())
    async with unit_of_work(None, Actor(kind="user", id=str(user.id))) as uow:
        used = await use(uow, token, "undo_email")
        stored = await Accounts(uow).user(user.id, lock=True)
        if stored is None or not stored.is_active:
            raise invalid()
        uow.actor = Actor(kind="user", id=str(user.id), label=used.email)
        if await Links(uow).is_taken(used.email, but=user.id):
            raise EmailTaken("Another account has this address by now. Ask whoever runs KSAP here for help.")
        wrong, stored.email = stored.email, used.email
        stored.is_verified, stored.password_hash = True, nobodys
        ended = await Accounts(uow).end_sessions(user.id, "change of address undone")
        await Links(uow).void(user.id, "change_email", "reset_password", "verify_email")
        await Links(uow).void(user.id, "undo_email", since=used.created_at)
        removed = await _shut_out(uow, stored, await _asked_at(uow, stored, used.created_at) - EARLIER)
        if await enter_home(uow, stored):
            await send_reset(uow, stored)
            data = {"name": stored.first_name, "link": f"{process().settings.public_url}/forgot-password"}
            await mail.send(uow, wrong, "email_restored", data, spoken(stored))
        await settle_address(
            uow, stored, "email.change_undone", before=wrong, after=stored.email, sessions_ended=ended, removed=removed
        )
        return stored.email


async def _asked_at(uow: UnitOfWork, user: User, changed_at: datetime) -> datetime:
    """When the change was asked for that this undoes."""
    asked = await Links(uow).spent_before(user.id, "change_email", changed_at)
    return asked.created_at if asked else changed_at


async def _shut_out(uow: UnitOfWork, user: User, since: datetime) -> int:
    """Remove what signs the user in and was added since then. Returns how many there were."""
    gone = 0
    for table in (Passkey, OidcIdentity):
        gone += await uow.change(delete(table).where(table.user_id == user.id, table.created_at >= since))
    app = await uow.session.get(SecondFactor, user.id)
    if app is not None and (app.confirmed_at or app.created_at) >= since:
        await uow.session.delete(app)
        await uow.change(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        gone += 1
    for org_id in await Accounts(uow).organisations_of(user.id):
        await uow.rescope(org_id)
        for grant in await Grants(uow).unrevoked_of(user.id):
            if grant.created_at >= since:
                end_grant(uow, grant, "change of address undone")
                gone += 1
        await uow.flush()
    return gone
