"""Prometheus figures of outgoing calls, by vendor (its slug) and never by host."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUEST_SECONDS = Histogram(
    "ksap_vendor_request_seconds",
    "Attempts of calls to vendors, from connecting to the last byte",
    ["vendor", "outcome"],  # 2xx, 3xx, 4xx, 429, 5xx, or the reason why there was no answer
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
RETRIES = Counter("ksap_vendor_retries_total", "Calls to vendors that were sent again", ["vendor", "cause"])
BREAKER_OPENS = Counter("ksap_vendor_breaker_opens_total", "Times a connection's circuit breaker opened", ["vendor"])
PACE_SECONDS = Histogram(
    "ksap_vendor_pace_wait_seconds",
    "Time calls waited for the vendor's limit",
    ["vendor"],
    buckets=(0.005, 0.05, 0.25, 1, 5, 15, 30, 60),
)
LOST_EXCHANGES = Counter("ksap_vendor_exchanges_lost_total", "Exchanges the log did not take", ["vendor"])


def outcome_of(status: int) -> str:
    """The class of a status; 429 stands for itself."""
    return "429" if status == 429 else f"{status // 100}xx"
