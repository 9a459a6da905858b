"""The manifest of a vendor: who it is, how one signs in, what it offers and what its errors mean."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from app.kernel.errors import DomainError
from app.kernel.transport import Pace, Transport, VendorAnswer


class Remedy(enum.StrEnum):
    """What to do about a vendor's refusal. The default for anything unknown is OURS_TO_FIX."""

    RETRY = "retry"  # the vendor stumbled: same request again, with backoff
    WAIT = "wait"  # over a limit: the same request after the time the vendor names
    RECONNECT = "reconnect"  # the credentials are dead: only the merchant can help
    SKIP = "skip"  # this one item is not acceptable to the vendor: record it and go on
    OURS_TO_FIX = "ours_to_fix"  # our request was wrong: stop, keep the exchange, tell the developers


class VendorError(DomainError):
    """A vendor answered, and the answer was a refusal (no answer at all is `app.kernel.transport.Unreachable`).

    `vendor_message` is the vendor's own reason, shown to the merchant as it is; `remedy` decides the next step;
    `retry_after` is in seconds when the vendor named a time.
    """

    status = 502
    code = "VENDOR_ERROR"

    def __init__(
        self,
        message: str,
        *,
        remedy: Remedy,
        vendor_message: str = "",
        vendor_code: str = "",
        http_status: int | None = None,
        retry_after: float | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            message,
            details={
                "remedy": remedy.value,
                "vendor_message": vendor_message,
                "vendor_code": vendor_code,
                "http_status": http_status,
                **(details or {}),
            },
        )
        self.remedy = remedy
        self.vendor_message = vendor_message
        self.vendor_code = vendor_code
        self.http_status = http_status
        self.retry_after = retry_after


class FieldKind(enum.StrEnum):
    TEXT = "text"
    SECRET = "secret"  # stored in the vault, shown by its last four characters only
    URL = "url"
    HOST = "host"
    SELECT = "select"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One typed field of a connect form; `help` tells a merchant where to find the value."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    help: str = ""
    placeholder: str = ""
    pattern: str = ""  # a full-match regular expression, checked by us and usable in a browser
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()  # (value, label) for SELECT


class AuthKind(enum.StrEnum):
    OAUTH = "oauth"  # the merchant is sent to the vendor and comes back with a grant
    CLIENT_CREDENTIALS = "client_credentials"  # an app of the merchant's own, exchanged for short-lived tokens
    TOKEN = "token"  # a long-lived token or key pair that the merchant pastes
    CALLBACK = "callback"  # the vendor posts the keys to us after the merchant approves (Woo's wc-auth)
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthMethod:
    """One way of connecting; `fields` are what the merchant types before anything else happens."""

    slug: str
    title: str
    kind: AuthKind
    fields: tuple[FormField, ...]
    summary: str = ""
    recommended: bool = False


class Environment(enum.StrEnum):
    LIVE = "live"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a connector signs its calls with.

    `secrets` come from the vault and live only in memory; `public` holds the non-secret form fields (shop
    domain, site address). `expires_at` is set for short-lived tokens.
    """

    auth: str  # slug of the AuthMethod
    environment: Environment
    public: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An opened connection: credentials, transport and the base address that the environment decides."""

    connection_id: str
    credentials: Credentials
    transport: Transport
    base_url: str  # scheme and host, no trailing slash; in the sandbox the loopback address of the played shop
    currency: str = ""  # the shop's own currency once known


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteShop:
    """What the vendor says of the connected account. `scopes` are those granted, as the vendor names them."""

    external_id: str
    name: str
    domain: str
    currency: str
    timezone: str  # IANA name
    country: str = ""
    plan: str = ""
    logo_url: str = ""
    scopes: tuple[str, ...] = ()
    missing_scopes: tuple[str, ...] = ()


