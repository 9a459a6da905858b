"""How far a vendor's clock is from ours. A shop is somebody's server, whose clock may be hours off; so may ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_WHOLE = timedelta(seconds=1)  # `Date` leaves out parts of a second
_NONE = timedelta(0)


class VendorClocks:
    """What the last answer of each connection told, for the life of the process."""

    def __init__(self) -> None:
        self._ahead: dict[str, timedelta] = {}

    def heard(self, connection_id: str, headers: Mapping[str, str], *, sent: datetime, got: datetime) -> None:
        """Learn from the header `Date` of an answer to what was sent then; one that a cache kept tells nothing."""
        told = http_date(headers.get("date", ""))
        if told is None or headers.get("age", "0") != "0" or got < sent:
            return
        early, late = told + _WHOLE - sent, told - got
        self._ahead[connection_id] = early if early < _NONE else late if late > _NONE else _NONE

    def ahead(self, connection_id: str) -> timedelta:
        """Negative where the vendor's clock is behind ours; zero where nothing is known."""
        return self._ahead.get(connection_id, _NONE)


def http_date(value: str) -> datetime | None:
    """A date of HTTP, None where it cannot be read."""
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
