"""Sign in by a key that lives in one's device (WebAuthn)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.accounts import limits
from app.accounts.contracts import Device, PasskeyRefused, PasskeyView, Tokens, TooManyTries
from app.accounts.models import Passkey, PasskeyChallenge, User
from app.accounts.relying_party import RelyingParty, relying_party
from app.accounts.repository import Accounts
from app.accounts.tokens import TokenSigner
from app.accounts.use_cases.links import tell_of_factor
from app.accounts.use_cases.passwords import prove_password
from app.accounts.use_cases.sign_in import Entry, open_session
from app.accounts.use_cases.sign_in_policy import note_strength
from app.kernel import clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.process import process
from app.kernel.ratelimit import address_bucket

LIFE = timedelta(minutes=5)
_TIMEOUT = int(LIFE.total_seconds() * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """`options` go to `navigator.credentials` by `PublicKeyCredential.parse…OptionsFromJSON`."""

    challenge_id: UUID
    options: dict[str, Any]


async def start_passkey(*, org_id: UUID, user_id: UUID, password: str) -> Ceremony:
    """What a device needs to make a new key. Takes the password. Raises PasskeysUnavailable."""
    from app.accounts import ceremonies

    party = _party()
    user = await prove_password(org_id=org_id, user_id=user_id, password=password, field="password")
    async with unit_of_work(None) as uow:
        known = (await uow.scalars(select(Passkey.credential_id).where(Passkey.user_id == user_id))).all()
        challenge, options = ceremonies.registration(
            party,
            user_id=user_id,
            email=user.email,
            name=f"{user.first_name} {user.last_name}".strip() or user.email,
            known=known,
            timeout=_TIMEOUT,
        )
        return await _keep(uow, challenge, options, user_id)


async def finish_passkey(
    *,
    org_id: UUID,
    actor: Actor,
    user_id: UUID,
    session_id: UUID | None,
    challenge_id: UUID,
    name: str,
    credential: dict[str, Any],
) -> PasskeyView:
    """Keep the key that the device made. Raises PasskeyRefused."""
    from app.accounts import ceremonies

    party = _party()
    challenge = await _take(challenge_id, user_id)
    try:
        made = ceremonies.registered(party, credential, challenge)
    except ValueError as error:
        raise _refused() from error
    async with unit_of_work(org_id, actor) as uow:
        if await uow.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
            raise PasskeyRefused("This passkey is kept already.")
        passkey = Passkey(
            id=new_id(),
            user_id=user_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name,
            created_at=clock.now(),
        )
        uow.add(passkey)
        await uow.flush()
        await note_strength(uow, user_id, session_id=session_id)
        await tell_of_factor(uow, await Accounts(uow).user_of(user_id), "passkey.added", name=name)
        return _view(passkey)


async def list_passkeys(uow: UnitOfWork, user_id: UUID) -> list[PasskeyView]:
    """Newest first."""
    found = await uow.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id.desc()))
    return [_view(passkey) for passkey in found]


async def remove_passkey(*, org_id: UUID, user_id: UUID, passkey_id: UUID, password: str) -> None:
    """It signs nobody in any more. Takes the password. Raises NotFound."""
    user = await prove_password(org_id=org_id, user_id=user_id, password=password, field="password")
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id), label=user.email)) as uow:
        passkey = await uow.session.get(Passkey, passkey_id)
        if passkey is None or passkey.user_id != user_id:
            raise NotFound("passkey", passkey_id)
        await uow.session.delete(passkey)
        await uow.flush()
        await note_strength(uow, user_id)
        await tell_of_factor(uow, user, "passkey.removed", name=passkey.name)


async def start_passkey_login(device: Device) -> Ceremony:
    """A challenge for whichever passkey the device holds; it names no user, so it tells of none."""
    from app.accounts import ceremonies

    party = _party()
    wait = await limits.take("passkey", (address_bucket(device.address), limits.PASSKEY_ADDRESS))
    if wait:
        raise TooManyTries("Too many sign-ins from your network. Try again later.", retry_after=wait)
    challenge, options = ceremonies.sign_in(party, timeout=_TIMEOUT)
    async with unit_of_work(None) as uow:
        return await _keep(uow, challenge, options, None)


async def login_with_passkey(
    signer: TokenSigner,
    *,
    challenge_id: UUID,
    credential: dict[str, Any],
    device: Device,
    remember: bool = True,
    org_id: UUID | None = None,
) -> Tokens:
    """A passkey is something one has, unlocked by something one is or knows: no further code is asked for. Raises
    PasskeyRefused."""
    user = await prove_passkey(challenge_id=challenge_id, credential=credential)
    async with unit_of_work(None, Actor(kind="user", id=str(user.id), label=user.email)) as uow:
        return await open_session(uow, signer, user, org_id, Entry(device=device, remember=remember, strong=True))


async def prove_passkey(*, challenge_id: UUID, credential: dict[str, Any]) -> User:
    """The active user whose passkey signed the challenge, which is spent with that. Raises PasskeyRefused."""
    party = _party()
    challenge = await _take(challenge_id, None)
    async with unit_of_work(None) as uow:
        held = await uow.scalar(select(Passkey).where(Passkey.credential_id == str(credential.get("id", ""))).with_for_update())
        user = await Accounts(uow).user(held.user_id) if held else None
        if held is None or user is None or not user.is_active:
            raise _refused()
        held.sign_count = _checked(party, credential, challenge, held)
        held.last_used_at = clock.now()
    return user


def _checked(party: RelyingParty, credential: dict[str, Any], challenge: bytes, held: Passkey) -> int:
    """The device's new count of signatures. Raises PasskeyRefused; a count that went back means a copied key."""
    from app.accounts import ceremonies

    try:
        return ceremonies.signed(party, credential, challenge, public_key=held.public_key, sign_count=held.sign_count)
    except ValueError as error:
        raise _refused() from error


async def _keep(uow: UnitOfWork, challenge: bytes, options: dict[str, Any], user_id: UUID | None) -> Ceremony:
    row = PasskeyChallenge(id=new_id(), challenge=challenge, user_id=user_id, expires_at=clock.now() + LIFE)
    uow.add(row)
    return Ceremony(challenge_id=row.id, options=options)


async def _take(challenge_id: UUID, user_id: UUID | None) -> bytes:
    """The challenge, which is spent with that, whatever comes of it. Raises PasskeyRefused."""
    mine = PasskeyChallenge.user_id.is_(None) if user_id is None else PasskeyChallenge.user_id == user_id
    async with unit_of_work(None) as uow:
        found = await uow.scalar(
            delete(PasskeyChallenge)
            .where(PasskeyChallenge.id == challenge_id, mine, PasskeyChallenge.expires_at > clock.now())
            .returning(PasskeyChallenge.challenge)
        )
    if found is None:
        raise _refused()
    return bytes(found)


def _party() -> RelyingParty:
    return relying_party(process().settings.public_url)


def _refused() -> PasskeyRefused:
    return PasskeyRefused("This passkey was not accepted. Begin again, or sign in with your password.")


def _view(passkey: Passkey) -> PasskeyView:
    return PasskeyView(id=passkey.id, name=passkey.name, created_at=passkey.created_at, last_used_at=passkey.last_used_at)