class Account(Protocol):
    """Who are we connected as, and is it alive? Every connectable vendor offers it."""

    def __init__(self, channel: Channel) -> None: ...

    async def shop(self) -> RemoteShop:
        """Read the account; raises VendorError(RECONNECT) when the credentials are refused."""

    async def refresh(self) -> Credentials | None:
        """New credentials for ones that expire, None where they never do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The outcome of a sign-in: credentials to keep, and who they belong to when the vendor told."""

    credentials: Credentials
    account_id: str = ""


class Authorisation(Protocol):
    """Sign-in by a round trip through the vendor (OAuth, wc-auth).

    `start` is a pure function: the address to send the merchant to. `finish` verifies what came back (query and
    raw body, signature included) and exchanges it. A denial raises DomainError with the vendor's own reason.
    """

    def start(self, credentials: Credentials, *, base_url: str, state: str, return_url: str, callback_url: str) -> str: ...

    async def finish(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        transport: Transport,
        query: Mapping[str, str],
        body: bytes,
        return_url: str,
    ) -> Grant: ...


class Port(Protocol):
    """Anything a vendor class may implement; built from an opened channel."""

    def __init__(self, channel: Channel) -> None: ...


P = TypeVar("P")


def remedy_for(remedies: Mapping[int | str, Remedy], answer: VendorAnswer | None, code: str = "") -> Remedy:
    """What a vendor's table says of a refusal; for its connector, which is imported before its manifest is made."""
    if code and code in remedies:
        return remedies[code]
    status = answer.status if answer else 0
    if status in remedies:
        return remedies[status]
    if status == 429:
        return Remedy.WAIT
    if status >= 500:
        return Remedy.RETRY
    return Remedy.OURS_TO_FIX


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """The manifest. One object per vendor folder, named VENDOR."""

    slug: str
    title: str
    kind: str  # "store" | "carrier" | …
    auth: tuple[AuthMethod, ...]
    offers: tuple[type, ...]
    pace: Pace
    base_url: Callable[[Mapping[str, str], Environment, str], str]
    """(public form fields, environment, sandbox origin) -> scheme and host that every call starts with."""
    account: type[Account] | None = None
    authorisation: Authorisation | None = None
    required_scopes: tuple[str, ...] = ()
    remedies: Mapping[int | str, Remedy] = field(default_factory=dict)
    logo: str = ""  # an inline SVG drawn by us
    docs_url: str = ""
    summary: str = ""
    page_size: int = 100

    def offer(self, port: type[P]) -> type[P] | None:
        """The class of this vendor that implements `port`, or None where it does not offer it."""
        names = [n for n in vars(port) if not n.startswith("_") and callable(getattr(port, n, None))]
        for candidate in self.offers:
            if port in candidate.__mro__ or all(callable(getattr(candidate, n, None)) for n in names):
                return candidate
        return None

    def method(self, slug: str) -> AuthMethod:
        for method in self.auth:
            if method.slug == slug:
                return method
        raise KeyError(slug)

    def remedy_for(self, answer: VendorAnswer | None, code: str = "") -> Remedy:
        """By vendor code first, then by HTTP status, then by class of status; else OURS_TO_FIX."""
        return remedy_for(self.remedies, answer, code)


_vendors: dict[str, Vendor] = {}


def register(vendors: Iterable[Vendor]) -> None:
    """Called once by the composition root with what it found; a slug told twice refuses to boot."""
    for vendor in vendors:
        if _vendors.get(vendor.slug, vendor) is not vendor:
            raise RuntimeError(f"two vendors are called {vendor.slug!r}; rename or remove one")
        _vendors[vendor.slug] = vendor


def vendor(slug: str) -> Vendor:
    """The manifest by slug. Raises LookupError with the known slugs."""
    try:
        return _vendors[slug]
    except KeyError:
        raise LookupError(f"no vendor {slug!r}; known: {', '.join(sorted(_vendors)) or 'none'}") from None


def vendors(kind: str | None = None) -> Sequence[Vendor]:
    """All manifests, by title; of one kind if named."""
    return sorted((v for v in _vendors.values() if kind in (None, v.kind)), key=lambda v: v.title)
