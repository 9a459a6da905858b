"""Schemathesis, all checks, on every call that changes something of people, their organisation and its programs."""

from __future__ import annotations

import pytest

from tests.fuzz.conftest import Fuzz
from tests.fuzz.driver import DOCUMENT, OPERATIONS

TAGS = frozenset({"auth", "users", "members", "organisation", "oauth", "api-keys", "privacy", "alerts", "mail", "platform"})


def tags(operation: str) -> set[str]:
    method, path = OPERATIONS[operation]
    return set(DOCUMENT["paths"][path][method.lower()].get("tags", ()))


CHANGING = sorted(name for name, (method, _) in OPERATIONS.items() if method != "GET" and tags(name) & TAGS)


@pytest.mark.parametrize("operation", CHANGING)
async def test_the_answers_are_as_described(fuzz: Fuzz, operation: str) -> None:
    found = await fuzz(operation)
    assert not found, "\n".join(map(str, found))
