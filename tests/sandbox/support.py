"""Shops, a stage, and real servers on loopback ports for the tests of the sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox.gate import Protocol
from app.sandbox.shop import Location, Shop
from app.sandbox.stage import Stage
from app.sandbox.vendor import RetryPolicy, Subscription
from app.sandbox.world import World
from tests.sandbox.acme import acme

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still until it is told to go on."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **how: float) -> None:
        self.at += timedelta(**how)


def small_shop(world: World, handle: str = "tea-house", *, taxes_included: bool = False, vendor: str = "acme") -> Shop:
    """Two locations, two products, three variants with stock at both."""
    now = world.clock()
    shop = Shop(handle, vendor, "Tea House", "EUR", "Europe/Berlin", "DE", now, now, taxes_included=taxes_included)
    shop.tax_title, shop.tax_rate, shop.tax_rates = "VAT", Decimal("0.19"), {"FR": Decimal("0.2"), "US": Decimal(0)}
    shop.locations = [Location(shop.next_id(), "Leipzig"), Location(shop.next_id(), "Lyon")]
    world.add_shop(shop)
    first, second = (place.id for place in shop.locations)
    world.create_product(
        shop,
        title="Green tea",
        options=[("Size", ["50 g", "100 g"])],
        variants=[
            {"sku": "TEA-50", "price": Decimal("4.90"), "option_values": ["50 g"], "stock": {first: 10, second: 5}},
            {"sku": "TEA-100", "price": Decimal("8.90"), "option_values": ["100 g"], "stock": {first: 3, second: 0}},
        ],
    )
    world.create_product(shop, title="Cup", variants=[{"sku": "CUP", "price": Decimal("12.00"), "stock": 1}])
    return shop


def variant_id(shop: Shop, sku: str) -> int:
    return next(v.id for p in shop.products.values() for v in p.variants if v.sku == sku)


def make_stage(retry: RetryPolicy | None = None, *, time_factor: float = 1e6, clock: Clock | None = None) -> Stage:
    """A stage with the toy vendor and the small shop."""
    stage = Stage([acme(retry)], time_factor=time_factor, clock=clock or Clock())
    small_shop(stage.world)
    return stage


def subscribe(
    stage: Stage, address: str, topic: str = "orders/new", handle: str = "tea-house", number: int = 1
) -> Subscription:
    shop = stage.world.shop(handle)
    made = Subscription(number, handle, shop.vendor, topic, address, "s3cret", stage.clock(), stage.clock())
    stage.hosts[shop.vendor].subscriptions(shop).append(made)
    return made


class QuietServer(uvicorn.Server):
    """A server that leaves the signals of the test process alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, *, lifespan: Any = "on", http: type[asyncio.Protocol] = Protocol) -> AsyncIterator[str]:
    """The app on a loopback port; gives its address without a slash at the end."""
    # With the protocol named, asyncio switches Nagle off on every connection: 40 ms less for each request.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=http, ws="none", lifespan=lifespan, log_level="critical", timeout_graceful_shutdown=1)
    server = QuietServer(config)
    task = asyncio.create_task(server.serve(sockets=[sock]))
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.002)
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        sock.close()


@dataclass
class Receiver:
    """Takes webhooks. `statuses` are the next answers, 200 when there are none left."""

    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.got.append(({k.decode(): v.decode() for k, v in scope["headers"]}, body))
        status = self.statuses.pop(0) if self.statuses else 200
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


def client(base: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base, trust_env=False)
