"""Money: Decimal amounts beside an ISO 4217 currency. A float never touches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated

from babel.numbers import is_currency
from pydantic import BeforeValidator, PlainSerializer

SCALE = Decimal("0.0001")  # NUMERIC(20,4)

# By ISO 4217. Unicode's tables, which Babel has, tell how people write amounts: dinars of Serbia without their paras.
_NONE = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
MINOR_UNITS: Mapping[str, int] = {
    **dict.fromkeys(_NONE, 0), **dict.fromkeys(_THREE, 3), **dict.fromkeys(("CLF", "UYW"), 4)
}  # fmt: skip
"""Digits after the point of currencies that have other than two."""


def decimal(value: str | int | Decimal | None) -> Decimal:
    """Exact Decimal of a vendor's string or integer; None and the empty string are zero. A float is refused, and so is
    what is no finite number (InvalidOperation)."""
    if isinstance(value, float):
        raise TypeError("money came as a float; read it as text")
    if value is None or value == "":
        return Decimal(0)
    amount = Decimal(value)
    if not amount.is_finite():
        raise InvalidOperation(f"{value!r} is no amount")
    return amount


@lru_cache(maxsize=256)
def minor_units(currency: str) -> int:
    """Digits after the point: 2 for EUR, 0 for JPY, 3 for KWD. Raises ValueError for what is no currency."""
    if not is_currency(currency):
        raise ValueError(f"{currency!r} is not an ISO 4217 currency code")
    return MINOR_UNITS.get(currency, 2)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """Rounded half up to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        minor_units(self.currency)

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)


def plain(amount: Decimal) -> str:
    """The JSON form: no exponent, at least two digits after the point."""
    text = format(amount.quantize(SCALE), "f").rstrip("0")
    whole, _, digits = text.partition(".")
    return f"{whole}.{digits.ljust(2, '0')}"


def _refuse_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError('send money as a string, like "12.50"')
    return value


Amount = Annotated[Decimal, BeforeValidator(_refuse_float), PlainSerializer(plain, return_type=str, when_used="json")]
"""A money field of a request or response model: Decimal inside, string in JSON."""
