"""The app that the tests speak as."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.shopify.support import App, played


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async with played() as found:
        yield found
