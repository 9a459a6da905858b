"""The pure mappings, proven by pairs: what the shop says, what we make of it (and the other way round)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from app.ports.storefront import FulfilmentWrite, ListingChange, NewListing, RemoteProduct, RemoteVariant, VariantChange
from app.vendors.woocommerce import account, fulfilment_mapping, order_mapping, product_mapping, webhooks
from app.vendors.woocommerce.answers import parse
from tests.vendors.contracts import spec
from tests.vendors.woocommerce.strict import contract

PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.json"))
SCHEMAS = {"order": "order-properties.response", "product": "product-properties.response"}


def plain(value: Any) -> Any:
    """Any mapped value as JSON: amounts as text without needless zeros, times in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def within(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Where `actual` is not as expected. Objects are compared by the expected fields, lists item by item."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        missing = [f"{path}.{key} is absent" for key in expected if key not in actual]
        return missing + [e for key in expected if key in actual for e in within(expected[key], actual[key], f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return [f"{path}: {len(expected)} expected, {len(actual)} made: {actual}"]
        return [e for i, pair in enumerate(zip(expected, actual, strict=True)) for e in within(*pair, f"{path}[{i}]")]
    return [] if expected == actual and type(expected) is type(actual) else [f"{path}: {expected!r} expected, {actual!r} made"]


def _dec(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {k: Decimal(v) if k in names and v is not None else v for k, v in values.items()}


def _variant_change(values: dict[str, Any]) -> VariantChange:
    return VariantChange(**_dec({"external_id": "1", **values}, "price", "compare_at_price", "cost", "weight_grams"))


def _variant(values: dict[str, Any]) -> RemoteVariant:
    fields = _dec(
        {"external_id": "", "stock_id": "", "title": "", **values}, "price", "compare_at_price", "cost", "weight_grams"
    )
    return RemoteVariant(**{**fields, "options": tuple(tuple(o) for o in fields.get("options", ()))})


def run(what: str, given: dict[str, Any]) -> Any:
    if what == "read_order":
        return order_mapping.read_order(given["order"], given.get("refunds", ()), given.get("fulfilments", ()))
    if what == "read_product":
        told = {"unit": given.get("unit", "kg"), "currency": given.get("currency", "")}
        return product_mapping.read_product(given["product"], given.get("variations", ()), **told)
    if what == "write_variant":
        change, variation = _variant_change(given["change"]), given.get("variation", False)
        return product_mapping.write_variant(change, given["present"], unit=given.get("unit", "kg"), variation=variation)
    if what == "write_product":
        return product_mapping.write_product(ListingChange(external_id="1", **given["change"]))
    if what == "write_new":
        variants = tuple(_variant(v) for v in given["product"].pop("variants"))
        options = tuple((name, tuple(values)) for name, values in given["product"].pop("options", ()))
        product = RemoteProduct(external_id="", variants=variants, options=options, **given["product"])
        listing = NewListing(natural_key=given["key"], product=product)
        return product_mapping.write_new(listing.product, unit=given.get("unit", "kg"), key=listing.natural_key)
    if what == "write_core":
        items = [(str(a), b) for a, b in given.pop("lines")]
        return fulfilment_mapping.write_core(items, **given)
    if what == "write_note":
        lines = tuple((a, b) for a, b in given["write"].pop("lines"))
        write = FulfilmentWrite(lines=lines, **given["write"])
        return fulfilment_mapping.write_note(write, datetime.fromisoformat(given["at"]))
    if what == "read_shop":
        return account.read_shop(given["site"], given["settings"], base_url=given["base_url"])
    if what == "read_hint":
        return webhooks.WooReceiver.read(given["topic"], given["raw"].encode())
    raise AssertionError(f"no mapping is called {what}")


@pytest.mark.parametrize("path", PAIRS, ids=lambda p: p.stem)
def test_pair(path: Path) -> None:
    for case in parse(path.read_bytes()):
        problems = within(case["expect"], plain(run(case["what"], case["given"])))
        assert not problems, f"{path.name}, {case['title']}: {problems}"


@pytest.mark.parametrize("path", PAIRS, ids=lambda p: p.stem)
def test_what_is_given_has_the_contracts_shape(path: Path) -> None:
    api = contract()
    for case in json.loads(path.read_bytes()):
        for name, schema in SCHEMAS.items():
            value = case["given"].get(name) if case["what"].startswith("read_") else None
            problems = api.schema_errors(schema, value) if value else []
            # Real answers go beyond the documentation in places: plug-ins' metadata and quantities, fractions in `price`.
            problems = [p for p in problems if not any(known in p for known in case.get("beyond", ()))]
            assert not problems, f"{case['title']}: {problems}"


def test_there_are_pairs() -> None:
    assert len(PAIRS) >= 6


STATUSES = {
    # status, paid, completed: ours, payment
    ("pending", False, False): ("pending", "pending"),
    ("on-hold", False, False): ("open", "pending"),
    ("processing", True, False): ("open", "paid"),
    ("processing", False, False): ("open", "pending"),  # cash on delivery
    ("completed", True, True): ("completed", "paid"),
    ("cancelled", False, False): ("cancelled", "voided"),
    ("cancelled", True, False): ("cancelled", "paid"),
    ("refunded", True, True): ("completed", "refunded"),
    ("refunded", True, False): ("cancelled", "refunded"),
    ("failed", False, False): ("pending", "failed"),
    ("trash", False, False): ("cancelled", "voided"),
    ("checkout-draft", False, False): ("pending", "pending"),
    ("partial-shipped", True, False): ("open", "paid"),
    ("delivered", True, True): ("completed", "paid"),
}


@pytest.mark.parametrize(("given", "expected"), STATUSES.items(), ids=lambda v: "-".join(map(str, v)))
def test_statuses(given: tuple[str, bool, bool], expected: tuple[str, str]) -> None:
    status, paid, completed = given
    at = "2026-01-01T00:00:00"
    raw = {"id": 1, "status": status, "total": "10.00", "date_paid_gmt": at if paid else None}
    order = order_mapping.read_order({**raw, "date_completed_gmt": at if completed else None})
    assert (order.status, order.payment_status) == expected


def test_a_free_order_is_paid_and_drafts_are_no_orders() -> None:
    assert order_mapping.read_order({"id": 1, "status": "processing", "total": "0.00"}).payment_status == "paid"
    assert not order_mapping.is_order({"status": "checkout-draft"}) and not order_mapping.is_order({"status": "auto-draft"})
    assert order_mapping.is_order({"status": "trash"})


def test_long_titles_and_emoji_survive() -> None:
    long = "🚢 Schiff & Söhne " * 700
    raw = {"id": 1, "name": long.replace("&", "&amp;"), "type": "simple", "status": "publish"}
    assert product_mapping.read_product(raw).title == long and len(long) > 10_000
    line = {"id": 2, "name": long, "quantity": 1, "subtotal": "1", "total": "1"}
    order = order_mapping.read_order({"id": 1, "status": "processing", "line_items": [line]})
    assert order.lines[0].title == long and json.loads(order.raw)["line_items"][0]["name"] == long


def test_a_float_never_becomes_money() -> None:
    with pytest.raises(TypeError):
        order_mapping.read_order({"id": 1, "status": "processing", "total": 9.9})


# ── the vendor's own samples ────────────────────────────────────────────────────────────────────────────


def _samples(prefix: str) -> list[Any]:
    folder = spec("woocommerce", "samples")
    found: list[Any] = []
    for path in sorted(folder.glob(f"{prefix}.*.json")):
        body = parse(path.read_bytes())
        groups = body.values() if isinstance(body, dict) and "id" not in body else [body if isinstance(body, list) else [body]]
        found += [item for group in groups for item in group if isinstance(item, dict)]
    assert found
    return found


def test_every_order_sample_maps() -> None:
    for raw in _samples("orders"):
        order = order_mapping.read_order(raw)
        assert order.external_id == str(raw["id"]) and order.total == Decimal(raw["total"])
        assert order.subtotal + order.shipping + order.tax == order.total
        assert sum((line.discount for line in order.lines), Decimal(0)) == order.discount
        assert json.loads(order.raw) == json.loads(json.dumps(raw, default=float))


def test_every_product_and_variation_sample_maps() -> None:
    variations = _samples("product-variations")
    for raw in _samples("products"):
        product = product_mapping.read_product(raw, variations if raw["type"] == "variable" else ())
        assert product.external_id == str(raw["id"]) and product.title
        assert len(product.variants) == (0 if raw["type"] == "grouped" else len(variations) if raw["type"] == "variable" else 1)
    for raw in variations:
        assert product_mapping.read_stock_id(raw, 22) == f"22/{raw['id']}"


def test_every_refund_and_webhook_sample_maps() -> None:
    for raw in _samples("order-refunds"):
        order = {"id": 1, "refunds": [{"id": raw["id"], "reason": raw["reason"], "total": f"-{raw['amount']}"}]}
        refund = order_mapping.read_order(order, [raw]).refunds[0]
        assert refund.amount == Decimal(raw["amount"]) and refund.created_at.year > 2000
        assert len(refund.lines) == len([i for i in raw["line_items"] if i["quantity"]])
    for raw in _samples("webhooks"):
        assert webhooks.read_registration(raw).topic == raw["topic"]
