"""A second factor: set one up, prove it at sign-in, recover, give it up."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select, update

from app.accounts import limits, totp
from app.accounts.contracts import CodeWrong, Device, TooManyTries
from app.accounts.models import RecoveryCode, SecondFactor, User
from app.accounts.repository import Accounts
from app.accounts.use_cases.links import tell, tell_of_factor
from app.accounts.use_cases.passwords import prove_password
from app.accounts.use_cases.sign_in_policy import note_strength
from app.kernel import clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict
from app.kernel.process import process
from app.kernel.vault import VaultError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaState:
    totp: bool
    since: datetime | None
    recovery_codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an authenticator app is told: `secret` to type, `uri` to open, `qr` (an SVG as a data URI) to scan."""

    secret: str
    uri: str
    qr: str


async def mfa_state(uow: UnitOfWork, user_id: UUID) -> MfaState:
    factor = await _factor(uow, user_id)
    left = await uow.scalar(
        select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)).select_from(RecoveryCode)
    )
    on = factor is not None and factor.confirmed_at is not None
    return MfaState(totp=on, since=factor.confirmed_at if factor else None, recovery_codes_left=int(left or 0) if on else 0)


async def start_totp(*, org_id: UUID, user_id: UUID, password: str) -> Enrolment:
    """A fresh secret, which counts once a code of it was given. Takes the password. Raises Conflict when one counts."""
    user = await prove_password(org_id=org_id, user_id=user_id, password=password, field="password")
    secret = totp.new_secret()
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id), label=user.email)) as uow:
        await Accounts(uow).user(user_id, lock=True)  # two windows at once: the later secret is the one
        factor = await _factor(uow, user_id, lock=True)
        if factor is not None and factor.confirmed_at is not None:
            raise Conflict("An authenticator app is set up already. Switch it off first.")
        sealed = process().vault.seal(secret.encode(), factor_context(user_id))
        if factor is None:
            uow.add(SecondFactor(user_id=user_id, secret=sealed))
        else:
            factor.secret = sealed
    uri = totp.uri(secret, user.email)
    import segno  # at enrolments alone

    return Enrolment(secret=secret, uri=uri, qr=segno.make(uri, error="m").svg_data_uri(scale=4))


async def confirm_totp(uow: UnitOfWork, user_id: UUID, code: str, *, session_id: UUID | None) -> list[str]:
    """From now on sign-ins ask for a code. Returns recovery codes, shown this once. Raises CodeWrong, Conflict."""
    factor = await _factor(uow, user_id, lock=True)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("There is nothing to confirm. Begin with POST /users/mfa/totp.")
    step = totp.matching_step(_opened(factor), totp.plain(code), clock.now(), after=0)
    if step is None:
        raise CodeWrong("This is not the code of now. Check the clock of your phone.", field="code")
    factor.confirmed_at, factor.last_step = clock.now(), step
    codes = await _fresh_codes(uow, user_id)
    await note_strength(uow, user_id, session_id=session_id)
    await tell_of_factor(uow, await Accounts(uow).user_of(user_id), "mfa.enabled")
    return codes


async def renew_recovery_codes(*, org_id: UUID, user_id: UUID, password: str) -> list[str]:
    """The ones before are void. Takes the password."""
    user = await prove_password(org_id=org_id, user_id=user_id, password=password, field="password")
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id), label=user.email)) as uow:
        factor = await _factor(uow, user_id, lock=True)
        if factor is None or factor.confirmed_at is None:
            raise Conflict("There is no second factor to recover. Begin with POST /users/mfa/totp.")
        codes = await _fresh_codes(uow, user_id)
        await tell_of_factor(uow, user, "mfa.recovery_codes_renewed")
    return codes


async def disable_totp(*, org_id: UUID, user_id: UUID, password: str) -> None:
    """Sign-ins take the password alone again. Takes the password; twice is fine."""
    user = await prove_password(org_id=org_id, user_id=user_id, password=password, field="password")
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id), label=user.email)) as uow:
        factor = await _factor(uow, user_id, lock=True)
        if factor is None:
            return
        await uow.session.delete(factor)
        await uow.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        await uow.flush()
        await note_strength(uow, user_id)
        await tell_of_factor(uow, user, "mfa.disabled")


async def is_enrolled(user_id: UUID) -> bool:
    async with unit_of_work(None) as uow:
        factor = await _factor(uow, user_id)
    return factor is not None and factor.confirmed_at is not None


async def prove_code(user: User, code: str, device: Device) -> None:
    """A code of the app, or a recovery code, which is spent then. Raises CodeWrong, and TooManyTries after five."""
    bucket = (f"user:{user.id}", limits.MFA)
    if wait := await limits.take("mfa", bucket):
        raise TooManyTries("Too many wrong codes. Wait before the next try.", retry_after=wait)
    actor = Actor(kind="user", id=str(user.id), label=user.email)
    async with unit_of_work(None, actor) as uow:
        right = await _takes(uow, user, totp.plain(code), device)
        if not right:
            await tell(uow, user, "mfa.failed", address=device.address)
    if not right:
        raise CodeWrong("This code is wrong, or was used before.", field="code")
    await limits.limiter().forget(f"mfa:{bucket[0]}")


async def rewrap_factors() -> int:
    """Put every secret under the active master key; returns how many were not. One that no key opens is left and named."""
    vault, done = process().vault, 0
    async with unit_of_work(None) as uow:
        for factor in (await uow.scalars(select(SecondFactor).with_for_update())).all():
            try:
                fresh = vault.rewrap(factor.secret, factor_context(factor.user_id))
            except VaultError as error:
                log.error("accounts.secret_unreadable", user=str(factor.user_id), error=str(error))
                continue
            done += fresh != factor.secret
            factor.secret = fresh
    return done


def factor_context(user_id: UUID) -> str:
    return f"second factor {user_id}"


def state_of(user: User) -> str:
    """Changes with the password, so that a challenge does not outlive it."""
    return hashlib.sha256(user.password_hash.encode()).hexdigest()[:16]


async def _takes(uow: UnitOfWork, user: User, code: str, device: Device) -> bool:
    factor = await _factor(uow, user.id, lock=True)
    if factor is None or factor.confirmed_at is None:
        return False
    if len(code) == 6:
        step = totp.matching_step(_opened(factor), code, clock.now(), after=factor.last_step)
        if step is not None:
            factor.last_step = step
        return step is not None
    used = await uow.scalar(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == totp.recovery_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.code_hash)
    )
    if used:
        await uow.flush()
        await tell(uow, user, "mfa.recovery_code_used", address=device.address)
    return bool(used)


async def _fresh_codes(uow: UnitOfWork, user_id: UUID) -> list[str]:
    await uow.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = totp.new_recovery_codes()
    uow.add_all([RecoveryCode(user_id=user_id, code_hash=totp.recovery_hash(code)) for code in codes])
    await uow.flush()
    return codes


async def _factor(uow: UnitOfWork, user_id: UUID, *, lock: bool = False) -> SecondFactor | None:
    return await uow.session.get(SecondFactor, user_id, with_for_update=lock or None, populate_existing=lock)


def _opened(factor: SecondFactor) -> str:
    return process().vault.open(factor.secret, factor_context(factor.user_id)).decode()
