"""A toy vendor for the tests of what all vendors share."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.sandbox.shop import Shop
from app.sandbox.vendor import Delivery, Host, Message, RetryPolicy, SandboxVendor, Subscription, shop_of
from app.sandbox.world import Cart, CartLine, Change

TOPICS = {"order.created": "orders/new", "product.updated": "products/changed", "stock.changed": "stock/changed"}


@dataclass
class AcmeState:
    tokens: dict[str, datetime] = field(default_factory=dict)
    calls: int = 0


def build(host: Host[AcmeState]) -> ASGIApp:
    async def echo(request: Request) -> Response:
        shop = shop_of(request)
        host.state(shop).calls += 1
        body = (await request.body()).decode()
        return JSONResponse(
            {"shop": shop.handle, "id": request.path_params.get("id"), "body": body, "at": str(request.base_url)}
        )

    async def buy(request: Request) -> Response:
        shop = shop_of(request)
        wanted = orjson.loads(await request.body())
        if wanted["quantity"] < 1:
            return JSONResponse({"no": "quantity"}, 422)
        order = host.world.place_order(shop, Cart([CartLine(wanted["variant"], wanted["quantity"])]))
        return JSONResponse({"id": order.id}, 201)

    async def guarded(request: Request) -> Response:
        shop = shop_of(request)
        issued = host.state(shop).tokens.get(request.headers.get("x-token", ""))
        if issued is None or (why := host.faults.dead_credentials("acme", shop.handle, issued)):
            return JSONResponse({"no": "unknown" if issued is None else why}, 401)
        return JSONResponse({"yes": True})

    return Starlette(
        routes=[
            Route("/echo", echo, methods=["GET", "POST"]),
            Route("/things/{id}", echo),
            Route("/buy", buy, methods=["POST"]),
            Route("/guarded", guarded),
        ]
    )


def refuse(request: Request, kind: str) -> Response:
    return JSONResponse({"acme_says": kind}, 429 if kind == "throttled" else 502)


def messages(host: Host[AcmeState], shop: Shop, change: Change) -> Iterable[Message]:
    topic = TOPICS.get(change.kind)
    for subscription in host.subscriptions(shop):
        if subscription.topic == topic:
            raw = orjson.dumps({"id": change.id, "shop": shop.handle, "kind": change.kind})
            yield Message(subscription, topic, raw, {"content-type": "application/json"})


def sign(subscription: Subscription, delivery: Delivery) -> dict[str, str]:
    digest = hmac.new(subscription.secret.encode(), delivery.raw, hashlib.sha256).hexdigest()
    return {"x-acme-signature": digest, "x-acme-delivery": delivery.id, "x-acme-attempt": str(delivery.attempt)}


def acme(retry: RetryPolicy | None = None) -> SandboxVendor[AcmeState]:
    """The vendor, with a policy of repetition."""
    return SandboxVendor(
        slug="acme",
        title="Acme Shops",
        build=build,
        state=AcmeState,
        refuse=refuse,
        messages=messages,
        sign=sign,
        retry=retry or RetryPolicy(delays=(60.0, 300.0), timeout=2.0, disable_after=2),
        credentials=lambda host, shop: [("Access token", f"acme-{shop.handle}" if shop else "")],
    )
