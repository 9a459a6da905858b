"""A WooCommerce shop in memory behind the Transport protocol: enough of the API to try the connector on.

Every request body is checked against the vendor's contract when the files are there: types, unknown fields, fields that
may only be read. What the contract (documentation of 2024) lacks and the vendor's code has is listed in `BEYOND`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from app.kernel.transport import VendorAnswer
from app.ports.vendor import Channel, Credentials, Environment
from tests.vendors.contracts import OpenApi

KEY, SECRET = "ck_" + "1" * 40, "cs_" + "2" * 40
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
Json = dict[str, Any]

# Writable although the documentation's tables lack it or call it read-only (class-wc-rest-*-controller.php).
BEYOND = {
    "cost_of_goods_sold",  # products and variations, 9.5
    "global_unique_id",  # variations, 9.2
    "brands.id",
    "name",  # of tags, categories and brands when they are created
    "update.id",
    "delivery_url",
    "defined_value",
    "values",
}


@dataclass
class Call:
    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]
    repeatable: bool | None


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
        check_body(call)
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
        for pattern, handler in ROUTES:
            found = re.fullmatch(pattern, call.path)
            if found:
                reply = handler(self, call, *(int(g) if g.isdigit() else g for g in found.groups()))
                if reply is not None:
                    return reply
        return error(404, "rest_no_route", "No route was found matching the URL and request method.")

    # ── state ───────────────────────────────────────────────────────────────────────────────────────────

    def next(self) -> int:
        self.serial += 1
        return self.serial

    def touch(self, item: Json) -> None:
        self.now += timedelta(seconds=1)
        item["date_modified_gmt"] = self.now.replace(tzinfo=None).isoformat()

    def add_product(self, **fields: Any) -> Json:
        item = {"id": self.next(), "name": "Mug", "type": "simple", "status": "publish", "manage_stock": False}
        item |= {"stock_quantity": None, "variations": [], "meta_data": [], "categories": [], "brands": [], **fields}
        self.touch(item)
        self.products[item["id"]] = item
        return item

    def add_variation(self, parent: Json, **fields: Any) -> Json:
        item = {"id": self.next(), "manage_stock": False, "stock_quantity": None, "attributes": [], **fields}
        self.touch(item)
        self.variations.setdefault(parent["id"], {})[item["id"]] = item
        parent["variations"].append(item["id"])
        return item

    def add_order(self, **fields: Any) -> Json:
        item = {"id": self.next(), "status": "processing", "currency": "EUR", "line_items": [], "meta_data": [], **fields}
        self.touch(item)
        self.orders[item["id"]] = item
        return item


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────


def answer(status: int, body: Any, **headers: str) -> VendorAnswer:
    return VendorAnswer(status, {k.replace("_", "-"): v for k, v in headers.items()}, orjson.dumps(body))


def page(status: int, text: str = "<html><body>Hello</body></html>", **headers: str) -> VendorAnswer:
    return VendorAnswer(status, {k.replace("_", "-"): v for k, v in headers.items()}, text.encode())


def error(status: int, code: str, message: str = "No.") -> VendorAnswer:
    return answer(status, {"code": code, "message": message, "data": {"status": status}})


def listed(items: list[Json], query: Mapping[str, str], *, backwards: bool = False) -> VendorAnswer:
    """The collection parameters that the connector uses, with the vendor's meaning of each."""

    def ids(name: str) -> set[int]:
        return {int(v) for v in query[name].split(",") if v} if query.get(name) else set()

    after, until = query.get("modified_after"), query.get("modified_before")
    for value in (after, until):
        assert value is None or (query.get("dates_are_gmt") == "true" and not value.endswith("Z")), "WordPress shifts it"
    found = [i for i in items if not ids("include") or i["id"] in ids("include")]
    found = [i for i in found if i["id"] not in ids("exclude")]
    found = [i for i in found if after is None or i["date_modified_gmt"] > after]
    found = [i for i in found if until is None or i["date_modified_gmt"] < until]
    found.sort(key=lambda i: -i["id"] if backwards else i["id"])  # the order of ties is the database's affair
    if query.get("orderby") == "modified":
        found.sort(key=lambda i: i["date_modified_gmt"])
    elif query.get("orderby") == "id":
        found.sort(key=lambda i: i["id"])
    size = int(query.get("per_page", 10))
    assert size <= 100
    start = int(query["offset"]) if query.get("offset") else (int(query.get("page", 1)) - 1) * size
    return answer(200, found[start : start + size], x_wp_total=str(len(found)))


# ── routes ──────────────────────────────────────────────────────────────────────────────────────────────


def products(shop: Shop, call: Call) -> VendorAnswer | None:
    if call.method == "POST":
        created = shop.add_product(**{**call.body, "slug": call.body.get("slug", "")})
        created["meta_data"] = list(call.body.get("meta_data", ()))
        return answer(201, created)
    items = [p for p in shop.products.values() if p["status"] != "trash"]
    if "sku" in call.query:
        items = [p for p in items if p.get("sku") == call.query["sku"]]
    if "slug" in call.query:
        items = [p for p in items if p.get("slug") == call.query["slug"]]
    return listed(items, call.query)


