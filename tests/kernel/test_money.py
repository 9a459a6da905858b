"""Money: exact, never a float."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from app.kernel.money import Amount, Money, decimal, minor_units, plain, quantize

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "USD"])


class Priced(BaseModel):
    price: Amount


def test_currencies_have_their_own_minor_units() -> None:
    assert [minor_units(c) for c in ("EUR", "JPY", "KWD", "RSD", "IQD", "CLF")] == [2, 0, 3, 2, 3, 4]
    assert quantize(Decimal("1.005"), "EUR") == Decimal("1.01")
    assert quantize(Decimal("-1.005"), "EUR") == Decimal("-1.01")
    assert quantize(Decimal("1.5"), "JPY") == Decimal("2")
    for nonsense in ("XXQ", "", "eur"):
        with pytest.raises(ValueError, match="ISO 4217"):
            minor_units(nonsense)


def test_a_float_is_refused_everywhere() -> None:
    with pytest.raises(TypeError, match="float"):
        decimal(1.1)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="send money as a string"):
        Priced.model_validate_json('{"price": 12.5}')
    assert Priced.model_validate_json('{"price": "12.5"}').price == Decimal("12.5")


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0", "0.00"), ("12.5", "12.50"), ("12.3456", "12.3456"), ("1E+3", "1000.00"), ("-0.1", "-0.10"), ("3.1400", "3.14")],
)
def test_json_carries_a_plain_string(amount: str, written: str) -> None:
    assert plain(Decimal(amount)) == written
    assert Priced(price=Decimal(amount)).model_dump_json() == f'{{"price":"{written}"}}'


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_what_is_written_reads_back_exactly(amount: Decimal) -> None:
    assert Decimal(plain(amount)) == amount


def test_vendors_empty_amounts_are_zero() -> None:
    assert [decimal(value) for value in (None, "", "0.00", 7)] == [0, 0, 0, 7]


def test_two_currencies_do_not_add_up() -> None:
    assert Money(Decimal(1), "EUR") + Money(Decimal(2), "EUR") == Money(Decimal(3), "EUR")
    with pytest.raises(ValueError, match="USD"):
        _ = Money(Decimal(1), "EUR") + Money(Decimal(2), "USD")
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(Decimal(1), "nope")
