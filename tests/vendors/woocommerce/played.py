"""The played WooCommerce on a real port, and a transport that checks what is sent against the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.storefront import (
    RemoteOrder,
    RemoteProduct,
)
from app.ports.vendor import Channel, Credentials, Environment
from app.sandbox.ordering import Cart, CartLine
from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.woocommerce import credentials
from app.vendors.woocommerce import VENDOR
from app.vendors.woocommerce.orders import WooOrders
from app.vendors.woocommerce.products import WooProducts
from tests.sandbox.support import Clock, variant_id
from tests.vendors.woocommerce.strict import check_body

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MODES = ("fulfillments", "shipment-tracking", "plain")


@dataclass
class Simple:
    """A transport that sends by httpx, once, and checks what it sends against the contract."""

    client: httpx.AsyncClient
    calls: list[tuple[str, str]] = field(default_factory=list)
    change: Callable[[dict[str, str]], None] = lambda headers: None

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        **_: Any,
    ) -> VendorAnswer:
        path = urlsplit(url).path.partition("/wp-json/")[2]
        self.calls.append((method, path))
        check_body(method, path, json)
        sent = dict(headers or {})
        self.change(sent)
        try:
            answer = await self.client.request(method, url, headers=sent, params=params, json=json)
        except httpx.HTTPError as failure:
            raise Unreachable(str(failure), reason="lost", sent=True) from failure
        return VendorAnswer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)

    async def observe(self, **_: Any) -> None: ...


@dataclass
class Scene:
    stage: Stage
    shop: Shop
    origin: str
    transport: Simple
    clock: Clock

    @property
    def keys(self) -> dict[str, str]:
        told = dict(credentials(self.stage.hosts["woocommerce"], self.shop))
        return {"consumer_key": told["Consumer key"], "consumer_secret": told["Consumer secret"]}

    def channel(self, **keys: str) -> Channel:
        public = {"site_url": f"https://{self.shop.handle}.example"}
        given = Credentials(auth="keys", environment=Environment.SANDBOX, public=public, secrets={**self.keys, **keys})
        base = VENDOR.base_url(public, Environment.SANDBOX, self.origin)
        return Channel(connection_id="c-1", credentials=given, transport=self.transport, base_url=base, currency="EUR")

    def order(self, sku: str = "TEA-50", quantity: int = 2, **fields: Any) -> str:
        line = CartLine(variant_id(self.shop, sku), quantity)
        self.clock.forward(seconds=5)
        return str(self.stage.world.place_order(self.shop, Cart([line], **fields)).id)

    def fault(self, kind: str, route: str = "", count: int | None = 1) -> None:
        self.stage.faults.add(kind, "woocommerce", route=route, count=count)

    def tracking(self, mode: str) -> None:
        self.stage.hosts["woocommerce"].state(self.shop).tracking = mode


async def orders_of(scene: Scene, since: datetime | None = LONG_AGO, *, first: bool = False) -> dict[str, RemoteOrder]:
    source = WooOrders(scene.channel()).orders_since(since, None, first=first)
    return {o.external_id: o async for page in source for o in page.items}


async def products_of(scene: Scene) -> dict[str, RemoteProduct]:
    source = WooProducts(scene.channel()).products_since(None, None)
    return {p.title: p async for page in source for p in page.items}
