"""Troubles that a played vendor can be told to have."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.sandbox.core import Refused

# kind → what it does, in a few words (the page and the control API show them).
KINDS = {
    "latency": "Answers late",
    "server_error": "Answers that the server is in trouble (5xx)",
    "throttled": "Answers that too many requests came",
    "connection_dropped": "Closes the connection before doing anything",
    "response_lost": "Does what is asked, then closes the connection without an answer",
    "answer_page": "Answers with a page for people, as in maintenance, and status 200",
    "answer_cut": "Does what is asked, and breaks the answer off half-way",
    "answer_noise": "Does what is asked, and prints warnings before the answer",
    "credentials_expired": "Credentials issued until now have expired",
    "credentials_revoked": "Credentials issued until now are revoked",
    "webhook_dropped": "Webhooks are never sent",
    "webhook_duplicated": "Webhooks are sent twice",
    "webhook_reordered": "Webhooks overtake each other",
    "webhook_delayed": "Webhooks are sent late",
    "webhook_disabled": "The vendor switches webhooks off, once",
}
REQUEST_KINDS = (
    "connection_dropped", "server_error", "throttled", "response_lost", "answer_page", "answer_cut", "answer_noise",
)  # fmt: skip
TIMED_KINDS = ("latency", "webhook_delayed")


@dataclass
class Fault:
    """One trouble. It ends after `count` hits or at `until`, whichever comes first; neither: when it is cleared.

    `vendor` and `shop` (a handle; empty: all of the vendor's) say whom it strikes. `route` is a regular expression that
    must be found in "POST /path?query" of the request without the shop's prefix, or in the topic of the webhook; `body` one
    that must be found in the request's body. `rate` is the share that it strikes; `milliseconds` is for latency and
    webhook_delayed.
    """

    id: int
    kind: str
    vendor: str
    shop: str
    since: datetime
    route: str = ""
    body: str = ""
    rate: float = 1.0
    count: int | None = None
    until: datetime | None = None
    milliseconds: int = 0
    hits: int = 0

    def over(self, now: datetime) -> bool:
        return (self.count is not None and self.hits >= self.count) or (self.until is not None and now >= self.until)

    def strikes(self, vendor: str, shop: str, route: str, body: str) -> bool:
        """Whether it is about this request or webhook."""
        return (
            self.vendor == vendor
            and self.shop in ("", shop)
            and (not self.route or re.search(self.route, route) is not None)
            and (not self.body or re.search(self.body, body) is not None)
        )


class Faults:
    """The troubles of a sandbox. Chance is seeded, so that a run can be repeated."""

    def __init__(self, clock: Callable[[], datetime], seed: int = 1) -> None:
        self.clock = clock
        self.random = Random(seed)
        self.faults: list[Fault] = []
        self.last_id = 0
        self.version = 0

    def add(
        self,
        kind: str,
        vendor: str,
        shop: str = "",
        *,
        route: str = "",
        body: str = "",
        rate: float = 1.0,
        count: int | None = None,
        seconds: float | None = None,
        milliseconds: int = 0,
    ) -> Fault:
        """Begin a trouble; Refused invalid when a part makes no sense."""
        _check(kind, route, body, rate, count, seconds, milliseconds)
        now = self.clock()
        self.last_id += 1
        until = None if seconds is None else now + timedelta(seconds=seconds)
        fault = Fault(self.last_id, kind, vendor, shop, now, route, body, rate, count, until, milliseconds)
        self.faults.append(fault)
        self.version += 1
        return fault

    def clear(self, fault_id: int | None = None, *, vendor: str = "", shop: str = "", kind: str = "") -> int:
        """End one trouble, or all that fit; how many there were."""
        gone = [
            fault
            for fault in self.faults
            if (fault_id is None or fault.id == fault_id)
            and (not vendor or fault.vendor == vendor)
            and (not shop or fault.shop == shop)
            and (not kind or fault.kind == kind)
        ]
        self.faults = [fault for fault in self.faults if fault not in gone]
        self.version += 1
        return len(gone)

    def active(self) -> list[Fault]:
        """The troubles that are not over; forgets those that are."""
        now = self.clock()
        if any(fault.over(now) for fault in self.faults):
            self.faults = [fault for fault in self.faults if not fault.over(now)]
            self.version += 1
        return list(self.faults)

    def find(self, kind: str, vendor: str, shop: str, route: str, body: str = "") -> Fault | None:
        """A trouble that strikes now, chance included; not counted as a hit."""
        for fault in self.faults:
            if fault.kind == kind and not fault.over(self.clock()) and fault.strikes(vendor, shop, route, body):
                if fault.rate < 1 and self.random.random() >= fault.rate:
                    continue
                return fault
        return None

    def take(self, kind: str, vendor: str, shop: str, route: str, body: str = "") -> Fault | None:
        """As `find`, and counted."""
        fault = self.find(kind, vendor, shop, route, body)
        if fault is not None:
            self.hit(fault)
        return fault

    def hit(self, fault: Fault) -> None:
        """Count one."""
        fault.hits += 1
        self.version += 1

    def looks_at_bodies(self, vendor: str) -> bool:
        """Whether a request's body must be read to judge it."""
        return any(fault.body for fault in self.faults if fault.vendor == vendor)

    def dead_credentials(self, vendor: str, shop: str, issued: datetime) -> str | None:
        """Whether credentials issued then are "expired" or "revoked" now, or None when they are good."""
        for kind in ("expired", "revoked"):
            for fault in self.faults:
                about = fault.kind == f"credentials_{kind}" and fault.strikes(vendor, shop, "", "")
                if about and issued <= fault.since and not fault.over(self.clock()):
                    self.hit(fault)
                    return kind
        return None


def _check(kind: str, route: str, body: str, rate: float, count: int | None, seconds: float | None, milliseconds: int) -> None:
    if kind not in KINDS:
        raise Refused("invalid", f"no fault {kind!r}; there are {', '.join(KINDS)}", "kind")
    for name, pattern in (("route", route), ("body", body)):
        try:
            re.compile(pattern)
        except re.error as error:
            raise Refused("invalid", f"not a regular expression: {error}", name) from error
    if not 0 < rate <= 1:
        raise Refused("invalid", "rate must be above 0 and at most 1", "rate")
    if count is not None and count < 1:
        raise Refused("invalid", "count must be at least 1", "count")
    if seconds is not None and not 0 < seconds <= 86_400 * 365:
        raise Refused("invalid", "seconds must be above 0", "seconds")
    if milliseconds < 0 or (kind in TIMED_KINDS and not milliseconds):
        raise Refused("invalid", "milliseconds must be above 0", "milliseconds")
