"""`ksap demo`: the main job on real input, as a merchant would do it, checked at the vendors' side.

It speaks to KSAP by its REST API only and reads the truth from the sandbox's control API, never from our database.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import orjson

from app.kernel.settings import Settings
from app.launch import Say, running

EMAIL = "demo@ksap.example.com"
PASSWORD = "demo of many stores"
SHIP_FROM = {
    "name": "Dispatch",
    "company": "Demo Organisation",
    "line1": "500 7th Avenue",
    "city": "New York",
    "region": "NY",
    "postal_code": "10018",
    "country": "US",
    "phone": "+12125550100",
}


class Untrue(Exception):
    """A step whose outcome at the vendor's side is not what it should be."""


@dataclass(slots=True)
class Step:
    step: str
    ok: bool = False
    ms: int = 0
    detail: str = ""


@dataclass(slots=True)
class Api:
    """KSAP and the sandbox, as two JSON services."""

    ksap: httpx.AsyncClient
    sandbox: httpx.AsyncClient
    steps: list[Step] = field(default_factory=list)

    async def call(self, method: str, path: str, **options: Any) -> Any:
        """KSAP's `data`. Raises Untrue with its own words for a refusal."""
        response = await self.ksap.request(method, f"/api/v1{path}", **options)
        body = response.json()
        if not body["success"]:
            raise Untrue(f"{method} {path}: {body['error']['message']} ({body['error']['code']}, {body['request_id']})")
        return body["data"]

    async def truth(self, method: str, path: str, **options: Any) -> Any:
        """The sandbox's own view."""
        response = await self.sandbox.request(method, f"/control{path}", **options)
        if response.status_code >= 400:
            raise Untrue(f"sandbox {method} {path}: {response.status_code} {response.text[:300]}")
        return response.json() if response.content else None

    async def step(self, name: str, work: Callable[[], Awaitable[str]], report: Callable[[Step], None]) -> bool:
        step = Step(name)
        started = time.perf_counter()
        try:
            step.detail, step.ok = await work(), True
        except (Untrue, httpx.HTTPError, KeyError) as error:
            step.detail = str(error) or repr(error)
        step.ms = round((time.perf_counter() - started) * 1000)
        self.steps.append(step)
        report(step)
        return step.ok


async def until(what: str, ask: Callable[[], Awaitable[Any]], *, seconds: float, every: float = 0.05) -> Any:
    """Ask until the answer is true. Raises Untrue when it never was."""
    deadline = time.monotonic() + seconds
    while True:
        answer = await ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Untrue(f"{what}: not within {seconds:g} s")
        await asyncio.sleep(every)


