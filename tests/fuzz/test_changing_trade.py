"""Schemathesis, all checks, on every call that changes something of stores, goods, orders and parcels."""

from __future__ import annotations

import pytest

from tests.fuzz.conftest import Fuzz
from tests.fuzz.driver import OPERATIONS
from tests.fuzz.test_changing_accounts import CHANGING as ACCOUNTS
from tests.fuzz.test_reading import READING

CHANGING = sorted(set(OPERATIONS) - set(READING) - set(ACCOUNTS))


@pytest.mark.parametrize("operation", CHANGING)
async def test_the_answers_are_as_described(fuzz: Fuzz, operation: str) -> None:
    found = await fuzz(operation)
    assert not found, "\n".join(map(str, found))
