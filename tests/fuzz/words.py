"""What our descriptions call a `format`: words of which only a list can tell whether they are good."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import schemathesis
from hypothesis import strategies as st

from app import house
from app.accounts.permissions import of_role
from tests.factories import PASSWORD


@cache
def register() -> None:
    """Teach Schemathesis our formats, once per process."""
    days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 6, 30))
    formats: dict[str, st.SearchStrategy[Any]] = {
        "date": days.map(str),
        "date-time": days.map(lambda day: f"{day}T12:00:00Z"),
        "cursor": st.just(""),
        "currency": st.sampled_from(["EUR", "USD", "JPY"]),
        "time-zone": st.sampled_from(["Europe/Berlin", "UTC"]),
        "permission": st.sampled_from(sorted(of_role("owner"))),
        "vendor": st.sampled_from(sorted(vendor.slug for vendor in house.discover_vendors())),
        "password": st.just(PASSWORD),
    }
    for name, strategy in formats.items():
        schemathesis.openapi.format(name, strategy)
