"""Change a password."""

from __future__ import annotations

from uuid import UUID

from app.accounts import limits, passwords, policy
from app.accounts.contracts import TooManyTries
from app.accounts.models import User
from app.accounts.repository import Accounts
from app.accounts.use_cases.links import spoken
from app.kernel import audit
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.process import process
from app.mail import api as mail


async def prove_password(*, org_id: UUID, user_id: UUID, password: str, field: str) -> User:
    """Ask for the password once more, before something grave. Raises Invalid on `field`, and TooManyTries."""
    actor = Actor(kind="user", id=str(user_id))
    async with unit_of_work(org_id, actor) as uow:
        user = await Accounts(uow).user_of(user_id)
    # counted apart from sign-ins: a stranger's wrong ones must not keep somebody from changing their password
    bucket = (f"user:{user_id}", limits.LOGIN_ACCOUNT)
    if wait := await limits.take("proof", bucket):
        raise TooManyTries("Too many wrong passwords. Wait before the next try.", retry_after=wait)
    # hashing takes a quarter of a second: no connection waits for it
    if not await passwords.matches(password, user.password_hash):
        async with unit_of_work(org_id, actor) as uow:
            audit.record(uow, "password.refused", kind="user", id_=user_id)
        raise Invalid("This is not your current password.", field=field)
    await limits.give_back("proof", bucket)
    return user


async def change_password(*, org_id: UUID, user_id: UUID, session_id: UUID | None, current: str, new: str) -> int:
    """Every session but `session_id` ends. Returns how many did. Raises Invalid on `current_password` or `new_password`."""
    user = await prove_password(org_id=org_id, user_id=user_id, password=current, field="current_password")
    if new == current:
        raise Invalid("The new password is the one you have. Choose another.", field="new_password")
    await policy.check(new, known=(user.email, user.first_name, user.last_name), field="new_password")
    fresh = await passwords.hashed(new)
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id), label=user.email)) as uow:
        accounts = Accounts(uow)
        stored = await accounts.user(user_id, lock=True)
        if stored is None or stored.password_hash != user.password_hash:
            raise Invalid("The password was changed meanwhile. Sign in again.", field="current_password")
        stored.password_hash = fresh
        ended = await accounts.end_sessions(user_id, "password changed", keep=session_id)
        audit.record(uow, "password.changed", kind="user", id_=user_id, sessions_ended=ended)
        data = {"name": stored.first_name, "link": f"{process().settings.public_url}/forgot-password"}
        await mail.send(uow, stored.email, "password_changed", data, spoken(stored))
    return ended