class MainJob:
    """The steps in order; what one finds out the next ones use."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.shops: list[dict[str, Any]] = []
        self.stores: dict[str, str] = {}  # sandbox handle → our store id
        self.carrier = ""
        self.order: dict[str, Any] = {}
        self.remote: dict[str, Any] = {}
        self.tracking = ""
        self.before = Decimal(0)

    async def sign_in(self) -> str:
        """Register the demo's owner, or sign in when they exist already."""
        body = {"email": EMAIL, "password": PASSWORD}
        register = {**body, "organisation": "Demo Organisation", "currency": "USD", "timezone": "America/New_York"}
        try:
            tokens = await self.api.call("POST", "/auth/register", json=register)
        except Untrue:
            tokens = await self.api.call("POST", "/auth/login", json=body)
        self.api.ksap.headers["authorization"] = f"Bearer {tokens['access_token']}"
        return EMAIL

    async def connect(self) -> str:
        """Every shop of the sandbox, each with credentials that were tested first, and the carrier."""
        self.shops = await self.api.truth("GET", "/shops")
        known = {s["platform_store_id"] or s["domain"]: s for s in await self.api.call("GET", "/stores")}
        by_name = {s["name"]: s for s in known.values()}
        for shop in self.shops:
            if shop["name"] in by_name:
                self.stores[shop["handle"]] = by_name[shop["name"]]["id"]
            else:
                self.stores[shop["handle"]] = await self._connect_shop(shop)
        carriers = await self.api.call("GET", "/connections", params={"kind": "carrier"})
        ups = next((c for c in carriers if c["vendor"] == "ups"), None) or await self._connect_carrier()
        self.carrier = ups.get("id") or ups["connection_id"]
        await self.api.call("PUT", "/shipping/origin", json=SHIP_FROM)
        return f"{len(self.stores)} stores, 1 carrier"

    async def _connect_shop(self, shop: dict[str, Any]) -> str:
        given = {c["label"]: c["value"] for c in shop["credentials"]}
        if shop["vendor"] == "shopify":
            auth, fields = "client_credentials", {
                "shop": given["Shop domain"], "client_id": given["Client ID"], "client_secret": given["Client secret"],
            }  # fmt: skip
        else:
            auth, fields = "keys", {
                "site_url": shop["address"], "consumer_key": given["Consumer key"],
                "consumer_secret": given["Consumer secret"],
            }  # fmt: skip
        draft = await self.api.call("POST", "/connect/drafts", json={"vendor": shop["vendor"], "environment": "sandbox"})
        path = f"/connect/drafts/{draft['id']}"
        await self.api.call("PUT", path, json={"auth": auth, "fields": fields, "store_name": shop["name"]})
        report = (await self.api.call("POST", f"{path}/test"))["report"]
        if not report["ok"]:
            bad = [f"{c['name']}: {c['message']}" for c in report["checks"] if c["ok"] is False]
            raise Untrue(f"{shop['name']} was not connected: {'; '.join(bad)}")
        finished = await self.api.call("POST", f"{path}/finish")
        return str(finished["store_id"])

    async def _connect_carrier(self) -> Any:
        vendors = await self.api.truth("GET", "/vendors")
        given = {c["label"]: c["value"] for v in vendors if v["slug"] == "ups" for c in v["credentials"]}
        fields = {
            "client_id": given["Client ID"], "client_secret": given["Client secret"], "account_number": given["Account number"],
        }  # fmt: skip
        body = {"vendor": "ups", "environment": "sandbox", "auth": "app", "fields": fields}
        return await self.api.call("POST", "/connections", json=body)

    async def imported(self) -> str:
        """Products, variants, stock and orders are in, as many as the shops have."""

        async def done() -> bool:
            runs = await self.api.call("GET", "/sync/runs", params={"limit": 100})
            bad = [r for r in runs if r["state"] == "failed" and r["kind"] == "initial"]
            if bad:
                raise Untrue(f"an import failed: {bad[0]['error']}")
            good = {r["store_id"] for r in runs if r["kind"] == "initial" and r["state"] in ("done", "partial")}
            return good >= set(self.stores.values())

        await until("the first import", done, seconds=300, every=0.25)
        for shop in self.shops:
            await self._same_as(shop)
        return f"{sum(s['products'] for s in self.shops)} listings, {sum(s['orders'] for s in self.shops)} orders"

    async def _same_as(self, shop: dict[str, Any]) -> None:
        store = self.stores[shop["handle"]]
        orders = await _count(self.api, f"/stores/{store}/orders")
        truth = (await self.api.truth("GET", f"/shops/{shop['handle']}"))["orders"]
        if orders < truth - 25 or orders > truth:  # a trickle may be ahead of us
            raise Untrue(f"{shop['name']} has {truth} orders at the vendor, {orders} here")
        products = await _count(self.api, f"/stores/{store}/products")
        if products != shop["products"]:
            raise Untrue(f"{shop['name']} has {shop['products']} products at the vendor, {products} here")

    async def buy(self) -> str:
        """A shopper buys at one channel what another channel sells too; the webhook brings it in within two seconds."""
        sku = await self._shared_sku("tech-gadgets", "outdoor-adventure")
        today = await self._sales()
        self.before = today
        self.remote = await self.api.truth(
            "POST", "/shops/tech-gadgets/orders", json={"lines": [{"sku": sku, "quantity": 1}], **_BUYER}
        )
        started = time.perf_counter()

        async def arrived() -> Any:
            found = await self.api.call(
                "GET", f"/stores/{self.stores['tech-gadgets']}/orders", params={"q": self.remote["name"], "limit": 5}
            )
            return next((o for o in found if o["number"] == self.remote["name"]), None)

        found = await until("the order by webhook", arrived, seconds=10, every=0.02)
        took = time.perf_counter() - started
        self.order = await self.api.call("GET", f"/orders/{found['id']}")
        if took > 2:
            raise Untrue(f"the order took {took:.1f} s to arrive; two are allowed")
        return f"{self.remote['name']} arrived {took * 1000:.0f} ms after it was placed"

    async def _shared_sku(self, one: str, other: str) -> str:
        first = await self._available(one)
        second = await self._available(other)
        shared = sorted(sku for sku in first.keys() & second.keys() if sku and first[sku] >= 3)
        if not shared:
            raise Untrue(f"{one} and {other} share no SKU in stock")
        return shared[0]

    async def _available(self, handle: str) -> dict[str, int]:
        total: dict[str, int] = {}
        for row in await self.api.truth("GET", f"/shops/{handle}/stock"):
            if row["tracked"]:
                total[row["sku"]] = total.get(row["sku"], 0) + row["available"]
        return total

    async def reserved(self) -> str:
        """The stock of the line is held for the order."""
        variant = self.order["items"][0]["variant_id"]

        async def held() -> Any:
            levels = await self.api.call("GET", "/inventory/levels", params={"variant_id": variant})
            return next((lv for lv in levels if lv["reserved"] >= 1), None)

        level = await until("the reservation", held, seconds=5)
        return f"{level['sku']}: on hand {level['on_hand']}, reserved {level['reserved']}, available {level['available']}"

    async def fulfil(self) -> str:
        """A label is bought and the order ships."""
        lines = [{"order_item_id": i["id"], "quantity": i["quantity"]} for i in self.order["items"]]
        shipment = await self.api.call(
            "POST",
            f"/orders/{self.order['id']}/fulfill",
            json={
                "lines": lines,
                "carrier_connection_id": self.carrier,
                "service": "03",
                "parcels": [{"weight_grams": 800, "length_mm": 250, "width_mm": 200, "height_mm": 100}],
            },
            headers={"Idempotency-Key": f"demo-{self.order['id']}"},
        )
        self.tracking = shipment["tracking_number"]
        label = await self.api.ksap.get(f"/api/v1/shipments/{shipment['id']}/label")
        if label.status_code != 200 or len(label.content) < 500:
            raise Untrue("the label was bought but its file is not there")
        return f"label {self.tracking}, {len(label.content)} bytes, {shipment['cost']} {shipment['currency']}"

    async def told(self) -> str:
        """The remote order shows the tracking number and its lines as fulfilled."""
        path = f"/shops/tech-gadgets/orders/{self.remote['id']}"

        async def shown() -> bool:
            order = await self.api.truth("GET", path)
            numbers = [n for f in order["fulfilments"] for n in (f.get("tracking_numbers") or [f.get("tracking_number")])]
            return self.tracking in numbers and all(line["fulfilled"] == line["quantity"] for line in order["lines"])

        await until("the fulfilment at the vendor", shown, seconds=20, every=0.1)
        return f"{self.remote['name']} is fulfilled at the vendor with {self.tracking}"

    async def pushed(self) -> str:
        """The other channel sells one fewer."""
        sku = self.remote["lines"][0]["sku"]

        async def equal() -> Any:
            one, other = await self._available("tech-gadgets"), await self._available("outdoor-adventure")
            return (one[sku], other[sku]) if one[sku] == other[sku] else None

        same = await until("the stock at the other channel", equal, seconds=20, every=0.1)
        return f"{sku}: {same[0]} at both channels"

    async def counted(self) -> str:
        """The sale is in the figures and on the store's card."""
        total = Decimal(str(self.remote.get("total") or self.order["total"]))

        async def visible() -> Any:
            now = await self._sales()
            return now if now > self.before else None

        now = await until("the sale in /analytics/sales", visible, seconds=10)
        dashboard = await self.api.call("GET", "/analytics/dashboard")
        card = next((c for c in dashboard["stores"] if c["id"] == self.stores["tech-gadgets"]), None)
        if card is None or not card["sales"] or Decimal(card["sales"][0]["revenue"]) <= 0:
            raise Untrue("the store's card shows no sales")
        return f"sales of Tech Gadgets {self.before} → {now} USD (order {total}), card {card['sales'][0]['revenue']}"

    async def _sales(self) -> Decimal:
        answer = await self.api.call(
            "GET", "/analytics/sales", params={"group_by": "store", "store_id": self.stores["tech-gadgets"]}
        )
        return sum((Decimal(t["revenue"]) for t in answer["totals"] if t["currency"] == "USD"), Decimal(0))


