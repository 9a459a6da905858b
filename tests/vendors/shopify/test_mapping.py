"""Pure mapping: what Shopify tells and what the ports then say, and the way back; in pairs of given and expected."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.ports.storefront import ListingChange, NewListing, RemoteProduct, StockWrite, VariantChange
from app.vendors.shopify import documents
from app.vendors.shopify.account import read_shop
from app.vendors.shopify.listings import write_listing, write_product, write_variant
from app.vendors.shopify.order_mapping import read_order
from app.vendors.shopify.products import read_product
from app.vendors.shopify.stock import read_levels, read_location, write_stock
from app.vendors.shopify.webhooks import read_subscription
from tests.vendors.shopify.fake import agrees, schema

PAIRS = {p.stem: json.loads(p.read_text()) for p in sorted(Path(__file__).with_name("pairs").glob("*.json"))}

READ: dict[str, Callable[[Any], Any]] = {
    "order": read_order,
    "product": lambda raw: read_product(raw, "EUR"),
    "levels": read_levels,
    "location": read_location,
    "shop": read_shop,
    "subscription": read_subscription,
}
TOLD_BY: dict[str, tuple[documents.Document, Callable[[Any], Any]]] = {
    "order": (documents.ORDERS_BY_ID, lambda raw: {"nodes": [raw]}),
    "product": (documents.PRODUCTS_BY_ID, lambda raw: {"nodes": [raw]}),
    "levels": (documents.ITEMS_BY_ID, lambda raw: {"nodes": [raw]}),
    "location": (documents.LOCATIONS, lambda raw: {"locations": _page(raw)}),
    "shop": (documents.SHOP, lambda raw: raw),
    "subscription": (documents.SUBSCRIPTIONS, lambda raw: {"webhookSubscriptions": _page(raw)}),
}


def _page(raw: Any) -> Any:
    return {"nodes": [raw], "pageInfo": {"hasNextPage": False, "endCursor": None}}


def _pairs(*kinds: str) -> list[Any]:
    return [pytest.param(pair, id=name) for name, pair in PAIRS.items() if pair["kind"] in kinds]


@pytest.mark.parametrize("pair", _pairs(*READ))
def test_reads(pair: Any) -> None:
    assert agrees(READ[pair["kind"]](pair["given"]), pair["expect"]) == []


@pytest.mark.parametrize("pair", _pairs(*READ))
def test_given_is_what_shopify_could_say(pair: Any) -> None:
    found = schema()
    if found is None:
        pytest.skip("the Shopify schema is not there; set KSAP_SPECS to the folder that holds it")
    document, wrapped = TOLD_BY[pair["kind"]]
    assert found.answer_errors(document.text, wrapped(pair["given"]), {"ids": ["gid://shopify/Order/1"]}) == []


def _money(given: dict[str, Any]) -> dict[str, Any]:
    amounts = ("price", "compare_at_price", "cost", "weight_grams")
    return {k: Decimal(v) if k in amounts else tuple(v) if isinstance(v, list) else v for k, v in given.items()}


@pytest.mark.parametrize("pair", _pairs("write_product"))
def test_writes_product(pair: Any) -> None:
    written = write_product(ListingChange(**_money(pair["given"])))
    assert written == pair["expect"]
    if written and (found := schema()):
        assert found.variable_errors(documents.PRODUCT_UPDATE.text, {"product": written}) == []


@pytest.mark.parametrize("pair", _pairs("write_variant"))
def test_writes_variant(pair: Any) -> None:
    written = write_variant(VariantChange(**_money(pair["given"])))
    assert written == pair["expect"]
    if found := schema():
        variables = {"productId": "gid://shopify/Product/1", "variants": [written]}
        assert found.variable_errors(documents.VARIANTS_UPDATE.text, variables) == []


@pytest.mark.parametrize("name", ["product_with_options", "product_plain_untracked"])
def test_writes_new_listing(name: str) -> None:
    product: RemoteProduct = read_product(PAIRS[name]["given"], "EUR")
    written = write_listing(NewListing(natural_key="key-1", product=product))
    identifier = {"customId": {"namespace": "ksap", "key": "listing_key", "value": "key-1"}}
    if found := schema():
        variables = {"identifier": identifier, "input": written}
        assert found.variable_errors(documents.PRODUCT_SET.text, variables) == []
    assert written["metafields"][0]["value"] == "key-1"
    options = [o["name"] for o in written["productOptions"]]
    assert all([v["optionName"] for v in variant["optionValues"]] == options for variant in written["variants"])
    if name == "product_with_options":
        assert written["productOptions"][0] == {
            "name": "Colour",
            "position": 1,
            "values": [{"name": "Red"}, {"name": "Blue"}],
        }
        assert written["variants"][0]["file"] == {"originalSource": "https://cdn.shopify.com/back.jpg"}
        assert written["variants"][0]["inventoryItem"] == {
            "sku": "SH-R-M",
            "cost": "11.25",
            "measurement": {"weight": {"value": 226.796, "unit": "GRAMS"}},
            "tracked": True,
        }
    else:
        assert written["productOptions"] == [{"name": "Title", "position": 1, "values": [{"name": "Default Title"}]}]
        assert written["status"] == "ACTIVE"


def test_stock_key_follows_from_the_writes() -> None:
    def write(**more: Any) -> StockWrite:
        given = {"stock_id": "gid://shopify/InventoryItem/1", "location_id": "gid://shopify/Location/1"}
        return StockWrite(**{**given, "available": 3, "expected": None, "key": "k1", **more})

    written = write_stock([write()])
    assert written["input"]["quantities"][0]["changeFromQuantity"] is None
    assert written == write_stock([write()])
    assert written["key"] != write_stock([write(key="k2")])["key"]
    assert written["key"] != write_stock([write(), write(stock_id="gid://shopify/InventoryItem/2")])["key"]


def test_long_titles_survive() -> None:
    title = "Läufer 🏃 " * 1_000
    product = read_product({**PAIRS["product_archived"]["given"], "title": title}, "EUR")
    assert product.title == title
    assert write_product(ListingChange(external_id=product.external_id, title=title))["title"] == title
    raw = json.loads(json.dumps(PAIRS["order_yen"]["given"]))
    raw["lineItems"]["nodes"][0]["title"] = title
    order = read_order(raw)
    assert order.lines[0].title == title
    assert orjson.loads(order.raw) == raw


def test_money_as_a_number_is_refused() -> None:
    """A float that has lost its cents must not pass for money."""
    raw = json.loads(json.dumps(PAIRS["order_yen"]["given"]))
    raw["totalPriceSet"]["shopMoney"]["amount"] = 33.3
    with pytest.raises(TypeError):
        read_order(raw)


def test_totals_add_up_where_tax_is_extra() -> None:
    order = read_order(PAIRS["order_paid"]["given"])
    assert order.subtotal == sum(line.total for line in order.lines)
    assert order.total == order.subtotal + order.shipping + order.tax
    assert order.discount == sum(d.amount for d in order.discounts)
