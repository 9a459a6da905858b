"""The played vendors and KSAP itself on one loopback address, as the vendor and the browser see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from app.kernel import process as processes
from app.kernel.process import Process
from app.kernel.retry import RetryPolicy
from app.kernel.transport import TransportPool
from app.ports import vendor as vendors
from app.sandbox.server import build
from app.sandbox.shopify import SANDBOX as SHOPIFY
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX as WOOCOMMERCE
from tests.http import Client
from tests.sandbox.support import serving, small_shop
from tests.stores.scripted import CARRIER, SECRET, VENDOR, Script, app_of


@pytest.fixture(autouse=True)
def scripted_vendors() -> Any:
    """Registered for these tests only."""
    vendors.register((VENDOR, CARRIER))
    yield
    for maker in (VENDOR, CARRIER):
        del vendors._vendors[maker.slug]


@pytest.fixture
def script() -> Script:
    return Script()


@asynccontextmanager
async def _quick(process: Process) -> AsyncIterator[TransportPool]:
    """A pool without repetitions: a failing vendor costs the tests no time."""
    async with TransportPool.open_pool(process.redis, policy=RetryPolicy(attempts=1)) as pool:
        yield pool


@pytest.fixture
async def here(process: Process, script: Script, application: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The address of everything: /scripted is the vendor, /api and /webhooks are KSAP."""
    vendor, stage = app_of(script), _Holder()
    await _end_those_of_other_tests(process)

    async def switch(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        target: ASGIApp = application if path.startswith(("/api", "/webhooks")) else vendor
        if path.startswith(("/woocommerce", "/shopify")) and stage.app is not None:
            target = stage.app
        await target(scope, receive, send)

    async with serving(switch, lifespan="off") as address, _quick(process) as pool:
        settings = process.settings.model_copy(update={"sandbox_url": address, "public_url": address})
        monkeypatch.setattr(processes, "_process", replace(process, settings=settings, transports=pool))
        _Holder.current = stage
        yield address


async def _end_those_of_other_tests(process: Process) -> None:
    """The clockwork sees every organisation; as the owner of the tables we can, too."""
    assert process.settings.database_url
    connection = await asyncpg.connect(process.settings.database_url.get_secret_value())
    await connection.execute("UPDATE connections SET state = 'disconnected'")
    await connection.close()


class _Holder:
    """Where the `stage` fixture puts the sandbox's app."""

    current: _Holder
    app: ASGIApp | None = None


@pytest.fixture
async def stage(here: str) -> AsyncIterator[Stage]:
    """A WooCommerce and a Shopify shop, played, at the same address."""
    made = Stage([WOOCOMMERCE, SHOPIFY], time_factor=1e6)
    small_shop(made.world, "woo-house", vendor="woocommerce")
    small_shop(made.world, "tea-house", vendor="shopify")
    app = build(made)
    async with app.router.lifespan_context(app):
        _Holder.current.app = app
        yield made


@dataclass
class Wizard:
    """The connect wizard as the web interface drives it."""

    client: Client
    id: str

    @property
    def path(self) -> str:
        return f"/api/v1/connect/drafts/{self.id}"

    @classmethod
    async def start(cls, client: Client, vendor: str = "scripted", environment: str = "sandbox", **more: Any) -> Wizard:
        body = {"vendor": vendor, "environment": environment, **more}
        draft = await client.data("POST", "/api/v1/connect/drafts", json=body, status=201)
        return cls(client, draft["id"])

    async def fill(self, auth: str = "token", **fields: str) -> Any:
        fields = fields or {"shop": "corner.example", "token": SECRET}
        return await self.client.data("PUT", self.path, json={"auth": auth, "fields": fields})

    async def test(self) -> Any:
        return await self.client.data("POST", f"{self.path}/test")

    async def finish(self, status: int = 200) -> Any:
        return await self.client.data("POST", f"{self.path}/finish", status=status)


def checks(report: Any) -> dict[str, bool | None]:
    return {check["name"]: check["ok"] for check in report["checks"]}


async def connected(client: Client, **more: Any) -> Any:
    """A store of the scripted vendor, connected through the wizard."""
    wizard = await Wizard.start(client, **more)
    await wizard.fill()
    assert (await wizard.test())["step"] == "tested"
    return await wizard.finish()
