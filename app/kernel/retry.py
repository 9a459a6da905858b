"""When a call to a vendor is sent again, and after how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.kernel import clock
from app.kernel.transport_contract import Unreachable, VendorAnswer
from app.kernel.vendor_clock import http_date

REPEATABLE = frozenset(("GET", "HEAD", "OPTIONS", "PUT", "DELETE"))
OUTAGES = frozenset(("dns", "tls", "connect", "timeout", "lost"))
"""Reasons that count against a vendor; the others are decisions of our own."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a vendor asks us to wait, from `Retry-After` as seconds or as an HTTP date (measured by the vendor's own
    `Date` where it sends one, since clocks differ). None where it names no time that can be read."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        until = http_date(value)
        if until is None:
            return None
        seconds = (until - (http_date(headers.get("date", "")) or clock.now())).total_seconds()
    return max(0.0, seconds) if seconds == seconds and seconds != float("inf") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """At most `attempts`; pauses grow from `base` to `longest` seconds with full jitter. A pause that the vendor names
    is kept when it is no longer than `patience` seconds."""

    attempts: int = 4
    base: float = 0.5
    longest: float = 8.0
    patience: float = 60.0

    def pause(self, attempt: int, jitter: Callable[[float], float]) -> float:
        """Seconds after attempt number `attempt` (from 1)."""
        return jitter(min(self.longest, self.base * 2 ** (attempt - 1)))

    def asked(self, answer: VendorAnswer, attempt: int) -> float:
        """How long the vendor wants silence after a 429; a growing guess where it does not say."""
        named = retry_after(answer.headers)
        return min(self.longest, 2 * self.base * 2 ** (attempt - 1)) if named is None else named

    def after_answer(
        self, answer: VendorAnswer, repeatable: bool, attempt: int, jitter: Callable[[float], float]
    ) -> float | None:
        """Seconds until the next attempt, None where this answer is the last. A 429 was refused, not applied, so
        anything may be sent again after it."""
        if attempt >= self.attempts:
            return None
        if answer.status == 429:
            wait = self.asked(answer, attempt)
        elif answer.status >= 500 and repeatable:
            wait = self.pause(attempt, jitter) if (named := retry_after(answer.headers)) is None else named
        else:
            return None
        return wait if wait <= self.patience else None

    def after_failure(
        self, failure: Unreachable, repeatable: bool, attempt: int, jitter: Callable[[float], float]
    ) -> float | None:
        """Seconds until the next attempt, None where it is not to be sent again."""
        if attempt >= self.attempts or failure.reason not in OUTAGES or (failure.sent and not repeatable):
            return None
        return self.pause(attempt, jitter)
