"""The life of the keys that sign access tokens: made, replaced, forgotten."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete, select, text, update

from app.accounts.keyring import ALGORITHM, key_context, new_pair
from app.accounts.models import SigningKey
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.process import process
from app.kernel.vault import VaultError

log = structlog.get_logger(__name__)

AGE = timedelta(days=90)
"""How long a key signs before the next one takes its place."""
KEPT = timedelta(hours=3)
"""How long a replaced key verifies: the longest token's two hours, and the minutes until every process knows."""


async def ensure_signing_key() -> None:
    """Make the first key where there is none that signs. Processes that start together make one."""
    async with unit_of_work(None) as uow:
        active = await _active(uow)
        if active is None or not _opens(active):
            await _replace(uow, revoke=False)


async def rotate_signing_key(*, revoke: bool = False) -> str:
    """A new key signs from now on; returns its `kid`. Those before verify until their tokens have expired, or no more
    at all with `revoke`: whoever holds an access token refreshes it then."""
    async with unit_of_work(None) as uow:
        await _active(uow)
        kid = await _replace(uow, revoke=revoke)
        await _tell(uow, kid, revoke=revoke)
    return kid


async def rotate_old_signing_key() -> bool:
    """Replace the key that signs once it is old enough; whether it was."""
    async with unit_of_work(None) as uow:
        active = await _active(uow)
        due = active is None or active.created_at <= clock.now() - AGE
        if due:
            await _tell(uow, await _replace(uow, revoke=False), revoke=False)
    return due


async def forget_signing_keys(uow: UnitOfWork) -> int:
    """Delete those that verify nothing any more. Returns how many."""
    over = delete(SigningKey).where(SigningKey.verifies_until < clock.now()).returning(SigningKey.kid)
    return len((await uow.scalars(over)).all())


async def rewrap_signing_keys() -> int:
    """Put every private half under the active master key; returns how many were not. What no key opens is left."""
    vault, done = process().vault, 0
    async with unit_of_work(None) as uow:
        for key in (await uow.scalars(select(SigningKey).with_for_update())).all():
            try:
                fresh = vault.rewrap(key.private_key, key_context(key.kid))
            except VaultError as error:
                log.error("accounts.signing_key_unreadable", kid=key.kid, error=str(error))
                continue
            done += fresh != key.private_key
            key.private_key = fresh
    return done


async def _active(uow: UnitOfWork) -> SigningKey | None:
    """The one that signs, with everybody else who would replace it kept waiting."""
    await uow.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('ksap signing keys', 0))"))
    return await uow.scalar(select(SigningKey).where(SigningKey.verifies_until.is_(None)))


async def _replace(uow: UnitOfWork, *, revoke: bool) -> str:
    now = clock.now()
    if revoke:
        await uow.execute(update(SigningKey).values(verifies_until=now))
    else:
        await uow.execute(update(SigningKey).where(SigningKey.verifies_until.is_(None)).values(verifies_until=now + KEPT))
    kid, public, private = new_pair()
    sealed = process().vault.seal(private, key_context(kid))
    uow.add(SigningKey(kid=kid, algorithm=ALGORITHM, public_key=public, private_key=sealed, created_at=now))
    await uow.flush()
    log.info("accounts.signing_key_made", kid=kid, revoked_others=revoke)
    return kid


async def _tell(uow: UnitOfWork, kid: str, *, revoke: bool) -> None:
    action = "installation.signing_key_replaced"
    await audit.record_everywhere(uow, action, kind="signing key", id_=kid, others_revoked=revoke)


def _opens(key: SigningKey) -> bool:
    try:
        process().vault.open(key.private_key, key_context(key.kid))
    except VaultError:
        return False
    return True
