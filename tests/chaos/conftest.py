"""One installation for all that is killed; each test has its own organisation, shop and orders in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.chaos.installation import Installation, installed


@pytest.fixture(scope="session")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    async with installed(tmp_path_factory.mktemp("chaos")) as up:
        yield up


@pytest.fixture
async def house(installation: Installation) -> AsyncIterator[Installation]:
    """With a fresh organisation, and no trouble at the vendors before and after."""
    await installation.organisation()
    yield installation
    await installation.well()
