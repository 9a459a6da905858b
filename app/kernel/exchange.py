"""What was said to a vendor and what it answered: one record per attempt, masked before anybody sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.kernel.masking import Masker


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One attempt (a followed redirect is one of its own). Header names are lower case, bodies text of at most 16 kB.

    `status` is None and `error` tells why when no answer came. `ms` covers connecting to the last byte, not the
    waiting for the pace. `purpose` is the caller's word for it, such as "orders.list".
    """

    connection_id: str
    correlation_id: str
    at: datetime
    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: str
    status: int | None
    response_headers: Mapping[str, str]
    response_body: str
    ms: float
    attempt: int
    error: str
    purpose: str


ExchangeSink = Callable[[Exchange], Awaitable[None]]
"""Where exchanges go. Awaited before the answer is handed on, so it should only put them in a queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawExchange:
    """The same before masking; it never leaves the transport."""

    connection_id: str
    correlation_id: str
    at: datetime
    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int | None
    response_headers: Mapping[str, str]
    response_body: bytes
    ms: float
    attempt: int
    error: str
    purpose: str

    def masked(self, masker: Masker) -> Exchange:
        sent, received = self.request_headers, self.response_headers
        return Exchange(
            connection_id=self.connection_id,
            correlation_id=self.correlation_id,
            at=self.at,
            method=self.method,
            url=masker.url(self.url),
            request_headers=masker.headers(sent),
            request_body=masker.body(self.request_body, sent.get("content-type", "")),
            status=self.status,
            response_headers=masker.headers(received),
            response_body=masker.body(self.response_body, received.get("content-type", "")),
            ms=round(self.ms, 3),
            attempt=self.attempt,
            error=masker.text(self.error),
            purpose=self.purpose,
        )
