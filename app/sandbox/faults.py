"""Troubles that a played vendor can be told to have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

# kind → what it does, in a few words (the page and the README use them).
KINDS = {
    "latency": "Answers late by so many milliseconds",
    "server_error": "Answers 503",
    "throttled": "Says that too many requests came",
    "connection_dropped": "Closes the connection before doing anything",
    "response_lost": "Does it, then closes the connection without an answer",
    "credentials_expired": "Credentials issued until now have expired",
    "credentials_revoked": "Credentials issued until now are revoked",
    "webhook_dropped": "Webhooks are never sent",
    "webhook_duplicated": "Webhooks are sent twice",
    "webhook_reordered": "Webhooks arrive in the wrong order",
    "webhook_delayed": "Webhooks are sent late by so many milliseconds",
    "webhook_disabled": "Subscriptions are switched off by the vendor",
}


@dataclass
class Fault:
    """One trouble. It ends after `count` hits or at `until`, whichever comes first; neither: when it is cleared.

    `vendor` and `shop` (a handle; empty: all of the vendor's) say whom it strikes, `route` (a regular expression searched in
    "POST /path") which requests or (in the topic) which webhooks, `rate` the share of them, `milliseconds` is for latency.
    """

    id: int
    kind: str
    vendor: str
    shop: str
    since: datetime
    route: str = ""
    rate: float = 1.0
    count: int | None = None
    until: datetime | None = None
    milliseconds: int = 0
    hits: int = 0


class Faults:
    """The troubles of a sandbox."""

    def __init__(self, clock: Callable[[], datetime], seed: int = 1) -> None:
        self.clock = clock
        self.random = Random(seed)
        self.active: list[Fault] = []
        self.last_id = 0

    def dead_credentials(self, vendor: str, shop: str, issued: datetime) -> str | None:
        """Whether credentials issued then are "expired" or "revoked" now, or None when they are good.

        Counts as a hit only if they are not.
        """
        for fault in self.active:
            kind = fault.kind.removeprefix("credentials_")
            if kind != fault.kind and fault.vendor == vendor and fault.shop in ("", shop):
                if fault.until is not None and self.clock() >= fault.until:
                    continue
                if issued <= fault.since + timedelta(microseconds=0):
                    fault.hits += 1
                    return kind
        return None
