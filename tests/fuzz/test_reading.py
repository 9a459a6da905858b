"""Schemathesis, all checks, on every call that reads; the others are in the files beside. `make fuzz` looks longer."""

from __future__ import annotations

import pytest

from tests.fuzz.conftest import Fuzz
from tests.fuzz.driver import OPERATIONS
from tests.fuzz.semantics import MEANT

READING = sorted(name for name, (method, _) in OPERATIONS.items() if method == "GET")


@pytest.mark.parametrize("operation", READING)
async def test_the_answers_are_as_described(fuzz: Fuzz, operation: str) -> None:
    found = await fuzz(operation)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("operation", ["list_orders", "create_role", "login", "update_store", "health_ready", "read_picture"])
async def test_nobody_gets_answers_as_described_too(fuzz: Fuzz, operation: str) -> None:
    found = await fuzz(operation, {})
    assert not found, "\n".join(map(str, found))


def test_exceptions_are_of_calls_that_there_are() -> None:
    assert set(MEANT) <= set(OPERATIONS)
    assert all(len(reason) > 15 for reason in MEANT.values())
