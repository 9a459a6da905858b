"""Sign in, refresh, switch organisation, sign out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

from app.accounts import even, lifetimes, limits, passwords
from app.accounts.contracts import (
    AlreadyRefreshed,
    BadCredentials,
    Device,
    MfaRequired,
    SessionEnded,
    TokenReused,
    Tokens,
    TooManyTries,
)
from app.accounts.models import Organisation, Session, UsedRefreshToken, User
from app.accounts.repository import Accounts
from app.accounts.tokens import CHALLENGE, TokenSigner, new_refresh_token, token_hash
from app.accounts.use_cases import mfa
from app.accounts.use_cases.links import tell
from app.accounts.use_cases.origins import note_move, note_origin, tell_of_origin
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Forbidden, NotFound
from app.kernel.ids import new_id
from app.kernel.ratelimit import address_bucket

TABS = timedelta(seconds=10)
"""How long after a refresh another tab of the same browser may still come with the token before."""


async def login(
    signer: TokenSigner,
    *,
    email: str,
    password: str,
    device: Device,
    remember: bool = True,
    org_id: UUID | None = None,
    code: str = "",
) -> Tokens:
    """Sign in to an organisation of the user's (None: the oldest membership). Raises BadCredentials, TooManyTries for
    the sixth failure of an account within a quarter of an hour, whether it exists or not and whatever the password, and
    MfaRequired or CodeWrong where the user has a second factor."""
    user = await prove(email, password, device)
    enrolled = await mfa.is_enrolled(user.id)
    if enrolled:
        if not code:
            token = signer.sign_challenge(user_id=user.id, org_id=org_id, state=mfa.state_of(user))
            raise MfaRequired(
                "Give the code of your authenticator app, or a recovery code.",
                details={
                    "mfa_token": token,
                    "expires_in": int(CHALLENGE.total_seconds()),
                    "methods": ["totp", "recovery_code"],
                },
            )
        await mfa.prove_code(user, code, device)
    entry = Entry(device=device, remember=remember, strong=enrolled)
    async with unit_of_work(None, _actor(user)) as uow:
        return await open_session(uow, signer, user, org_id, entry)


async def login_with_code(signer: TokenSigner, *, mfa_token: str, code: str, device: Device, remember: bool = True) -> Tokens:
    """The second half of a sign-in. Raises SessionEnded, CodeWrong, TooManyTries."""
    challenge = signer.verify_challenge(mfa_token)
    async with unit_of_work(None) as uow:
        user = await Accounts(uow).user(challenge.user_id)
    if user is None or not user.is_active or mfa.state_of(user) != challenge.state:
        raise SessionEnded("Your password was changed meanwhile. Begin again with it.")
    await mfa.prove_code(user, code, device)
    async with unit_of_work(None, _actor(user)) as uow:
        return await open_session(uow, signer, user, challenge.org_id, Entry(device=device, remember=remember, strong=True))


async def prove(email: str, password: str, device: Device) -> User:
    """The user whose password it is. A token is taken before the password is tried, so that guesses at once count as guesses
    in turn. Where the user has signed in from before, guesses are counted apart: whoever fails elsewhere locks nobody out."""
    async with unit_of_work(None) as uow:
        user, was_here = await Accounts(uow).user_who_signs_in(email, device.address)
    account, address = limits.account(email), address_bucket(device.address)
    if user and was_here:
        account = f"{account}:{address}:{mfa.state_of(user)}"  # a new password begins anew
    buckets = ((account, limits.LOGIN_ACCOUNT), (address, limits.LOGIN_ADDRESS))
    wait = await limits.take("login", *buckets)
    if wait:
        await _refuse(user, email, device, wait)
    async with even.floor() as floor:
        right = await passwords.matches(password, user.password_hash if user else None)
        if user is None or not right or not user.is_active:
            await _note_failure(user, device)
            raise BadCredentials("E-mail address or password is wrong.")
        floor.waived = True  # who knows the password need not wait
    await limits.give_back("login", buckets[1])
    await limits.limiter().forget(f"login:{buckets[0][0]}")
    await _rehash(user, password)
    return user


async def _refuse(user: User | None, email: str, device: Device, wait: float) -> NoReturn:
    async with even.floor():
        first = await limits.take("told", (limits.account(email), limits.TOLD)) == 0
        if first and user is not None:
            async with unit_of_work(None, _actor(user)) as uow:
                await tell(uow, user, "login.locked", address=device.address, seconds=round(wait))
        raise TooManyTries("Too many failed sign-ins. Wait, or choose a new password by mail.", retry_after=wait)


async def _note_failure(user: User | None, device: Device) -> None:
    if user is not None:
        async with unit_of_work(None, _actor(user)) as uow:
            await tell(uow, user, "login.failed", address=device.address, user_agent=device.user_agent[:200])


async def _rehash(user: User, password: str) -> None:
    if passwords.outdated(user.password_hash):
        fresh = await passwords.hashed(password)
        async with unit_of_work(None) as uow:
            stored = await Accounts(uow).user(user.id, lock=True)
            if stored is not None and stored.password_hash == user.password_hash:
                stored.password_hash = user.password_hash = fresh


async def switch(
    signer: TokenSigner, *, user_id: UUID, org_id: UUID, device: Device, session_id: UUID | None, instead: bool = False
) -> Tokens:
    """A session of the same user in another of their organisations, no younger and no better proved than `session_id`,
    which ends with it where it comes `instead`. Raises SessionEnded, and NotFound for an organisation that is not theirs."""
    async with unit_of_work(None, Actor(kind="user", id=str(user_id))) as uow:
        user = await Accounts(uow).user(user_id, lock=True)
        before = await uow.session.get(Session, session_id) if session_id else None
        if user is None or before is None or before.user_id != user_id:
            raise NotFound("session")
        if before.ended_at is not None:
            raise _over()
        if instead:
            await Accounts(uow).end_session(before.id, "switched")
        entry = Entry(device=device, remember=before.remembered, strong=before.strong, action="session.switched", before=before)
        return await open_session(uow, signer, user, org_id, entry)


async def refresh(
    signer: TokenSigner,
    *,
    refresh_token: str,
    device: Device | None = None,
    admit: Callable[[UUID], None] | None = None,
) -> Tokens:
    """Rotate. Raises SessionEnded, or TokenReused after which no token of the family works.

    `admit` is asked with the session's id before anything happens and may refuse by raising. It marks a browser, whose
    tabs may refresh at the same moment: the later one gets AlreadyRefreshed, no token, and the family lives.
    """
    digest = token_hash(refresh_token)
    async with unit_of_work(None) as uow:
        accounts = Accounts(uow)
        session = await accounts.session_by_token(digest)
        reused = None if session else await accounts.session_of_used_token(digest)
        if reused is not None:
            if admit and reused.ended_at is None and clock.now() - reused.used_at < TABS:
                raise AlreadyRefreshed("Another tab has just renewed this session. Repeat the call.")
            await accounts.end_session(reused.id, "refresh token reused")
            await _audit(uow, reused, "session.token_reused")
    if reused is not None:
        raise TokenReused("This refresh token was used before, so the session was ended for safety. Sign in again.")
    if session is None:
        raise SessionEnded("The refresh token is not valid. Sign in again.")
    if admit:
        admit(session.id)
    async with unit_of_work(None, Actor(kind="user", id=str(session.user_id))) as uow:
        current = await Accounts(uow).session_by_token(digest)
        if current is not None:
            return await _rotate(uow, signer, current, device)
    # somebody else came with the token in between: it is spent
    return await refresh(signer, refresh_token=refresh_token, device=device, admit=admit)


async def logout(*, session_id: UUID) -> None:
    """End the session: its access and refresh tokens are refused everywhere from now on. Doing it twice is fine."""
    async with unit_of_work(None) as uow:
        await Accounts(uow).end_session(session_id, "signed out")


async def _rotate(uow: UnitOfWork, signer: TokenSigner, session: Session, device: Device | None) -> Tokens:
    accounts = Accounts(uow)
    if session.ended_at is not None or session.expires_at <= clock.now():
        raise _over()
    membership = await accounts.membership(session.org_id, session.user_id)
    if membership is None or membership.deactivated_at is not None:
        raise SessionEnded("You are no longer a member of this organisation. Sign in again.")
    fresh = new_refresh_token()
    uow.add(UsedRefreshToken(token_hash=session.current_hash, session_id=session.id))
    session.current_hash = token_hash(fresh)
    seen, session.used_at = session.used_at, clock.now()
    if device:
        await note_move(uow, session, device, seen)
    organisation = await accounts.organisation(session.org_id)
    session.expires_at = lifetimes.end_of(session, organisation)
    return await _tokens(signer, session, organisation, membership.role, fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How somebody comes in. `strong`: by two factors, or a passkey. `before` is the session that this one goes on from."""

    device: Device
    remember: bool = True
    strong: bool = False
    action: str = "session.opened"
    before: Session | None = None
    proved_at: datetime | None = None


