"""The played UPS on a real port, with the sandbox's own faults, and a transport that writes down every exchange."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import orjson
import uvicorn
from starlette.types import ASGIApp

from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.carriers import Parcel, Party, ShipmentRequest
from app.ports.vendor import Channel, Credentials, Environment
from app.sandbox.faults import Faults
from app.sandbox.gate import Protocol
from app.sandbox.stage import Stage as Sandbox
from app.sandbox.ups import SANDBOX
from app.sandbox.ups.state import ACCOUNT, CLIENT_ID, CLIENT_SECRET, UpsState
from tests.vendors.ups.contract import contract_of

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)


class Clock:
    """Moves only when told, but for a moment per reading, so that a limit per second never strikes by chance."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=100)
        return self.now

    def pass_(self, **parts: float) -> None:
        self.now += timedelta(**parts)


class _Server(uvicorn.Server):
    """Leaves the signals to the test runner, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """The app on a free loopback port; yields its origin."""
    config = uvicorn.Config(app, port=0, http=Protocol, lifespan="off", ws="none", log_level="critical")
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    await server.listening.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@dataclass
class Exchange:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    json: Any
    status: int
    answer: Any

    def errors(self) -> list[str]:
        """Every way in which this exchange contradicts UPS's contract."""
        contract, path = contract_of(self.path)
        found = contract.query_errors(self.method, path, self.query)
        if self.json is not None:
            found += contract.request_errors(self.method, path, self.json)
        responses = contract.operation(self.method, path)["responses"]
        if str(self.status) in responses:
            found += contract.response_errors(self.method, path, self.status, self.answer)
        elif self.status < 500:
            # Tracking forgot to list 401 and 429, whose form is that of every other refusal.
            found += contract.response_errors(self.method, path, 400, self.answer)
        return [f"{self.method} {self.path} {self.status}: {error}" for error in found]


class WatchedTransport:
    """Sends by httpx. `drop` decides by method and path whether a request never leaves, `spoil` may put another answer in
    the place of the vendor's."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.exchanges: list[Exchange] = []
        self.drop: Callable[[str], bool] = lambda call: False
        self.spoil: Callable[[str, VendorAnswer], VendorAnswer] = lambda call, answer: answer
        self._client = httpx.AsyncClient(trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    def calls(self, part: str) -> int:
        return sum(part in call for call in self.sent)

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
        path = urlsplit(url).path.removeprefix("/ups")
        call = f"{method} {path}"
        if self.drop(call):
            raise Unreachable("no route", reason="connect")
        body = orjson.dumps(json) if json is not None else content
        sent = {**(headers or {}), **({"content-type": "application/json"} if json is not None else {})}
        self.sent.append(call)
        try:
            reply = await self._client.request(
                method, url, headers=sent, params=dict(params or {}), content=body, data=dict(form) if form else None
            )
        except (httpx.ReadError, httpx.RemoteProtocolError) as lost:
            raise Unreachable("the answer was lost", reason="lost", sent=True) from lost
        query = dict(parse_qsl(reply.request.url.query.decode()))
        answer = VendorAnswer(reply.status_code, {k.lower(): v for k, v in reply.headers.items()}, reply.content)
        self.exchanges.append(Exchange(method, path, query, dict(sent), json, answer.status, answer.json()))
        return self.spoil(call, answer)

    async def observe(self, *, available: float, capacity: float | None = None, restore: float | None = None) -> None:
        """Nothing to learn here."""


@dataclass
class Stage:
    sandbox: Sandbox
    clock: Clock
    origin: str
    transport: WatchedTransport = field(default_factory=WatchedTransport)

    @property
    def state(self) -> UpsState:
        found = self.sandbox.hosts["ups"].state()
        assert isinstance(found, UpsState)
        return found

    @property
    def faults(self) -> Faults:
        return self.sandbox.faults

    def channel(self, **public: str) -> Channel:
        """An opened connection; `public` replaces form fields, `client_secret` is the one secret."""
        fields = {"client_id": CLIENT_ID, "account_number": ACCOUNT, **public}
        secret = fields.pop("client_secret", CLIENT_SECRET)
        return Channel(
            connection_id="test",
            credentials=Credentials(
                auth="app", environment=Environment.SANDBOX, public=fields, secrets={"client_secret": secret}
            ),
            transport=self.transport,
            base_url=f"{self.origin}/ups",
        )


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    clock = Clock()
    sandbox = Sandbox([SANDBOX], clock=clock)
    async with serving(sandbox.gates["ups"]) as origin:
        stage = Stage(sandbox, clock, origin)
        yield stage
        await stage.transport.close()


WAREHOUSE = Party(
    name="Dana Whitfield",
    company="Northwind Outfitters",
    line1="2311 York Rd",
    city="Timonium",
    region="MD",
    postal_code="21093",
    country="US",
    phone="+1 (410) 555-0142",
)
SHOPPER = Party(
    name="Óscar Peña",
    line1="4200 Camino Alto",
    line2="Apt 12",
    city="Phoenix",
    region="AZ",
    postal_code="85018-1234",
    country="US",
    phone="602 555 0188",
)
HAMBURG = Party(
    name="Jörg Hansen",
    company="Hansekontor GmbH",
    line1="Speicherstraße 9",
    city="Hamburg",
    postal_code="20457",
    country="DE",
    phone="+49 40 5550199",
)
LYON = Party(
    name="Amélie Dupont",
    line1="12 rue de la République",
    city="Lyon",
    postal_code="69001",
    country="FR",
    phone="+33 4 55 50 01 22",
)


def shipment(**changes: Any) -> ShipmentRequest:
    """A parcel from Maryland to Arizona, unless told otherwise."""
    wish: dict[str, Any] = {
        "reference": "KSAP-1001-1",
        "ship_from": WAREHOUSE,
        "ship_to": SHOPPER,
        "parcels": (Parcel(weight_grams=1500, length_mm=200, width_mm=300, height_mm=105),),
        "service": "03",
        "description": "Hiking socks",
    }
    return ShipmentRequest(**{**wish, **changes})
