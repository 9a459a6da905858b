"""A WooCommerce shop in memory behind the Transport protocol: enough of the API to try the connector on.

Every request body is checked against the vendor's contract when the files are there: types, unknown fields, fields that
may only be read. What the contract (documentation of 2024) lacks and the vendor's code has is listed in `strict.BEYOND`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from app.kernel.transport import VendorAnswer
from app.ports.vendor import Channel, Credentials, Environment
from tests.vendors.woocommerce.answers import Call, Json, answer, error
from tests.vendors.woocommerce.routes import reply
from tests.vendors.woocommerce.strict import check_body

KEY, SECRET = "ck_" + "1" * 40, "cs_" + "2" * 40
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class Shop:
    """`lacks`: optional features this shop does not have: refunds, variations, fulfilments, tracking, brands."""

    base_url: str = "https://shop.example"
    lacks: set[str] = field(default_factory=lambda: {"fulfilments", "tracking"})
    products: dict[int, Json] = field(default_factory=dict)
    variations: dict[int, dict[int, Json]] = field(default_factory=dict)
    orders: dict[int, Json] = field(default_factory=dict)
    refunds: dict[int, Json] = field(default_factory=dict)
    fulfilments: dict[int, list[Json]] = field(default_factory=dict)
    trackings: dict[int, list[Json]] = field(default_factory=dict)
    notes: dict[int, list[Json]] = field(default_factory=dict)
    webhooks: dict[int, Json] = field(default_factory=dict)
    terms: dict[str, dict[int, str]] = field(default_factory=lambda: {"tags": {}, "categories": {}, "brands": {}})
    site: Json = field(default_factory=lambda: {"name": "Harbour &amp; Co", "home": "https://shop.example"})
    settings: Json = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    now: datetime = START
    before: Callable[[Call], VendorAnswer | Exception | None] | None = None  # a fault, or a change, before a call
    after: Callable[[Call, VendorAnswer], Exception | None] | None = None  # a lost answer
    serial: int = 1000

    def channel(self, **secrets: str) -> Channel:
        pair = {"consumer_key": KEY, "consumer_secret": SECRET, **secrets}
        credentials = Credentials(auth="keys", environment=Environment.LIVE, public={}, secrets=pair)
        return Channel(connection_id="c-1", credentials=credentials, transport=self, base_url=self.base_url, currency="EUR")

    # ── the Transport protocol ──────────────────────────────────────────────────────────────────────────

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        repeatable: bool | None = None,
        **_: Any,
    ) -> VendorAnswer:
        path = urlsplit(url).path.partition("/wp-json/")[2]
        call = Call(method, path, {k: str(v) for k, v in (params or {}).items()}, json, dict(headers or {}), repeatable)
        self.calls.append(call)
        check_body(method, path, json)
        fault = self.before(call) if self.before else None
        if isinstance(fault, Exception):
            raise fault
        answer = fault or self._answer(call)
        lost = self.after(call, answer) if self.after else None
        if lost:
            raise lost
        return answer

    async def observe(self, **_: Any) -> None: ...

    def _answer(self, call: Call) -> VendorAnswer:
        if call.path == "":
            return answer(200, {"namespaces": ["wp/v2", "wc/v3"], **self.site})
        return reply(self, call) or error(404, "rest_no_route", "No route was found matching the URL.")

    # ── state ───────────────────────────────────────────────────────────────────────────────────────────

    def next(self) -> int:
        self.serial += 1
        return self.serial

    def touch(self, item: Json) -> None:
        self.now += timedelta(seconds=1)
        item["date_modified_gmt"] = self.now.replace(tzinfo=None).isoformat()

    def add_product(self, **fields: Any) -> Json:
        item: Json = {"id": self.next(), "name": "Mug", "type": "simple", "status": "publish", "manage_stock": False}
        item |= {"stock_quantity": None, "variations": [], "meta_data": [], "categories": [], "brands": [], **fields}
        self.touch(item)
        self.products[item["id"]] = item
        return item

    def add_variation(self, parent: Json, **fields: Any) -> Json:
        item: Json = {"id": self.next(), "manage_stock": False, "stock_quantity": None, "attributes": [], **fields}
        self.touch(item)
        self.variations.setdefault(parent["id"], {})[item["id"]] = item
        parent["variations"].append(item["id"])
        return item

    def add_order(self, **fields: Any) -> Json:
        item: Json = {"id": self.next(), "status": "processing", "currency": "EUR", "line_items": [], "meta_data": [], **fields}
        self.touch(item)
        self.orders[item["id"]] = item
        return item
