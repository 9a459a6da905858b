"""The played shop for the conformance tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from app.kernel import clock as kernel_clock
from app.sandbox.server import build
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX
from app.vendors.woocommerce import client as wire
from tests.sandbox.support import Clock, serving, small_shop
from tests.vendors.woocommerce.played import Scene, Simple


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(wire, "_PAUSES", (0.0, 0.0, 0.0))
    clock = Clock()
    stage = Stage([SANDBOX], clock=clock, time_factor=1e6)
    shop = small_shop(stage.world, "tea-house", vendor="woocommerce")
    clock.forward(hours=1)
    async with serving(build(stage)) as origin, httpx.AsyncClient(trust_env=False) as client:
        with kernel_clock.frozen(clock()):
            yield Scene(stage, shop, origin, Simple(client), clock)
