"""Errors that may reach a caller: each says what happened, why, and what next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class DomainError(Exception):
    """The base of everything that is rendered in the error envelope.

    `code` is stable and machine-readable, `status` the HTTP status, `message` one sentence for people, `details`
    whatever helps to mend it (a field name, a remedy, an id). Nothing secret goes in either.
    """

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = dict(details or {})


class Invalid(DomainError):
    """The input is wrong; `details` names the field and the reason."""

    code = "VALIDATION_ERROR"
    status = 422

    def __init__(self, message: str, *, field: str = "", details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, details={**({"field": field, "reason": message} if field else {}), **(details or {})})


class Unauthenticated(DomainError):
    """Nobody is signed in: send `Authorization: Bearer <token>`, or sign in in the browser."""

    code = "UNAUTHENTICATED"
    status = 401


class Forbidden(DomainError):
    """Your role does not include it; `details.permission` names what is missing."""

    code = "FORBIDDEN"
    status = 403


class ReauthenticationRequired(Forbidden):
    """Prove who you are once more with `POST /auth/reauthenticate`, then repeat the call; `details.minutes` says for how
    long a proof is good."""

    code = "REAUTHENTICATION_REQUIRED"


class BeyondStores(Forbidden):
    """You are limited to some stores, and this belongs to another one or to the whole organisation."""

    code = "LIMITED_TO_STORES"


class NotFound(DomainError):
    """Also the answer for things of another organisation: a stranger learns nothing."""

    code = "NOT_FOUND"
    status = 404

    def __init__(self, what: str, id_: object = "") -> None:
        super().__init__(f"There is no such {what}.", details={"resource": what, "id": str(id_)} if id_ else {"resource": what})


class Conflict(DomainError):
    """The present state does not allow it; `details` tells the state."""

    code = "CONFLICT"
    status = 409


class PreconditionFailed(DomainError):
    """Somebody else changed it meanwhile (`If-Match` did not match)."""

    code = "PRECONDITION_FAILED"
    status = 412


class TooLarge(DomainError):
    """The body is larger than this call takes; `details` has the limit."""

    code = "PAYLOAD_TOO_LARGE"
    status = 413


class UnsupportedMedia(DomainError):
    """The body is of another type or character set than the call takes; most take `application/json` in UTF-8."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class TooMany(DomainError):
    """Over a limit; `retry_after` in seconds goes into the header of the same name."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, message: str, *, retry_after: float, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, details={"retry_after": retry_after, **(details or {})})
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A server that is needed is away or busy; the same call goes through shortly."""

    code = "UNAVAILABLE"
    status = 503
