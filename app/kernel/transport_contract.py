"""What a connector sees of the way out to its vendor. `app.kernel.transport` re-exports all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import orjson

from app.kernel.errors import DomainError
from app.kernel.leaks import Leak


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a vendor allows one connection; enforced in Redis across processes.

    A leaky bucket: `capacity` points, `restore` points a second (points are requests where a vendor counts those).
    `concurrent` bounds the calls in flight.
    """

    capacity: float = 40
    restore: float = 10
    concurrent: int = 8


@dataclass(frozen=True, slots=True)
class VendorAnswer:
    """An HTTP answer, whole. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    ms: float = 0.0

    def json(self) -> Any:
        """The body as JSON; numbers with a point come as float, so ask vendors for money as text."""
        return orjson.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


Reason = Literal["dns", "tls", "connect", "timeout", "lost", "blocked", "too_large", "breaker_open", "paused"]


class Unreachable(DomainError):
    """No answer. Says nothing about the credentials.

    `sent` is True when the vendor may have received and applied the request: read back before sending it again.
    """

    code = "VENDOR_UNREACHABLE"
    status = 502

    def __init__(self, message: str, *, reason: Reason, sent: bool = False, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, details={"reason": reason, **(details or {})})
        self.reason = reason
        self.sent = sent


class SecretHeldBack(Unreachable):
    """A call was not made: its body holds what looks like a credential, and not one of this connection's own. `details`
    names the field and what it looks like. It says nothing about the connection."""

    code = "SECRET_HELD_BACK"
    status = 422

    def __init__(self, leak: Leak) -> None:
        where = leak.field or "the text"
        super().__init__(
            f"Nothing was sent: {where} holds what looks like {leak.what}. Take it out; if it was ever published, replace it "
            "where it was made.",
            reason="blocked",
            details={"field": leak.field, "looks_like": leak.what},
        )


class Transport(Protocol):
    """One connection's way out. Never raises for an HTTP status: the connector reads the answer."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        cost: float = 1.0,
        repeatable: bool | None = None,
        purpose: str = "",
        timeout: float = 30.0,
    ) -> VendorAnswer:
        """Send when the pace allows. `repeatable` (default: GET, HEAD, PUT, DELETE) may be sent again after a 5xx
        or a lost answer; others are repeated only when they surely never arrived. 429 is waited out within bounds.
        Raises Unreachable."""

    async def observe(self, *, available: float, capacity: float | None = None, restore: float | None = None) -> None:
        """Correct the bucket by the vendor's own figures (cost of a query, remaining calls)."""
