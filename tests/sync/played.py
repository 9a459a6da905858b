"""KSAP beside the played vendors: one loopback address, the real connectors, signed webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.types import ASGIApp, Receive, Scope, Send

from app.kernel import job_runner
from app.kernel import process as processes
from app.kernel.db import Actor
from app.kernel.inbox import Pump
from app.kernel.outbox import Relay
from app.kernel.process import Process
from app.kernel.retry import RetryPolicy
from app.kernel.transport import TransportPool
from app.sandbox.server import build
from app.sandbox.shop import Product, Shop
from app.sandbox.shopify import SANDBOX as SHOPIFY
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import SANDBOX as WOOCOMMERCE
from app.sandbox.woocommerce.state import keys_of
from app.stores import api as stores
from app.sync import background
from tests.factories import Organisation
from tests.sandbox.support import serving, small_shop, variant_id

HANDLES = {"shopify": "tea-house", "woocommerce": "woo-house"}


@dataclass
class Played:
    """The sandbox at an address, and an organisation that connects its shops."""

    org: Organisation
    stage: Stage
    address: str

    def shop(self, vendor: str) -> Shop:
        return self.stage.world.shop(HANDLES[vendor])

    def product(self, vendor: str, title: str) -> Product:
        return next(p for p in self.shop(vendor).products.values() if p.title == title)

    def available(self, vendor: str, sku: str) -> int:
        shop = self.shop(vendor)
        levels = next(v.levels for p in shop.products.values() for v in p.variants if v.id == variant_id(shop, sku))
        return sum(level.on_hand - level.committed for level in levels.values())

    async def connect(self, vendor: str, *, settle: bool = True, **how: Any) -> UUID:
        """The id of the connected store, imported unless `settle` is False."""
        if vendor == "shopify":
            given = dict(SHOPIFY.credentials(self.stage.hosts[vendor], self.shop(vendor)))
            auth, fields = "token", {
                "shop": given["Shop domain"], "client_secret": given["Client secret"],
                "access_token": given["Admin API access token"],
            }  # fmt: skip
        else:
            key = keys_of(self.stage.hosts[vendor], self.shop(vendor))[0]
            auth, fields = "keys", {
                "site_url": f"{self.address}/{vendor}/{HANDLES[vendor]}", "consumer_key": key.consumer_key,
                "consumer_secret": key.consumer_secret,
            }  # fmt: skip
        done, report = await stores.connect_now(
            self.org.id, Actor(), vendor=vendor, environment="sandbox", auth=auth, fields=fields, **how
        )
        assert done.store_id is not None and done.webhooks.active, report
        if settle:
            await self.settle()
        return done.store_id

    async def settle(self) -> None:
        """Until the vendors have delivered everything and nothing is left to do. What never ends, echoes."""
        for _ in range(15):
            await self.stage.deliveries.idle()
            await self.rows("UPDATE inbox_messages SET available_at = received_at WHERE state = 'pending' RETURNING 1")
            done = await Relay().drain(self.org.id)
            done += await Pump().sweep(self.org.id)
            done += await job_runner.drain(self.org.id)
            if not done:
                return
        raise AssertionError("the work never ends: something echoes")

    async def sync(self, store_id: UUID, kind: str = "reconcile") -> dict[str, Any]:
        """The counts of a run, when it is over."""
        async with self.org.uow() as uow:
            run = await background.launch(uow, store_id, kind, "user")
        await self.settle()
        [(state, counts)] = await self.rows("SELECT state, counts FROM sync_runs WHERE id = :id", id=run.id)
        assert state == "done"
        return dict(counts)

    async def rows(self, sql: str, **given: object) -> list[tuple[Any, ...]]:
        async with self.org.uow() as uow:
            return [tuple(row) for row in await uow.execute(text(sql), given)]


@asynccontextmanager
async def _quick(process: Process) -> AsyncIterator[TransportPool]:
    """A pool without repetitions: a failing vendor costs the tests no time."""
    async with TransportPool.open_pool(process.redis, policy=RetryPolicy(attempts=1)) as pool:
        yield pool


@asynccontextmanager
async def playing(
    process: Process, application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Played]:
    """A Shopify and a WooCommerce shop that sell the same tea."""
    stage = Stage([SHOPIFY, WOOCOMMERCE], time_factor=1e6)
    for vendor, handle in HANDLES.items():
        small_shop(stage.world, handle, vendor=vendor)
    vendors = build(stage)

    async def switch(scope: Scope, receive: Receive, send: Send) -> None:
        target: ASGIApp = application if scope["path"].startswith(("/api", "/webhooks")) else vendors
        await target(scope, receive, send)

    async with (
        serving(switch, lifespan="off") as address,
        _quick(process) as pool,
        vendors.router.lifespan_context(vendors),
    ):
        settings = process.settings.model_copy(update={"sandbox_url": address, "public_url": address})
        monkeypatch.setattr(processes, "_process", replace(process, settings=settings, transports=pool))
        yield Played(org, stage, address)
