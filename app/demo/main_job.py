"""The steps of the main job, as a merchant takes them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from app.demo.client import Api, Untrue, count, until
from app.demo.connecting import connect_carrier, connect_shop

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
_BUYER = {
    "email": "sam.porter@example.com",
    "shipping": {
        "first_name": "Sam", "last_name": "Porter", "address1": "1600 Pine Street", "city": "Philadelphia",
        "region": "Pennsylvania", "region_code": "PA", "postcode": "19103", "country": "US", "phone": "+12155550123",
    },
}  # fmt: skip


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
                self.stores[shop["handle"]] = await connect_shop(self.api, shop)
        carriers = await self.api.call("GET", "/connections", params={"kind": "carrier"})
        ups = next((c for c in carriers if c["vendor"] == "ups"), None) or await connect_carrier(self.api)
        self.carrier = ups.get("id") or ups["connection_id"]
        await self.api.call("PUT", "/shipping/origin", json=SHIP_FROM)
        return f"{len(self.stores)} stores, 1 carrier"

    async def imported(self) -> str:
        """Products, variants, stock and orders are in, as many as the shops have."""

        async def done() -> bool:
            runs = await self.api.call("GET", "/sync/runs", params={"kind": "initial", "limit": 100})
            last = {r["store_id"]: r for r in reversed(runs)}
            bad = [r for r in last.values() if r["state"] in ("failed", "cancelled")]
            if bad:
                raise Untrue(f"an import {bad[0]['state']}: {bad[0]['error']}")
            good = {id_ for id_, r in last.items() if r["state"] in ("done", "partial")}
            return good >= set(self.stores.values())

        await until("the first import", done, seconds=300, every=0.25)
        for shop in self.shops:
            await self._same_as(shop)
        return f"{sum(s['products'] for s in self.shops)} listings, {sum(s['orders'] for s in self.shops)} orders"

    async def _same_as(self, shop: dict[str, Any]) -> None:
        store = self.stores[shop["handle"]]
        orders = await count(self.api, f"/stores/{store}/orders")
        truth = (await self.api.truth("GET", f"/shops/{shop['handle']}"))["orders"]
        if orders < truth - 25 or orders > truth:  # a trickle may be ahead of us
            raise Untrue(f"{shop['name']} has {truth} orders at the vendor, {orders} here")
        products = await count(self.api, f"/stores/{store}/products")
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
        both = {sku: min(first[sku], second[sku]) for sku in first.keys() & second.keys() if sku}
        best = max(both, key=lambda sku: (both[sku], sku), default="")  # a demo that ran for long has sold much
        if not best or both[best] < 3:
            raise Untrue(f"{one} and {other} share no SKU in stock")
        return best

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


def steps(job: MainJob) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
    """In their order, each with its name."""
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
