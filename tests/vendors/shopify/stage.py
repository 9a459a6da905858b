"""The sandbox's Shopify on a real port, and a plain transport to it that holds every answer to Shopify's schema."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import orjson

from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.vendor import Channel, Credentials, Environment
from app.sandbox.ordering import Cart, CartLine
from app.sandbox.shop import Address, Location, Order, Shop
from app.sandbox.shopify import SANDBOX
from app.sandbox.stage import Stage
from app.vendors.shopify import VENDOR
from app.vendors.shopify.documents import DOCUMENTS
from tests.sandbox.support import serving
from tests.vendors.shopify.fake import schema

HANDLE = "tea-house"
ADA = Address("Ada", "Byron", "", "Hauptstr. 1", "", "Berlin", "Berlin", "BE", "10115", "DE", "+4930123456")


class Clock:
    """A second passes with every look, so that buckets refill and every change has its own time."""

    def __init__(self) -> None:
        self.at = datetime(2026, 8, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def tea_house(stage: Stage) -> Shop:
    """Two places, a product with two variants and a plain one."""
    now, world = stage.clock(), stage.world
    shop = Shop(HANDLE, "shopify", "Tea House", "EUR", "Europe/Berlin", "DE", now, now)
    shop.tax_title, shop.tax_rate = "VAT", Decimal("0.19")
    shop.locations = [Location(shop.next_id(), "Leipzig", ADA), Location(shop.next_id(), "Lyon")]
    stage.add_shop(shop)
    first, second = (place.id for place in shop.locations)
    world.create_product(
        shop,
        title="Green tea 🍵",
        options=[("Size", ["50 g", "100 g"])],
        variants=[
            {
                "sku": "TEA-50",
                "price": Decimal("4.90"),
                "cost": Decimal("2.10"),
                "weight_grams": 60,
                "barcode": "4006381333931",
                "option_values": ["50 g"],
                "stock": {first: 10, second: 5},
            },
            {"sku": "TEA-100", "price": Decimal("8.90"), "option_values": ["100 g"], "stock": {first: 3, second: 0}},
        ],
    )
    world.create_product(shop, title="Cup", variants=[{"price": Decimal("12.00"), "tracked": False, "stock": 0}])
    return shop


@dataclass
class Wire:
    """A `Transport` over plain HTTP. `wrong` collects what an answer says that Shopify's schema does not."""

    client: httpx.AsyncClient
    wrong: list[str] = field(default_factory=list)
    observed: list[float] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        cost: float = 1.0,
        repeatable: bool | None = None,
        purpose: str = "",
        timeout: float = 30.0,
    ) -> VendorAnswer:
        self.purposes.append(purpose)
        try:
            got = await self.client.request(method, url, headers=headers, params=params, content=content, data=form)
        except httpx.TransportError as failure:
            raise Unreachable(str(failure), reason="lost", sent=True) from failure
        told = VendorAnswer(got.status_code, {k.lower(): v for k, v in got.headers.items()}, got.content)
        if url.endswith("/graphql.json") and content and got.status_code == 200:
            self._check(orjson.loads(content), orjson.loads(got.content))
        return told

    def _check(self, asked: Any, told: Any) -> None:
        name = next(d.name for d in DOCUMENTS if d.text == asked["query"])
        if "errors" in told or (found := schema()) is None:
            return
        self.wrong += [f"{name}: {e}" for e in found.answer_errors(asked["query"], told["data"], asked["variables"])]

    async def observe(self, *, available: float, capacity: float | None = None, restore: float | None = None) -> None:
        self.observed.append(available)


@dataclass
class Played:
    """A played shop, and a connection to it."""

    stage: Stage
    shop: Shop
    wire: Wire
    origin: str

    @property
    def secrets(self) -> dict[str, str]:
        told = dict(self.stage.credentials("shopify", self.shop))
        return {"access_token": told["Admin API access token"], "client_secret": told["Client secret"]}

    @property
    def client_id(self) -> str:
        return dict(self.stage.credentials("shopify", self.shop))["Client ID"]

    def credentials(self, auth: str = "token", **secrets: str) -> Credentials:
        public = {"shop": HANDLE, "client_id": self.client_id}
        return Credentials(auth=auth, environment=Environment.SANDBOX, public=public, secrets=secrets or self.secrets)

    def channel(self, credentials: Credentials | None = None) -> Channel:
        kept = credentials or self.credentials()
        return Channel(
            connection_id="0198f0aa-0000-7000-8000-0123456789ab",
            credentials=kept,
            transport=self.wire,
            base_url=VENDOR.base_url(kept.public, Environment.SANDBOX, self.origin),
        )

    def variant(self, sku: str) -> int:
        return next(v.id for p in self.shop.products.values() for v in p.variants if v.sku == sku)

    def buy(self, *lines: tuple[str, int], **more: Any) -> Order:
        """Ada buys. Money of discounts is fixed, shipping costs 3.90."""
        wanted = [CartLine(self.variant(sku), count) for sku, count in lines]
        given = {"email": "ada@example.com", "shipping": ADA, "shipping_price": Decimal("3.90"), **more}
        return self.stage.world.place_order(self.shop, Cart(wanted, **given))


@contextlib.asynccontextmanager
async def played(clock: Callable[[], datetime] | None = None) -> AsyncIterator[Played]:
    stage = Stage([SANDBOX], time_factor=1e6, clock=clock or Clock())
    shop = tea_house(stage)
    async with serving(stage.gates["shopify"], lifespan="off") as origin, httpx.AsyncClient(trust_env=False) as client:
        yield Played(stage, shop, Wire(client), origin)