async def open_session(uow: UnitOfWork, signer: TokenSigner, user: User, org_id: UUID | None, entry: Entry) -> Tokens:
    """Of a user who was proved. Raises Forbidden, NotFound."""
    accounts = Accounts(uow)
    memberships = await accounts.memberships(user.id)
    chosen = next((m for m in memberships if org_id in (None, m.org_id)), None)
    if chosen is None and org_id is None:
        raise Forbidden("You are an active member of no organisation. Ask to be invited or activated again.")
    if chosen is None:
        raise NotFound("organisation", org_id or "")
    token = new_refresh_token()
    session = await begin_session(uow, user, chosen.org_id, entry, token)
    organisation = await accounts.organisation(chosen.org_id)
    return await _tokens(signer, session, organisation, chosen.role, token)


async def begin_session(
    uow: UnitOfWork, user: User, org_id: UUID, entry: Entry, refresh_token: str, id_: UUID | None = None
) -> Session:
    """Its row, with all that is told of a sign-in; in the organisation's scope from then on. Raises SessionEnded where the
    person's password was changed since they proved who they are: that ends every session, also one that is being made."""
    await uow.rescope(org_id)
    accounts = Accounts(uow)
    proved_by = user.password_hash
    stored = await accounts.user(user.id, lock=True)
    if stored is None or not stored.is_active or stored.password_hash != proved_by:
        raise _over()
    origin = await note_origin(uow, user.id, entry.device)
    session = Session(
        id=id_ or new_id(),
        user_id=user.id,
        org_id=org_id,
        current_hash=token_hash(refresh_token),
        user_agent=entry.device.user_agent[:400],
        address=entry.device.address[:64],
        country=origin.country,
        is_new=origin.is_new,
        remembered=entry.remember,
        strong=entry.strong,
        created_at=entry.before.created_at if entry.before else clock.now(),
        proved_at=entry.proved_at or (entry.before.proved_at if entry.before else clock.now()),
    )
    session.expires_at = lifetimes.end_of(session, await accounts.organisation(org_id))
    uow.add(session)
    stored.last_login_at = clock.now()
    device = entry.device
    facts = {"address": device.address, "user_agent": device.user_agent[:200], **origin.told()}
    audit.record(uow, entry.action, kind="session", id_=session.id, **facts)
    if origin.is_new:
        await uow.flush()
        await tell_of_origin(uow, user, session)
    return session


async def _tokens(
    signer: TokenSigner, session: Session, organisation: Organisation | None, role: str, refresh_token: str
) -> Tokens:
    await signer.ready()
    life = lifetimes.token_life(session, organisation, signer.lifetime)
    who = {"user_id": session.user_id, "org_id": session.org_id, "session_id": session.id}
    return Tokens(
        access_token=signer.sign(**who, role=role, lifetime=life),
        refresh_token=refresh_token,
        expires_in=int(life.total_seconds()),
        refresh_expires_in=int((session.expires_at - clock.now()).total_seconds()),
        **who,
        role=role,
        remembered=session.remembered,
    )


async def _audit(uow: UnitOfWork, session: Session, action: str) -> None:
    await uow.rescope(session.org_id)
    audit.record(uow, action, kind="session", id_=session.id)


def _over() -> SessionEnded:
    return SessionEnded("The session is over. Sign in again.")


def _actor(user: User) -> Actor:
    return Actor(kind="user", id=str(user.id), label=user.email)
