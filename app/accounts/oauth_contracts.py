"""Values and errors of the OAuth 2.0 server. Its errors are told as RFC 6749 has them, not in our envelope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


class OAuthError(Exception):
    """`error` is a code of RFC 6749, 7009 or 7662, `description` a sentence for the program's developer."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def invalid_client() -> OAuthError:
    """The same for an unknown program, a wrong secret, and none where one is needed."""
    return OAuthError("invalid_client", "The client is unknown, or did not prove who it is.", status=401)


def invalid_grant() -> OAuthError:
    """The same for whatever is wrong with a code or a refresh token."""
    return OAuthError("invalid_grant", "The code or token is wrong, spent, expired, revoked, or another client's.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What an owner says of a program. `kind`: confidential | public."""

    name: str
    kind: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    client_credentials: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    id: UUID
    name: str
    kind: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    client_credentials: bool
    created_by: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationRequest:
    """The query of RFC 6749 §4.1.1 and RFC 7636 §4.3, as a browser brought it."""

    client_id: UUID
    redirect_uri: str
    response_type: str = "code"
    scope: str = ""
    state: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """What a person decides on. `scopes` are (permission, meaning); `beyond` are asked for and not theirs to give.

    Where the request itself is wrong, `redirect_to` says where to send the browser, and there is nothing to decide.
    """

    client_id: UUID
    client_name: str
    organisation: str
    redirect_uri: str
    scopes: tuple[tuple[str, str], ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()
    redirect_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantView:
    """What one allowed a program, and when it was last used."""

    id: UUID
    client_id: UUID
    client_name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTokens:
    """Lifetime in seconds; no refresh token where a program acts for itself."""

    access_token: str
    expires_in: int
    scope: str
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who a program says that it is."""

    client_id: UUID
    secret: str = ""
