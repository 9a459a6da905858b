"""What of accounts may cross a wall: frozen values and errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.errors import Conflict, DomainError, Forbidden, Invalid, TooMany, Unauthenticated, Unavailable


class SignUpClosed(Forbidden):
    """Only those who are invited may register here."""

    code = "SIGN_UP_CLOSED"


class EmailTaken(Conflict):
    """Another account has this address."""

    code = "EMAIL_TAKEN"


class BadCredentials(Unauthenticated):
    """The same for an unknown address and a wrong password."""

    code = "BAD_CREDENTIALS"


class SessionEnded(Unauthenticated):
    """The token is expired, revoked, or its session is over: sign in again."""

    code = "SESSION_ENDED"


class ApiKeyRefused(Unauthenticated):
    """The key is unknown, revoked or over its date; make a new one."""

    code = "API_KEY_REFUSED"


class MfaRequired(Unauthenticated):
    """The password is right and a code is missing: `details` has `mfa_token`, `expires_in` (s) and `methods`."""

    code = "MFA_REQUIRED"


class SecondFactorDemanded(Forbidden):
    """The organisation asks its members, or those of your role, for a second factor: set one up, or use the one that you
    have with `POST /auth/reauthenticate`. Until then only that works there."""

    code = "SECOND_FACTOR_REQUIRED"


class SecondFactorMissing(Conflict):
    """Nobody demands of others a second factor that they did not sign in with themselves."""

    code = "SECOND_FACTOR_MISSING"


class CodeWrong(Invalid):
    """The six digits, or the recovery code, are not right or were used before."""

    code = "CODE_WRONG"


class PasskeyRefused(Unauthenticated):
    """Unknown, for another site, copied, or an answer to another challenge: which of them is not told."""

    code = "PASSKEY_REFUSED"


class PasskeysUnavailable(Conflict):
    """Browsers have none for KSAP's public address; `details.remedy` says what to change."""

    code = "PASSKEYS_UNAVAILABLE"


class TokenReused(Unauthenticated):
    """A refresh token was used twice: somebody else may have it, so the whole family is revoked."""

    code = "REFRESH_TOKEN_REUSED"


class AlreadyRefreshed(Conflict):
    """Another tab of the same browser renewed the cookies a moment ago: repeat the call with the new ones."""

    code = "ALREADY_REFRESHED"


class TooManyTries(TooMany):
    """The limit of an account or an address; `Retry-After` says when to come back."""

    code = "TOO_MANY_TRIES"


class LinkInvalid(DomainError):
    """A one-time link that is spent, expired or unknown."""

    code = "LINK_INVALID"
    status = 410


class ProviderFailed(Unavailable):
    """A provider of identities does not answer, or what it answers cannot be believed; sign in as usual."""

    code = "PROVIDER_FAILED"
    status = 502


class IdentityUnknown(Unauthenticated):
    """The provider vouches for somebody whom no account here is linked to: sign in as usual and link it."""

    code = "IDENTITY_UNKNOWN"


class AlreadyMember(Conflict):
    """This person belongs to the organisation already."""

    code = "ALREADY_MEMBER"


class RoleInUse(Conflict):
    """Somebody has it, or is invited to it."""

    code = "ROLE_IN_USE"


class BeyondYou(Forbidden):
    """Nobody gives away, or changes, what they may not do themselves."""

    code = "BEYOND_YOUR_ROLE"


class CsrfFailed(Forbidden):
    """A call by cookie without proof that our own page made it; `details.remedy` says what to send."""

    code = "CSRF_FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What an organisation says of itself at registration; all optional."""

    legal_name: str = ""
    registration_number: str = ""
    tax_number: str = ""
    country: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a sign-in gives: both are bearer secrets. Lifetimes in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    refresh_expires_in: int
    org_id: UUID
    user_id: UUID
    session_id: UUID
    role: str
    remembered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcBegun:
    """Where to send the browser, and the secret that its cookie keeps."""

    authorization_url: str
    binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where a request came from, as far as it tells."""

    user_agent: str = ""
    address: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A live sign-in. `device` is for people ("Firefox 145 on Linux"); `last_seen_at` moves with each refresh."""

    id: UUID
    device: str
    browser: str
    os: str
    address: str
    country: str
    is_new: bool
    org_id: UUID
    org_name: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    remembered: bool
    strong: bool
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleName:
    """Which role: a built-in one by `role`, or `custom` with the id of one of the organisation's own."""

    role: str
    role_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLimit:
    """Which stores somebody is limited to; None: they work on all of them."""

    stores: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """`id` is None for the built-in ones. `members` counts who has it now."""

    id: UUID | None
    role: str
    name: str
    permissions: tuple[str, ...]
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """`status`: active | deactivated. `store_ids` None: all stores."""

    user_id: UUID
    email: str
    first_name: str
    last_name: str
    role: str
    role_id: UUID | None
    role_name: str
    store_ids: tuple[UUID, ...] | None
    status: str
    is_verified: bool
    mfa: bool
    joined_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """`status`: open | expired. `store_ids` None: all stores."""

    id: UUID
    email: str
    role: str
    role_id: UUID | None
    role_name: str
    store_ids: tuple[UUID, ...] | None
    invited_by: str
    status: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyView:
    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyView:
    """`prefix` is what one recognises a key by; `status`: active | expired. `store_ids` None: all stores."""

    id: UUID
    name: str
    prefix: str
    permissions: tuple[str, ...]
    store_ids: tuple[UUID, ...] | None
    created_by: str
    status: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationGlance:
    """What the holder of the link is told. `has_account`: they join with their password, else they choose one."""

    organisation: str
    email: str
    role_name: str
    invited_by: str
    has_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipView:
    org_id: UUID
    org_name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    id: UUID
    email: str
    first_name: str
    last_name: str
    is_verified: bool
    created_at: datetime
    last_login_at: datetime | None
    org_id: UUID
    org_name: str
    role: str
    role_name: str
    permissions: tuple[str, ...]
    store_ids: tuple[UUID, ...] | None
    organisations: tuple[MembershipView, ...]
