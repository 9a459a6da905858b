"""Answers the kernel's question of who calls: an access token, by bearer or cookie, checked against the live session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request

from app.accounts import api, limits
from app.accounts.browser import BrowserSessions
from app.accounts.contracts import ApiKeyRefused, CsrfFailed, Device, SecondFactorDemanded, SessionEnded
from app.accounts.tokens import Claims
from app.kernel import audit
from app.kernel.auth import Principal
from app.kernel.db import unit_of_work
from app.kernel.errors import DomainError, NotFound
from app.kernel.leaks import SecretInText
from app.kernel.place import country_of_call
from app.kernel.process import master_keys, process
from app.kernel.settings import Settings, settings
from app.kernel.together import Together

ORGANISATION_HEADER = "x-ksap-organisation"
MISSES, MISSES_WITHIN = 20, 600
UNPROVEN = {"connections.manage": "Confirm your e-mail address first: open the link that was mailed to you."}
"""What takes a confirmed address, and what to do. Where no mail server is set nobody could confirm one."""


class SessionAuthenticator:
    """The signature says who; the session row says whether still, and with which role now.

    A bearer token goes before a cookie. Only the cookie needs the proof against forged calls: a browser adds it by
    itself, a bearer token it never adds.
    """

    def __init__(self, signer: api.TokenSigner, browser: BrowserSessions) -> None:
        self.signer = signer
        self.browser = browser
        self._standing = Together(api.session_standings)  # a screen sends a dozen calls at once

    async def __call__(self, request: Request) -> Principal | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token.startswith(api.API_KEY_MARK):
            return await self._api_key(token.strip(), request)
        if scheme.lower() == "bearer" and token:
            token = token.strip()
            outside = None if self.signer.knows(token) else await self._outside(token, request)
            return outside or await self._session(token)
        cookie = self.browser.access_token(request)
        if not cookie:
            return None
        caller = await self._session(cookie)
        if caller.kind != "user":
            raise SessionEnded("A program's token is no browser session. Sign in again.")
        if caller.session_id:
            try:
                self.browser.check(request, caller.session_id)
            except CsrfFailed:
                await record_denial(caller, "csrf", f"{request.method} {request.url.path}")
                raise
        return caller

    async def still(self, request: Request, caller: Principal) -> bool:
        """Whether a caller is who they were a while ago, with the same rights. A person's session counts, not the token that
        they began with: it grows old within minutes, and the next one comes with the next call."""
        try:
            if caller.kind == "user" and caller.session_id:
                now = await self._person(caller.session_id, caller.user_id, caller.org_id, caller.token_id)
            else:
                now = await self(request) or caller
        except DomainError:
            return False
        return now.permissions == caller.permissions and now.store_ids == caller.store_ids and not now.hindrance

    async def _api_key(self, key: str, request: Request) -> Principal:
        standing = await api.api_key_standing(api.token_hash(key))
        if standing is None:
            raise ApiKeyRefused("This API key is unknown, revoked or expired.")
        address = request.client.host if request.client else ""
        country = country_of_call(request, settings().country_header)
        await api.note_key_use(standing, country=country, address=address)
        return Principal(
            org_id=standing.org_id,
            user_id=standing.id,
            role="api_key",
            **_allowed(api.permissions_of_role("custom", standing.permissions), standing.stores),
            label=standing.name,
            kind="api_key",
        )

    async def _session(self, token: str) -> Principal:
        await self.signer.ready(token)
        claims = self.signer.verify(token)
        if claims.client_id is not None:
            return await self._app(claims, claims.client_id)
        return await self._person(claims.session_id, claims.user_id, claims.org_id, claims.token_id)

    async def _outside(self, token: str, request: Request) -> Principal | None:
        """A person with a session token of a provider of identities; None where it is none of theirs."""
        if api.issuer_of(token) in ("", self.signer.issuer):
            return None
        wanted = request.headers.get(ORGANISATION_HEADER, "")
        try:
            org_id = UUID(wanted) if wanted else None
        except ValueError:
            raise NotFound("organisation", wanted) from None
        device = Device(
            user_agent=request.headers.get("user-agent", ""),
            address=request.client.host if request.client else "",
            country=country_of_call(request, settings().country_header),
        )
        entered = await api.enter_by_token(token, device=device, org_id=org_id)
        if entered is None:
            return None
        found = await self._person(entered.session_id, entered.user_id, entered.org_id, "")
        return replace(found, hindrance=second_factor_owed()) if entered.owes_factor else found

    async def _person(self, session_id: UUID, user_id: UUID, org_id: UUID, token_id: str) -> Principal:
        standing = await self._standing(session_id)
        if standing is None:
            raise SessionEnded("The session is over. Sign in again.")
        permissions = api.permissions_of_role(standing.role, standing.own_permissions)
        withheld = self._withheld(permissions, standing.is_verified)
        return Principal(
            org_id=org_id,
            user_id=user_id,
            role=standing.role,
            **_allowed(permissions - set(withheld), standing.stores),
            withheld=withheld,
            hindrance=second_factor_owed() if standing.demanded and not standing.strong else None,
            strong=standing.strong,
            proved_at=standing.proved_at,
            session_id=session_id,
            token_id=token_id,
            label=standing.email,
        )

    async def _app(self, claims: Claims, client_id: UUID) -> Principal:
        """A program of others, for a person or for itself."""
        standing = await api.app_standing(claims.org_id, client_id, claims.grant_id)
        if standing is None:
            raise SessionEnded("The access of this program was taken back, or is over. Ask for it anew.")
        permissions = api.app_permissions(standing, claims.scopes)
        withheld = self._withheld(permissions, standing.user_id is None or standing.is_verified)
        return Principal(
            org_id=claims.org_id,
            user_id=standing.user_id or client_id,
            role="app",
            **_allowed(permissions - set(withheld), standing.stores),
            withheld=withheld,
            token_id=claims.token_id,
            label=f"{standing.client_name} for {standing.email}" if standing.user_id else standing.client_name,
            kind="app",
        )

    def _withheld(self, permissions: frozenset[str], is_verified: bool) -> dict[str, str]:
        if is_verified or process().settings.smtp_url is None:
            return {}
        return {name: UNPROVEN[name] for name in permissions & set(UNPROVEN)}


def second_factor_owed() -> SecondFactorDemanded:
    return SecondFactorDemanded("This organisation asks you for a second factor: set one up, or use the one that you have.")


def _allowed(permissions: frozenset[str], stores: frozenset[UUID] | None) -> dict[str, Any]:
    """What a principal may do with these permissions on these stores."""
    beyond = frozenset(filter(api.of_the_whole, permissions)) if stores is not None else frozenset()
    return {"permissions": permissions - beyond, "beyond": beyond, "store_ids": stores}


async def record_denial(caller: Principal, permission: str, action: str) -> None:
    """A refused call leaves a trace, in a transaction of its own: the request's is rolled back."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        audit.record(uow, "access.denied", kind=caller.kind, id_=caller.user_id, permission=permission, call=action)


