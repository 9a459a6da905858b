"""Sign in by a provider of identities; link an identity to one's account, and unlink it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import structlog
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts import oidc_client
from app.accounts.contracts import Device, IdentityUnknown, LinkInvalid, MfaRequired, OidcBegun, Tokens
from app.accounts.models import User
from app.accounts.oidc_client import Identity
from app.accounts.oidc_models import OidcIdentity, OidcProvider, OidcState
from app.accounts.repository import Accounts
from app.accounts.tokens import CHALLENGE, TokenSigner, new_link_token, token_hash
from app.accounts.use_cases import mfa
from app.accounts.use_cases.links import tell
from app.accounts.use_cases.sign_in import Entry, open_session
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.process import process
from app.kernel.vault import VaultError

LIVES = timedelta(minutes=10)
log = structlog.get_logger(__name__)
_ID = re.compile(r"[a-z0-9-]{1,40}")


async def set_provider(
    *, id_: str, name: str, issuer: str, client_id: str, client_secret: str, parties: Sequence[str] = ()
) -> None:
    """Set or replace a provider for the whole installation, once its description was read. `parties` are the origins whose
    session tokens are taken as bearer tokens. Raises Invalid, ProviderFailed."""
    if not _ID.fullmatch(id_):
        raise Invalid("The id has small letters, digits and hyphens.", field="id")
    await oidc_client.discover(issuer)
    sealed = process().vault.seal(client_secret.encode(), _context(id_))
    async with unit_of_work(None) as uow:
        found = await uow.session.get(OidcProvider, id_, with_for_update=True)
        if found is None:
            found = OidcProvider(id=id_)
            uow.add(found)
        found.name, found.issuer, found.client_id, found.client_secret = name, issuer, client_id, sealed
        found.parties = list(parties)
        facts = {"issuer": issuer, "name": name, "parties": list(parties)}
        await audit.record_everywhere(uow, "installation.identity_provider_set", kind="identity provider", id_=id_, **facts)


async def remove_provider(id_: str) -> bool:
    """Nobody signs in by it any more; whether there was one. Links stay, for the day that it comes back."""
    async with unit_of_work(None) as uow:
        gone = delete(OidcProvider).where(OidcProvider.id == id_).returning(OidcProvider.issuer)
        removed = (await uow.scalars(gone)).all()
        for issuer in removed:
            action = "installation.identity_provider_removed"
            await audit.record_everywhere(uow, action, kind="identity provider", id_=id_, issuer=issuer)
    return bool(removed)


async def list_providers() -> list[tuple[str, str]]:
    """(id, name) of those that one may sign in by."""
    async with unit_of_work(None) as uow:
        found = await uow.scalars(select(OidcProvider).order_by(OidcProvider.name))
        return [(each.id, each.name) for each in found]


async def begin_oidc(provider_id: str, *, redirect_uri: str, user_id: UUID | None = None) -> OidcBegun:
    """Where to send the browser, and what it must keep in a cookie to be known again. Raises NotFound, ProviderFailed."""
    async with unit_of_work(None) as uow:
        provider = await uow.session.get(OidcProvider, provider_id)
    if provider is None:
        raise NotFound("provider", provider_id)
    endpoints = await oidc_client.discover(provider.issuer)
    state, binding, nonce, verifier = (new_link_token() for _ in range(4))
    state = f"{'link' if user_id else 'enter'}.{state}"  # so that the page which it comes back to knows whom to ask
    async with unit_of_work(None) as uow:
        uow.add(
            OidcState(
                state_hash=token_hash(state),
                binding_hash=token_hash(binding),
                provider_id=provider.id,
                user_id=user_id,
                nonce=nonce,
                verifier=process().vault.seal(verifier.encode(), f"oidc state {token_hash(state)}"),
                expires_at=clock.now() + LIVES,
            )
        )
    query = urlencode(
        {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
    )
    joint = "&" if "?" in endpoints.authorization else "?"
    return OidcBegun(authorization_url=f"{endpoints.authorization}{joint}{query}", binding=binding)


async def sign_in_by_oidc(
    signer: TokenSigner, *, state: str, binding: str, code: str, iss: str, redirect_uri: str, device: Device
) -> Tokens:
    """The session of whom the identity is linked to. Raises LinkInvalid, ProviderFailed, IdentityUnknown, and MfaRequired
    where the user has a second factor here."""
    identity = await _proven(state, binding, code, iss, redirect_uri, user_id=None)
    async with unit_of_work(None) as uow:
        linked = await uow.scalar(_of(identity).with_for_update())
        user = await Accounts(uow).user(linked.user_id) if linked else None
        if linked is None or user is None or not user.is_active:
            raise IdentityUnknown("Nobody here is linked to this account. Sign in as usual and link it in your profile.")
        linked.last_used_at = clock.now()
    if await mfa.is_enrolled(user.id):
        token = signer.sign_challenge(user_id=user.id, org_id=None, state=mfa.state_of(user))
        details = {"mfa_token": token, "expires_in": int(CHALLENGE.total_seconds()), "methods": ["totp", "recovery_code"]}
        raise MfaRequired("Give the code of your authenticator app, or a recovery code.", details=details)
    async with unit_of_work(None, _actor(user)) as uow:
        entry = Entry(device=device, remember=False, action="session.opened_by_provider")
        return await open_session(uow, signer, user, None, entry)


async def link_identity(
    *, org_id: UUID, user_id: UUID, state: str, binding: str, code: str, iss: str, redirect_uri: str
) -> OidcIdentity:
    """From now on it signs the person in. The provider must have verified the address, and it must be the person's
    own: else whoever is signed in there could enter here. Raises LinkInvalid, ProviderFailed, Conflict."""
    identity = await _proven(state, binding, code, iss, redirect_uri, user_id=user_id)
    async with unit_of_work(org_id, Actor(kind="user", id=str(user_id))) as uow:
        user = await Accounts(uow).user_of(user_id)
        uow.actor = _actor(user)
        if not identity.email or identity.email.lower() != user.email.lower():
            raise Conflict("The provider does not vouch for the e-mail address of your account here.")
        linked = OidcIdentity(
            id=new_id(), user_id=user_id, issuer=identity.issuer, subject=identity.subject, email=identity.email
        )
        uow.add(linked)
        try:
            await uow.flush()
        except IntegrityError:
            raise Conflict("This account, or yours, is linked already. Unlink it first.") from None
        await tell(uow, user, "identity.linked", issuer=identity.issuer)
    return linked


async def list_identities(uow: UnitOfWork, user_id: UUID) -> list[OidcIdentity]:
    """What signs a user in besides the password."""
    return list((await uow.scalars(select(OidcIdentity).where(OidcIdentity.user_id == user_id))).all())


async def unlink_identity(uow: UnitOfWork, user_id: UUID, identity_id: UUID) -> None:
    """Raises NotFound, also for somebody else's."""
    found = await uow.session.get(OidcIdentity, identity_id)
    if found is None or found.user_id != user_id:
        raise NotFound("identity", identity_id)
    await uow.session.delete(found)
    await tell(uow, await Accounts(uow).user_of(user_id), "identity.unlinked", issuer=found.issuer)


