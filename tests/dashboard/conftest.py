"""A real server with its worker and the sandbox vendors, and a real Chromium, for every test of the dashboard."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.dashboard import chromium
from tests.dashboard.demo import Demo, dashboard, running
from tests.dashboard.newcomer import Newcomer, arrive
from tests.dashboard.visitor import Visitors, signed_in


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    try:
        dashboard()
        chromium.chromium()
    except chromium.Missing as missing:
        pytest.skip(f"browser tests: {missing}")
    async with chromium.launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One for all processes of the run; one for many runs when DASHBOARD_DEMO names the directory of a demo to keep."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    directory = Path(os.environ.get("DASHBOARD_DEMO") or shared / "dashboard")
    directory.mkdir(exist_ok=True)
    with running(directory) as demo:
        yield demo


@pytest.fixture(scope="session")
async def visitors(browser: Browser, demo: Demo) -> Visitors:
    """Opens pages as the demo's owner, who signed in once."""
    return Visitors(browser, demo, await signed_in(browser, demo))


@pytest.fixture(scope="session")
async def newcomer(browser: Browser, demo: Demo) -> Newcomer:
    return await arrive(browser, demo, f"newcomer-{secrets.token_hex(4)}@example.com")