async def record_refusal(caller: Principal, error: DomainError, action: str) -> None:
    """A text with a credential leaves a trace at once. One call for what does not exist is a stale link; every twentieth of
    a caller's within ten minutes leaves one."""
    if isinstance(error, SecretInText):
        async with unit_of_work(caller.org_id, caller.actor) as uow:
            facts = {name: error.details[name] for name in ("field", "looks_like")}
            audit.record(uow, "secret.blocked", kind=caller.kind, id_=caller.user_id, channel="text", call=action, **facts)
        return
    number = await limits.limiter().count(f"missed:{caller.org_id.hex}:{caller.user_id.hex}", MISSES_WITHIN)
    if number and number % MISSES == 0:
        async with unit_of_work(caller.org_id, caller.actor) as uow:
            audit.record(uow, "access.missed", kind=caller.kind, id_=caller.user_id, calls=MISSES, call=action)


def wire(app: FastAPI, config: Settings) -> None:
    """Tell the application how its callers are recognised."""
    keys = api.private_keys(master_keys(config))
    signer = api.TokenSigner(keys, api.KeyRing(), issuer=config.public_url, minutes=config.access_token_minutes)
    browser = BrowserSessions(signer, config.public_url)
    app.state.authenticate = SessionAuthenticator(signer, browser)
    app.state.signer = signer
    app.state.browser = browser
    app.state.still = app.state.authenticate.still
    app.state.denied = record_denial
    app.state.refused = record_refusal
