"""A small vendor: its HTTP server, which does what the script says, and its connector."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.kernel import clock
from app.kernel.errors import Conflict
from app.kernel.transport import Pace, Transport, VendorAnswer
from app.ports.storefront import Page, ProductSource, RemoteProduct, WebhookRegistration, Webhooks
from app.ports.vendor import (
    AuthKind,
    AuthMethod,
    Authorisation,
    Channel,
    Credentials,
    Environment,
    FieldKind,
    FormField,
    Grant,
    Remedy,
    RemoteShop,
    Vendor,
    VendorError,
    remedy_for,
)  # fmt: skip

TOPICS = ("order", "product")
SECRET = "sesame-canary-8f3b71c2d9"


@dataclass
class Script:
    """What the played vendor does, and what it was asked."""

    token: str = SECRET
    account: str = "acct-1"
    scopes: tuple[str, ...] = ("read", "write")
    down: bool = False
    garbage: bool = False
    elsewhere: str = ""  # every call is redirected there
    expires_in: int = 0
    calls: list[str] = field(default_factory=list)
    hooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    refreshed: int = 0
    numbers: Any = field(default_factory=lambda: itertools.count(1))


def app_of(script: Script) -> Starlette:
    def refusal(request: Request) -> Response | None:
        script.calls.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
        if script.down:
            return JSONResponse({"reason": "Maintenance"}, 503)
        if script.elsewhere:
            return RedirectResponse(script.elsewhere, 302)
        if script.garbage:
            return JSONResponse(["what?"])
        if request.headers.get("authorization") != f"Bearer {script.token}":
            return JSONResponse({"reason": "The token was revoked by its owner"}, 401)
        return None

    async def me(request: Request) -> Response:
        return refusal(request) or JSONResponse(
            {"id": script.account, "name": "Corner Shop", "scopes": list(script.scopes), "echo": script.token}
        )

    async def items(request: Request) -> Response:
        return refusal(request) or JSONResponse([])

    async def token(request: Request) -> Response:
        script.calls.append("POST token")
        form = parse_qs((await request.body()).decode())
        if form["refresh"] != ["refresh-canary-5521aa90"]:
            return JSONResponse({"reason": "Unknown refresh token"}, 401)
        script.refreshed += 1
        script.token = f"renewed-canary-{script.refreshed}-77aa"
        return JSONResponse({"token": script.token, "expires_in": 3600})

    async def hooks(request: Request) -> Response:
        if no := refusal(request):
            return no
        if request.method == "GET":
            return JSONResponse(list(script.hooks.values()))
        made = {"id": f"h{next(script.numbers)}", "active": True, **await request.json()}
        script.hooks[made["id"]] = made
        return JSONResponse(made, 201)

    async def hook(request: Request) -> Response:
        if no := refusal(request):
            return no
        script.hooks.pop(request.path_params["id"], None)
        return JSONResponse({})

    return Starlette(
        routes=[
            Route("/scripted/me", me),
            Route("/scripted/items", items),
            Route("/scripted/token", token, methods=["POST"]),
            Route("/scripted/hooks", hooks, methods=["GET", "POST"]),
            Route("/scripted/hooks/{id}", hook, methods=["DELETE"]),
        ]
    )


# ── the connector ───────────────────────────────────────────────────────────────────────────────────────


async def call(channel: Channel, method: str, path: str, **more: Any) -> Any:
    headers = {"authorization": f"Bearer {channel.credentials.secrets.get('token', '')}"}
    answer = await channel.transport.send(method, f"{channel.base_url}/{path}", headers=headers, timeout=2, **more)
    return read(answer)


def read(answer: VendorAnswer) -> Any:
    if answer.status < 300:
        return answer.json()
    reason = answer.json().get("reason", "")
    remedy = remedy_for({401: Remedy.RECONNECT}, answer)
    raise VendorError("The shop refused.", remedy=remedy, vendor_message=reason, http_status=answer.status)


class ScriptedAccount:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def shop(self) -> RemoteShop:
        told = await call(self._channel, "GET", "me")
        missing = tuple(s for s in ("read", "write") if s not in told["scopes"])
        return RemoteShop(
            external_id=told["id"], name=told["name"], domain="corner.example", currency="EUR", timezone="Europe/Berlin",
            country="DE", scopes=tuple(told["scopes"]), missing_scopes=missing,
        )  # fmt: skip

    async def refresh(self) -> Credentials | None:
        kept = self._channel.credentials
        if "refresh" not in kept.secrets:
            return None
        answer = await self._channel.transport.send(
            "POST", f"{self._channel.base_url}/token", form={"refresh": kept.secrets["refresh"]}, repeatable=True, timeout=2
        )
        told = read(answer)
        ends = clock.now() + timedelta(seconds=told["expires_in"])
        return replace(kept, secrets={"token": told["token"]}, expires_at=ends)


class ScriptedProducts(ProductSource):
    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def products_since(self, since: datetime | None, cursor: str | None) -> AsyncIterator[Page[RemoteProduct]]:
        await call(self._channel, "GET", "items")
        yield Page(items=(), cursor=None)

    async def products_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteProduct]:
        return ()


class ScriptedWebhooks(Webhooks):
    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def register(self, address: str, secret: str) -> Sequence[WebhookRegistration]:
        right = [h for h in await self.registered() if h.active and h.address == address]
        await self.remove([h.external_id for h in await self.registered() if h not in right])
        for topic in TOPICS:
            if topic not in {h.topic for h in right}:
                body = {"topic": topic, "address": address, "secret": secret}
                await call(self._channel, "POST", "hooks", json=body)
        return await self.registered()

    async def registered(self) -> Sequence[WebhookRegistration]:
        return [
            WebhookRegistration(external_id=h["id"], topic=h["topic"], address=h["address"], active=h["active"])
            for h in await call(self._channel, "GET", "hooks")
        ]

    async def remove(self, external_ids: Sequence[str]) -> None:
        for id_ in external_ids:
            await call(self._channel, "DELETE", f"hooks/{id_}")

    def signing_secret(self, generated: str) -> str:
        return generated


class ScriptedAuthorisation(Authorisation):
    def start(self, credentials: Credentials, *, base_url: str, state: str, return_url: str, callback_url: str) -> str:
        return f"{base_url}/approve?{urlencode({'state': state, 'back': return_url})}"

    async def finish(
        self, credentials: Credentials, *, base_url: str, transport: Transport, query: Mapping[str, str], body: bytes,
        return_url: str,
    ) -> Grant:  # fmt: skip
        if query.get("error"):
            raise Conflict("The owner said no.")
        return Grant(credentials=replace(credentials, secrets={"token": query["code"]}, scopes=("read", "write")))


def _base_url(public: Mapping[str, str], environment: Environment, sandbox_origin: str) -> str:
    return f"{sandbox_origin}/scripted" if environment is Environment.SANDBOX else f"https://{public['shop']}/scripted"


_SHOP = FormField(name="shop", label="Shop", kind=FieldKind.HOST, pattern=r"[a-z0-9.\-]+", placeholder="shop.example")
_TOKEN = FormField(name="token", label="Token", kind=FieldKind.SECRET)
_REFRESH = FormField(name="refresh", label="Refresh token", kind=FieldKind.SECRET, required=False)
VENDOR = Vendor(
    slug="scripted",
    title="Scripted",
    kind="store",
    auth=(
        AuthMethod(slug="token", title="A token", kind=AuthKind.TOKEN, fields=(_SHOP, _TOKEN, _REFRESH), recommended=True),
        AuthMethod(slug="oauth", title="Approve", kind=AuthKind.OAUTH, fields=(_SHOP,)),
    ),
    offers=(ScriptedProducts, ScriptedWebhooks),
    pace=Pace(capacity=1000, restore=1000),
    base_url=_base_url,
    account=ScriptedAccount,
    authorisation=ScriptedAuthorisation(),
    required_scopes=("read", "write"),
)
CARRIER = Vendor(
    slug="scripted-carrier",
    title="Scripted Parcels",
    kind="carrier",
    auth=(AuthMethod(slug="token", title="A token", kind=AuthKind.TOKEN, fields=(_SHOP, _TOKEN)),),
    offers=(),
    pace=Pace(capacity=1000, restore=1000),
    base_url=_base_url,
    account=ScriptedAccount,
)
