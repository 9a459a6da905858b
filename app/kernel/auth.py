"""Who calls, and whether they may. The kernel asks; the accounts context answers (`Authenticator`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Depends, Request

from app.kernel import clock, reach
from app.kernel.db import Actor
from app.kernel.errors import BeyondStores, DomainError, Forbidden, ReauthenticationRequired, Unauthenticated
from app.kernel.leaks import SecretInText
from app.kernel.process import process


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The caller of a request: a user in one organisation, or an API key of one."""

    org_id: UUID
    user_id: UUID
    role: str
    permissions: frozenset[str] = field(repr=False)
    withheld: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Permissions that the role has and the person may not use yet, with what to do about it."""
    hindrance: DomainError | None = field(default=None, repr=False)
    """What keeps a person from everything but what mends it, like a second factor that the organisation demands."""
    strong: bool = False
    """Whether two factors, or a passkey, stand behind this sign-in."""
    proved_at: datetime | None = None
    """When the person last proved who they are."""
    store_ids: frozenset[UUID] | None = None
    """The stores that they are limited to; None: all of the organisation's."""
    beyond: frozenset[str] = field(default=frozenset(), repr=False)
    """Permissions that the role has and that are about the whole organisation, when they are limited to some stores."""
    session_id: UUID | None = None
    token_id: str = ""
    label: str = ""
    kind: str = "user"

    @property
    def actor(self) -> Actor:
        return Actor(kind=self.kind, id=str(self.user_id), label=self.label)


BEYOND = "You work on some stores of the organisation, and this is not about them alone. Ask somebody who works on all."


class Authenticator(Protocol):
    async def __call__(self, request: Request) -> Principal | None:
        """The principal of a valid credential, None without one; raises Unauthenticated for a bad one."""


Denied = Callable[[Principal, str, str], Awaitable[None]]
Still = Callable[[Request, Principal], Awaitable[bool]]

_permissions: dict[str, str] = {}


def permission(name: str, meaning: str) -> str:
    """Declare a permission once, like `ORDERS_READ = permission("orders.read", "See orders and customers")`."""
    if _permissions.get(name, meaning) != meaning:
        raise RuntimeError(f"permission {name!r} is declared twice")
    _permissions[name] = meaning
    return name


def permissions() -> dict[str, str]:
    """The catalogue: {name: meaning}."""
    return dict(sorted(_permissions.items()))


async def principal(request: Request) -> Principal:
    """The caller. Raises Unauthenticated."""
    known = getattr(request.state, "principal", None)
    if isinstance(known, Principal):
        return known
    authenticate: Authenticator = request.app.state.authenticate
    found = await authenticate(request)
    if found is None:
        raise Unauthenticated("Sign in first: send `Authorization: Bearer <access token>`, or a browser session's cookies.")
    request.state.principal = found
    reach.limit(found.org_id, found.store_ids)
    if count := getattr(request.app.state, "count_caller", None):
        await count(request.scope, found)
    return found


def still(request: Request, caller: Principal) -> Callable[[], Awaitable[bool]]:
    """Asks whether a caller who goes on listening may still, as they began: signed in, with the same rights."""

    async def ask() -> bool:
        known: Still | None = getattr(request.app.state, "still", None)
        return known is None or await known(request, caller)

    return ask


def is_limited(request: Request) -> bool:
    """Whether the caller is known, and limited to some stores."""
    known = getattr(request.state, "principal", None)
    return isinstance(known, Principal) and known.store_ids is not None


Caller = Annotated[Principal, Depends(principal)]


async def _note_denial(request: Request, caller: Principal, what: str) -> None:
    denied: Denied | None = getattr(request.app.state, "denied", None)
    if denied:
        await denied(caller, what, f"{request.method} {request.url.path}")


async def note_refusal(request: Request, error: DomainError) -> None:
    """A call was refused for a reason that those who watch want to know: what was asked for does not exist or is not the
    caller's to see, or a text holds a credential."""
    known, noted = getattr(request.state, "principal", None), getattr(request.app.state, "refused", None)
    if noted and isinstance(known, Principal) and (error.status == 404 or isinstance(error, SecretInText)):
        await noted(known, error, f"{request.method} {request.url.path}")


class Allow:
    """The declaration that every route carries: which permission it takes, or that it takes none."""

    def __init__(self, name: str | None, *, early: bool = False) -> None:
        self.name = name
        self.early = early

    async def __call__(self, request: Request) -> None:
        if self.name is None:
            return
        caller = await principal(request)
        if caller.hindrance is not None and not self.early:
            raise caller.hindrance
        await self.judge(request, caller)

    async def judge(self, request: Request, caller: Principal) -> None:
        """Raises Forbidden."""
        if self.name is not None and self.name not in caller.permissions:
            await _note_denial(request, caller, self.name)
            if self.name in caller.beyond:
                raise BeyondStores(BEYOND, details={"permission": self.name})
            if self.name in caller.withheld:
                raise Forbidden(caller.withheld[self.name], details={"permission": self.name})
            raise Forbidden(
                f"Your role ({caller.role}) does not include {_permissions.get(self.name, self.name)!r}. "
                "Ask an owner of the organisation for it.",
                details={"permission": self.name},
            )


def allow(name: str) -> Any:
    """Route dependency: `dependencies=[allow(ORDERS_READ)]`."""
    if name not in _permissions:
        raise RuntimeError(f"permission {name!r} is not declared")
    return Depends(Allow(name))


def anyone() -> Any:
    """Route dependency that says aloud: no permission needed (sign-in, health, vendor callbacks)."""
    return Depends(Allow(None))


def signed_in() -> Any:
    """Route dependency: any member, whatever the role (own profile, own sessions)."""
    return Depends(_SignedIn())


def person(*, early: bool = False) -> Any:
    """Route dependency: any member who is a person, for what an API key has none of (profile, sessions, password).
    `early`: also one who still owes what the organisation demands of sign-ins."""
    return Depends(_Person(early=early))


def fresh() -> Any:
    """Route dependency of sensitive deeds, after the permission: the person has proved who they are a short while ago.
    Programs prove nothing: what they may do is decided by the scopes that a person gave them with a fresh proof."""
    return Depends(Fresh())


class Fresh:
    """The declaration that a route asks for a fresh proof."""

    async def __call__(self, request: Request) -> None:
        caller = await principal(request)
        minutes = process().settings.proof_minutes
        proved = caller.proved_at is not None and clock.now() - caller.proved_at < timedelta(minutes=minutes)
        if caller.kind == "user" and not proved:
            raise ReauthenticationRequired("Prove once more that it is you, then go on.", details={"minutes": minutes})


class _SignedIn(Allow):
    def __init__(self, *, early: bool = False) -> None:
        super().__init__("", early=early)

    async def judge(self, request: Request, caller: Principal) -> None:
        return None


class _Person(_SignedIn):
    async def judge(self, request: Request, caller: Principal) -> None:
        if caller.kind != "user":
            await _note_denial(request, caller, "person")
            raise Forbidden("An API key is no person: sign in as one for this.")
