from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.vendors.ups.stage import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The played UPS. At the end every exchange of the test must agree with UPS's contract files, where they are."""
    async with staged() as stage:
        yield stage
        try:
            found = [error for exchange in stage.transport.exchanges for error in exchange.errors()]
        except pytest.skip.Exception:
            return
    assert found == []