async def forget_oidc_states(uow: UnitOfWork) -> int:
    over = delete(OidcState).where(OidcState.expires_at < clock.now()).returning(OidcState.state_hash)
    return len((await uow.scalars(over)).all())


async def _proven(state: str, binding: str, code: str, iss: str, redirect_uri: str, *, user_id: UUID | None) -> Identity:
    """Of whom the provider speaks, for the very browser and purpose that began. The state is spent whatever comes."""
    digest = token_hash(state)
    async with unit_of_work(None) as uow:
        begun = await uow.session.get(OidcState, digest, with_for_update=True)
        provider = await uow.session.get(OidcProvider, begun.provider_id) if begun else None
        if begun is not None:
            await uow.session.delete(begun)
    if begun is None or provider is None or begun.expires_at <= clock.now() or begun.binding_hash != token_hash(binding):
        raise LinkInvalid("This sign-in is over, or was begun in another browser. Begin again.")
    if begun.user_id != user_id or (iss and iss != provider.issuer):
        raise LinkInvalid("This answer belongs to another sign-in. Begin again.")
    endpoints = await oidc_client.discover(provider.issuer)
    verifier = process().vault.open(begun.verifier, f"oidc state {digest}").decode()
    token = await oidc_client.fetch_id_token(
        endpoints, code=code, verifier=verifier, redirect_uri=redirect_uri, client=(provider.client_id, secret_of(provider))
    )
    return await oidc_client.verified(endpoints, token, client_id=provider.client_id, nonce=begun.nonce)


def secret_of(provider: OidcProvider) -> str:
    """What we prove ourselves with there."""
    return process().vault.open(provider.client_secret, _context(provider.id)).decode()


def _of(identity: Identity) -> Select[OidcIdentity]:
    return select(OidcIdentity).where(OidcIdentity.issuer == identity.issuer, OidcIdentity.subject == identity.subject)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _context(provider_id: str) -> str:
    return f"oidc provider {provider_id}"


def _actor(user: User) -> Actor:
    return Actor(kind="user", id=str(user.id), label=user.email)


async def rewrap_providers() -> int:
    """Put every secret under the active master key; returns how many were not. One that no key opens is left and named."""
    vault, done = process().vault, 0
    async with unit_of_work(None) as uow:
        for provider in (await uow.scalars(select(OidcProvider).with_for_update())).all():
            try:
                fresh = vault.rewrap(provider.client_secret, _context(provider.id))
            except VaultError as error:
                log.error("accounts.secret_unreadable", provider=provider.id, error=str(error))
                continue
            done += fresh != provider.client_secret
            provider.client_secret = fresh
    return done
