"""A small played shop, and a client that speaks to it as an app does."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx

from app.sandbox.server import build
from app.sandbox.shop import Address, Order, Shop
from app.sandbox.shopify import SANDBOX
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.oauth import of_shop
from app.sandbox.shopify.state import SCOPES, ShopifyState, Token
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine
from tests.sandbox.support import Clock, small_shop, variant_id

VERSION = "2026-07"
BASE = "http://127.0.0.1"
BUYER = Address("Ada", "Meyer", "Meyer GmbH", "Hauptstr. 1", "2. Stock", "Berlin", "Berlin", "BE", "10115", "DE", "+49301")


@dataclass
class App:
    """An app that is installed in the shop `tea-house`."""

    stage: Stage
    shop: Shop
    http: httpx.AsyncClient
    token: str

    @property
    def state(self) -> ShopifyState:
        return of_shop(self.stage.hosts["shopify"], self.shop)

    async def post(self, text: str, variables: dict[str, Any] | None = None, **how: Any) -> httpx.Response:
        version = how.pop("version", VERSION)
        headers = {"X-Shopify-Access-Token": how.pop("token", self.token)}
        body = {"query": text, "variables": variables or {}, **how}
        return await self.http.post(f"/shopify/tea-house/admin/api/{version}/graphql.json", json=body, headers=headers)

    async def ask(self, text: str, variables: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        """The whole body of an answer with status 200."""
        answer = await self.post(text, variables, **how)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def data(self, text: str, variables: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        body = await self.ask(text, variables, **how)
        assert "errors" not in body, body["errors"]
        found: dict[str, Any] = body["data"]
        return found

    async def fails(self, text: str, variables: dict[str, Any] | None = None, **how: Any) -> dict[str, Any]:
        """The first error of an answer."""
        body = await self.ask(text, variables, **how)
        error: dict[str, Any] = body["errors"][0]
        return error

    def grant(self, *scopes: str) -> str:
        """A token with these scopes alone."""
        name = f"shpat_{'_'.join(scopes)}"
        self.state.tokens[name] = Token(self.stage.clock(), list(scopes))
        return name

    def sell(self, sku: str = "TEA-50", quantity: int = 2, **how: Any) -> Order:
        """A shopper buys something."""
        lines = how.pop("lines", None) or [CartLine(variant_id(self.shop, sku), quantity)]
        cart = Cart(lines, **{"email": "ada@example.net", "shipping": BUYER, "shipping_price": Decimal("4.90"), **how})
        return self.stage.world.place_order(self.shop, cart)

    def variant(self, sku: str) -> str:
        return gid("ProductVariant", variant_id(self.shop, sku))

    def item(self, sku: str) -> str:
        found = next(v for p in self.shop.products.values() for v in p.variants if v.sku == sku)
        return gid("InventoryItem", found.inventory_id)

    def place(self, n: int = 0) -> str:
        return gid("Location", self.shop.locations[n].id)

    def level(self, sku: str, n: int = 0) -> Any:
        found = next(v for p in self.shop.products.values() for v in p.variants if v.sku == sku)
        return found.levels[self.shop.locations[n].id]

    def context(self, scopes: tuple[str, ...] = SCOPES) -> Context:
        """A context for calls that do not go over HTTP."""
        host, now = self.stage.hosts["shopify"], self.stage.clock()
        token = Token(now, list(scopes))
        return Context(
            host, self.shop, self.state, token, VERSION, f"{BASE}/shopify/tea-house", lambda p: f"{BASE}/pictures/{p}", now
        )

    def forward(self, **how: float) -> None:
        clock = self.stage.clock
        assert isinstance(clock, Clock)
        clock.forward(**how)


def make_stage(**how: Any) -> tuple[Stage, Shop]:
    """A stage that plays Shopify, with the shop `tea-house`."""
    stage = Stage([SANDBOX], time_factor=1e6, clock=Clock(), **how)
    shop = small_shop(stage.world, vendor="shopify")
    shop.created -= timedelta(days=400)
    return stage, shop


@contextlib.asynccontextmanager
async def played(*, plan: str = "enterprise") -> AsyncIterator[App]:
    """The app in process, with its budget large enough not to be noticed."""
    stage, shop = make_stage()
    shop.plan = plan
    token = dict(stage.credentials("shopify", shop))["Admin API access token"]
    await stage.deliveries.start()
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(build(stage)), base_url=BASE) as http:
            yield App(stage, shop, http, token)
    finally:
        await stage.deliveries.stop()