_BUYER = {
    "email": "sam.porter@example.com",
    "shipping": {
        "first_name": "Sam", "last_name": "Porter", "address1": "1600 Pine Street", "city": "Philadelphia",
        "region": "Pennsylvania", "region_code": "PA", "postcode": "19103", "country": "US", "phone": "+12155550123",
    },
}  # fmt: skip


async def _count(api: Api, path: str) -> int:
    total, cursor = 0, None
    while True:
        params: dict[str, Any] = {"limit": 250, **({"cursor": cursor} if cursor else {})}
        body = (await api.ksap.get(f"/api/v1{path}", params=params)).json()
        if not body["success"]:
            raise Untrue(f"GET {path}: {body['error']['message']}")
        total += len(body["data"])
        cursor = body["page"]["next_cursor"]
        if not cursor:
            return total


def _steps(job: MainJob) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
    return [
        ("sign in", job.sign_in),
        ("connect", job.connect),
        ("import", job.imported),
        ("order by webhook", job.buy),
        ("stock reserved", job.reserved),
        ("label bought", job.fulfil),
        ("fulfilled at the vendor", job.told),
        ("stock pushed", job.pushed),
        ("sale counted", job.counted),
    ]


async def run_demo(config: Settings, *, once: bool, as_json: bool, say: Say) -> int:
    """Run it; 0 when every step held. `once` works on a throw-away home with ports of its own, and stops afterwards."""
    async with AsyncExitStack() as stack:
        if once:
            home = Path(stack.enter_context(TemporaryDirectory(prefix="ksap-demo-", ignore_cleanup_errors=True)))
            api, sandbox = _free_port(), _free_port()
            config = config.model_copy(
                update={
                    "home": home, "port": api, "public_url": f"http://127.0.0.1:{api}",
                    "sandbox_url": f"http://127.0.0.1:{sandbox}",
                }
            )  # fmt: skip
        say("Starting KSAP and the sandbox vendors …")
        ksap = await stack.enter_async_context(running(config, say, sandbox=True))
        local = f"http://127.0.0.1:{config.port}"
        clients = Api(
            await stack.enter_async_context(httpx.AsyncClient(base_url=local, timeout=60)),
            await stack.enter_async_context(httpx.AsyncClient(base_url=config.sandbox_url, timeout=30)),
        )
        held = True
        for name, work in _steps(MainJob(clients)):
            held = held and await clients.step(name, work, lambda step: _report(step, as_json=as_json))
        if once:
            return 0 if held else 1
        await clients.sandbox.put("/control/trickle", json={"per_minute": 6})
        _invite(config, say)
        await ksap.supervisor.wait()
    return 0 if held else 1


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _report(step: Step, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(orjson.dumps(asdict(step)).decode() + "\n")
    else:
        sys.stdout.write(f"{'ok  ' if step.ok else 'FAIL'} {step.step:<24} {step.ms:>7} ms  {step.detail}\n")
    sys.stdout.flush()


def _invite(config: Settings, say: Say) -> None:
    say(
        f"\nKSAP runs at  {config.public_url}  (API explorer: {config.public_url}/api/docs)\n"
        f"Sign in as    {EMAIL}  with  {PASSWORD}\n"
        f"The vendors   {config.sandbox_url}  buy as a shopper, edit as a merchant, switch faults\n\n"
        "Try: buy something at the vendors' page and watch it arrive under GET /api/v1/orders;\n"
        "change a stock figure there and see it come back under GET /api/v1/inventory/levels;\n"
        "switch on a fault and look at GET /api/v1/sync/runs. New orders trickle in by webhook. Ctrl-C stops everything."
    )