def _stored(item: Json, body: Mapping[str, Any]) -> Json:
    """WooCommerce takes a stock figure only where stock is managed, and says nothing otherwise."""
    fields = dict(body)
    if not (fields.get("manage_stock", item.get("manage_stock")) is True):
        fields.pop("stock_quantity", None)
    item |= fields
    if "regular_price" in fields:
        sale = fields.get("sale_price") or ""
        item |= {"price": sale or fields["regular_price"], "on_sale": bool(sale)}
    return item


def product(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    item = shop.products.get(key)
    if item is None:
        return error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    if call.method == "PUT":
        shop.touch(_stored(item, call.body))
    return answer(200, item)


def product_batch(shop: Shop, call: Call) -> VendorAnswer | None:
    return _batch(shop, call, shop.products, "woocommerce_rest_product_invalid_id")


def _batch(shop: Shop, call: Call, items: dict[int, Json], code: str) -> VendorAnswer:
    reply: dict[str, list[Json]] = {}
    assert sum(len(v) for v in call.body.values()) <= 100
    for change in call.body.get("update", ()):
        item = items.get(change["id"])
        if item is None:
            bad = {"id": change["id"], "error": {"code": code, "message": "Invalid ID.", "data": {"status": 400}}}
            reply.setdefault("update", []).append(bad)
            continue
        shop.touch(_stored(item, change))
        reply.setdefault("update", []).append(item)
    return answer(200, reply or [])


def variations(shop: Shop, call: Call, parent: int) -> VendorAnswer | None:
    return listed(list(shop.variations.get(parent, {}).values()), call.query)


def all_variations(shop: Shop, call: Call) -> VendorAnswer | None:
    if "variations" in shop.lacks:
        return None
    items = [{**v, "parent_id": p} for p, group in shop.variations.items() for v in group.values()]
    return listed(items, call.query)


def variation_batch(shop: Shop, call: Call, parent: int) -> VendorAnswer | None:
    if parent not in shop.products:
        return error(404, "woocommerce_rest_product_variation_invalid_parent", "No such product.")
    for body in call.body.get("create", ()):
        shop.add_variation(shop.products[parent], **_stored({}, body))
    return _batch(shop, call, shop.variations.get(parent, {}), "woocommerce_rest_product_variation_invalid_id")


def terms(shop: Shop, call: Call, kind: str) -> VendorAnswer | None:
    if kind == "brands" and "brands" in shop.lacks:
        return None
    if call.method == "POST":
        key = shop.next()
        shop.terms[kind][key] = call.body["name"]
        return answer(201, {"id": key, "name": call.body["name"]})
    return listed([{"id": k, "name": v} for k, v in shop.terms[kind].items()], call.query)


def orders(shop: Shop, call: Call) -> VendorAnswer | None:
    binned = call.query.get("status") == "trash"
    return listed([o for o in shop.orders.values() if (o["status"] == "trash") is binned], call.query)


def order(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    item = shop.orders.get(key)
    if item is None:
        return error(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    if call.method == "PUT":
        for entry in call.body.get("meta_data", ()):
            item["meta_data"] = [m for m in item["meta_data"] if m["key"] != entry["key"]] + [{"id": shop.next(), **entry}]
        item |= {k: v for k, v in call.body.items() if k != "meta_data"}
        shop.touch(item)
    return answer(200, item)


def all_refunds(shop: Shop, call: Call) -> VendorAnswer | None:
    return None if "refunds" in shop.lacks else listed(list(shop.refunds.values()), call.query)


def order_refunds(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    return listed([r for r in shop.refunds.values() if r["parent_id"] == key], call.query)


def order_notes(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    notes = shop.notes.setdefault(key, [])
    if call.method == "GET":
        return answer(200, notes)
    notes.append({"id": shop.next(), **call.body})
    return answer(201, notes[-1])


def order_fulfilments(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    if "fulfilments" in shop.lacks:
        return None
    found = shop.fulfilments.setdefault(key, [])
    if call.method == "POST":
        assert all("id" in m for m in call.body["meta_data"]), "the vendor ignores entries without an id"
        found.append({"id": shop.next(), **call.body, "date_updated": "2026-03-01 11:00:00", "date_deleted": None})
        meta = [m for m in shop.orders[key]["meta_data"] if m["key"] != "_fulfillment_status"]
        shop.orders[key]["meta_data"] = [*meta, {"id": 1, "key": "_fulfillment_status", "value": "fulfilled"}]
    return answer(200 if call.method == "GET" else 201, found if call.method == "GET" else found[-1])


def order_fulfilment(shop: Shop, call: Call, key: int, fulfilment: int) -> VendorAnswer | None:
    found = next(f for f in shop.fulfilments[key] if f["id"] == fulfilment)
    found |= call.body
    return answer(200, found)


def order_trackings(shop: Shop, call: Call, key: int, one: str = "") -> VendorAnswer | None:
    if "tracking" in shop.lacks:
        return None
    found = shop.trackings.setdefault(key, [])
    if call.method == "POST":
        found.append({"tracking_id": f"t{shop.next()}", **call.body})
    if call.method == "DELETE":
        shop.trackings[key] = [t for t in found if t["tracking_id"] != one]
    stored = [{**t, "date_shipped": "1772355600"} for t in shop.trackings[key]]
    meta = [m for m in shop.orders[key]["meta_data"] if m["key"] != "_wc_shipment_tracking_items"]
    shop.orders[key]["meta_data"] = [*meta, {"id": 2, "key": "_wc_shipment_tracking_items", "value": stored}]
    return answer(200, shop.trackings[key] if call.method == "GET" else {})


def webhooks(shop: Shop, call: Call) -> VendorAnswer | None:
    return listed(list(shop.webhooks.values()), call.query)


def webhook_batch(shop: Shop, call: Call) -> VendorAnswer | None:
    for body in call.body.get("create", ()):
        key = shop.next()
        shop.webhooks[key] = {"id": key, **body}
    for body in call.body.get("update", ()):
        shop.webhooks[body["id"]] |= body
    gone = [{"id": k, "error": {"code": "woocommerce_rest_shop_webhook_invalid_id", "message": "Invalid ID."}}
            for k in call.body.get("delete", ()) if shop.webhooks.pop(k, None) is None]
    return answer(200, {"delete": gone} if gone else [])


def setting(shop: Shop, call: Call, group: str, key: str = "") -> VendorAnswer | None:
    defaults = {"woocommerce_weight_unit": "kg", "woocommerce_currency": "EUR", "woocommerce_default_country": "DE:DE-HH"}
    values = defaults | shop.settings
    if key:
        return answer(200, {"id": key, "value": values[key]})
    return answer(200, [{"id": k, "value": v} for k, v in values.items()])


ROUTES: list[tuple[str, Callable[..., VendorAnswer | None]]] = [
    (r"wc/v3/products", products),
    (r"wc/v3/products/batch", product_batch),
    (r"wc/v3/products/(\d+)", product),
    (r"wc/v3/products/(\d+)/variations", variations),
    (r"wc/v3/products/(\d+)/variations/batch", variation_batch),
    (r"wc/v3/products/(tags|categories|brands)", terms),
    (r"wc/v3/variations", all_variations),
    (r"wc/v3/orders", orders),
    (r"wc/v3/orders/(\d+)", order),
    (r"wc/v3/orders/(\d+)/refunds", order_refunds),
    (r"wc/v3/orders/(\d+)/notes", order_notes),
    (r"wc/v3/orders/(\d+)/fulfillments", order_fulfilments),
    (r"wc/v3/orders/(\d+)/fulfillments/(\d+)", order_fulfilment),
    (r"wc-shipment-tracking/v3/orders/(\d+)/shipment-trackings", order_trackings),
    (r"wc-shipment-tracking/v3/orders/(\d+)/shipment-trackings/(\w+)", order_trackings),
    (r"wc/v3/refunds", all_refunds),
    (r"wc/v3/webhooks", webhooks),
    (r"wc/v3/webhooks/batch", webhook_batch),
    (r"wc/v3/settings/(\w+)/(\w+)", setting),
    (r"wc/v3/settings/(\w+)", setting),
]


# ── the contract ────────────────────────────────────────────────────────────────────────────────────────


def contract() -> OpenApi:
    return OpenApi("woocommerce", "wc-v3.derived.openapi.json")


def check_body(call: Call) -> None:
    """The body against the contract, strictly. Routes of extensions and of later versions are not in it."""
    json.dumps(call.body)  # plain types only: no Decimal, no date slips through
    if call.body is None:
        return
    try:
        api = contract()
        operation = api.operation(call.method, f"/{call.path}")
    except (LookupError, pytest.skip.Exception):
        return
    problems = api.request_errors(call.method, f"/{call.path}", call.body)
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    problems += list(_strange(api.document, schema, call.body, ""))
    assert not problems, f"{call.method} {call.path} {call.body}: {problems}"


def _strange(document: Any, schema: Any, value: Any, path: str) -> Any:
    """Fields that the schema does not have, or that may only be read."""
    for part in schema.get("allOf", ()):
        yield from _strange(document, part, value, path)
    if "$ref" in schema:
        target = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        yield from _strange(document, target, value, path)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            yield from _strange(document, schema["items"], item, path)
    elif isinstance(value, dict) and "properties" in schema:
        for name, item in value.items():
            full = f"{path}.{name}".lstrip(".")
            if name in BEYOND or full in BEYOND:
                continue
            known = schema["properties"].get(name)
            if known is None or known.get("readOnly"):
                yield f"{full} is {'unknown' if known is None else 'read-only'}"
            else:
                yield from _strange(document, known, item, full)
