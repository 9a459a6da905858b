"""What an organisation asks of its members' sign-ins: a second factor of whom, and how long a session lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.accounts import lifetimes
from app.accounts.contracts import SecondFactorMissing
from app.accounts.models import DEMANDS, Organisation, Passkey, SecondFactor, Session
from app.accounts.repository import Accounts
from app.accounts.use_cases.profile import read_organisation
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPolicy:
    """`second_factor`: nobody, admins (owner and admins) or everybody. None: as the installation has it."""

    second_factor: str
    session_idle_minutes: int | None
    session_hours: int | None


async def read_sign_in_policy(uow: UnitOfWork) -> SignInPolicy:
    return _policy(await read_organisation(uow))


async def set_sign_in_policy(uow: UnitOfWork, policy: SignInPolicy, *, strong: bool) -> SignInPolicy:
    """Counts for sessions that are open, too. `strong`: how whoever asks has signed in; they cannot demand of others what
    they do not do, nor lock themselves out. Raises SecondFactorMissing."""
    organisation = await read_organisation(uow)
    before = _policy(organisation)
    if DEMANDS.index(policy.second_factor) > DEMANDS.index(before.second_factor) and not strong:
        raise SecondFactorMissing("Sign in with a second factor or a passkey yourself before you demand it of others.")
    organisation.second_factor = policy.second_factor
    organisation.session_idle_minutes = policy.session_idle_minutes
    organisation.session_hours = policy.session_hours
    if policy != before:
        facts = {"before": _facts(before), "after": _facts(policy)}
        audit.record(uow, "organisation.sign_in_policy_changed", kind="organisation", id_=organisation.id, **facts)
        await _shorten(uow, organisation)
    return policy


async def note_strength(uow: UnitOfWork, user_id: UUID, *, session_id: UUID | None = None) -> None:
    """After factors changed: the session `session_id` has just proved a new one; where none is left, none is strong."""
    has = await uow.scalar(select(Passkey.id).where(Passkey.user_id == user_id).limit(1)) or await uow.scalar(
        select(SecondFactor.user_id).where(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None))
    )
    for session in await Accounts(uow).live_sessions(user_id):
        session.strong = bool(has) and (session.strong or session.id == session_id)


async def _shorten(uow: UnitOfWork, organisation: Organisation) -> None:
    live = await uow.scalars(
        select(Session).where(Session.org_id == organisation.id, Session.ended_at.is_(None), Session.expires_at > clock.now())
    )
    for session in live:
        used = session.used_at + lifetimes.idleness(session, organisation)
        whole = session.created_at + timedelta(hours=organisation.session_hours) if organisation.session_hours else used
        session.expires_at = min(session.expires_at, used, whole)


def _policy(organisation: Organisation) -> SignInPolicy:
    return SignInPolicy(
        second_factor=organisation.second_factor,
        session_idle_minutes=organisation.session_idle_minutes,
        session_hours=organisation.session_hours,
    )


def _facts(policy: SignInPolicy) -> dict[str, str | int | None]:
    return {
        "second_factor": policy.second_factor,
        "session_idle_minutes": policy.session_idle_minutes,
        "session_hours": policy.session_hours,
    }
