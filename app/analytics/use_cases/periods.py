"""From and to, with their defaults."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.analytics.contracts import DEFAULT, Period
from app.kernel import clock


def period(first: date | None, last: date | None, timezone: str) -> Period:
    """By default the last 30 days, today in the organisation's time zone included. Raises Invalid."""
    if last is None:
        last = today(timezone)
        last = max(last, first) if first else last
    return Period(first or last - timedelta(days=DEFAULT - 1), last)


def today(timezone: str) -> date:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return clock.now().astimezone(zone).date()
