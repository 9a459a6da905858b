"""Whose tracking number is this? Answered only where a published format and its check digit leave one carrier.

A bare 12 or 16 digit number passes the check of one carrier or another by chance, so those stay unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.vendors.manual.table import tidy

_POSTS = {
    "AU": "australia_post",
    "BE": "bpost",
    "CA": "canada_post",
    "FR": "la_poste",
    "GB": "royal_mail",
    "NL": "postnl",
    "US": "usps",
}
"""Operators of the Universal Postal Union's S10 numbers by their last two letters."""

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def guess(number: str) -> str | None:
    """Slug of the carrier, or None while there is doubt."""
    text = tidy(number)
    if re.fullmatch(r"1Z[A-Z0-9]{15}\d", text):
        return "ups" if ups_check_digit(text[2:17]) == text[17] else None
    if match := re.fullmatch(r"([A-Z])[A-Z](\d{8})(\d)([A-Z]{2})", text):
        return _post(match[1], match[4]) if s10_check_digit(match[2]) == match[3] else None
    if match := re.fullmatch(r"(?:420\d{5}(?:\d{4})?)?(9[1-5]\d{19})(\d)", text):
        return "usps" if gs1_check_digit(match[1]) == match[2] else None
    if match := re.fullmatch(r"(96\d{2}\d{3}(\d{14}))(\d)", text):
        return "fedex" if gs1_check_digit(match[2]) == match[3] else None
    if match := re.fullmatch(r"(\d{14}|\d{27})([A-Z])", text):
        return "dpd" if dpd_check_sign(match[1]) == match[2] else None
    return None


def _post(service: str, country: str) -> str | None:
    if country == "DE":  # one post, two brands: C is a parcel, E express
        return "dhl_paket" if service in "CE" else "deutsche_post"
    return _POSTS.get(country)


def ups_check_digit(body: str) -> str:
    """Of the fifteen signs after 1Z: letters count from A = 2 round the tens, every second sign counts twice."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    return _to_ten(sum(values[0::2]) + 2 * sum(values[1::2]))


def gs1_check_digit(body: str) -> str:
    """Modulo 10 with weights 3 and 1 from the right, as in every GS1 number."""
    digits = [int(sign) for sign in reversed(body)]
    return _to_ten(3 * sum(digits[0::2]) + sum(digits[1::2]))


def s10_check_digit(serial: str) -> str:
    """Of the eight digits of an S10 number."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: "0", 11: "5"}.get(rest, str(rest))


def dpd_check_sign(body: str) -> str:
    """ISO 7064, modulo 37,36."""
    remainder = 36
    for value in _values(body):
        remainder = (remainder + value) % 36 or 36
        remainder = remainder * 2 % 37
    return _ALPHABET[(37 - remainder) % 36]


def _values(body: str) -> Iterable[int]:
    return (_ALPHABET.index(sign) for sign in body)


def _to_ten(total: int) -> str:
    return str(-total % 10)
