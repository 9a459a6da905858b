"""Names of countries and their parts."""

from __future__ import annotations

from functools import cache

from babel import Locale

from app.sandbox.shop import Address


@cache
def country_name(code: str) -> str:
    """A country's English name, or the code if there is none."""
    return Locale("en").territories.get(code.upper(), code) if code else ""


def region_name(address: Address) -> str:
    """A region's name, or its code if only that is known."""
    return address.region or address.region_code
