"""Prove once more who one is, before something grave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts.contracts import Device, PasskeyRefused
from app.accounts.models import Passkey, Session
from app.accounts.repository import Accounts
from app.accounts.use_cases import mfa
from app.accounts.use_cases.passkeys import prove_passkey
from app.accounts.use_cases.passwords import prove_password
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One of them: a password, a code of the second factor, or what a passkey signed."""

    password: str = ""
    code: str = ""
    challenge_id: UUID | None = None
    credential: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        return "passkey" if self.credential is not None else "second factor" if self.code else "password"


async def reauthenticate(*, org_id: UUID, user_id: UUID, session_id: UUID | None, proof: Proof, device: Device) -> datetime:
    """Until when sensitive deeds are admitted counts from the moment that is returned. A second factor and a passkey make
    the session strong. Raises Invalid, CodeWrong, PasskeyRefused, TooManyTries."""
    if session_id is None:
        raise Conflict("This sign-in belongs to your provider of identities: prove yourself there, and come with a new token.")
    async with unit_of_work(None) as uow:
        user = await Accounts(uow).user_of(user_id)
    if proof.credential is not None and proof.challenge_id is not None:
        if (await prove_passkey(challenge_id=proof.challenge_id, credential=proof.credential)).id != user_id:
            raise PasskeyRefused("This passkey is of another account.")
    elif proof.code:
        await mfa.prove_code(user, proof.code, device)
    else:
        await prove_password(org_id=org_id, user_id=user_id, password=proof.password, field="password")
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id), label=user.email)) as uow:
        session = await uow.session.get(Session, session_id, with_for_update=True)
        if session is None:
            raise NotFound("session")
        session.proved_at = clock.now()
        session.strong = session.strong or proof.method != "password"
        audit.record(uow, "session.proved", kind="session", id_=session_id, method=proof.method)
    return session.proved_at


async def ways_to_prove(uow: UnitOfWork, user_id: UUID) -> list[str]:
    """password, totp, passkey: those that the user has."""
    enrolled = (await mfa.mfa_state(uow, user_id)).totp
    keys = await uow.scalar(select(Passkey.id).where(Passkey.user_id == user_id).limit(1))
    return ["password", *(["totp"] if enrolled else []), *(["passkey"] if keys else [])]
