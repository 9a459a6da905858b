"""Listings: changed and read back, created once under their key."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.ports.storefront import ListingChange, NewListing, RemoteProduct, RemoteVariant, VariantChange
from app.ports.vendor import Remedy, VendorError
from app.vendors.shopify.listings import ShopifyListings
from tests.vendors.shopify.fake import FakeShopify, channel, problems

GIVEN = json.loads(Path(__file__).with_name("pairs").joinpath("product_with_options.json").read_text())["given"]
PRODUCT = "gid://shopify/Product/1"


def shop(**more: Any) -> FakeShopify:
    """A shop with one product; it remembers the fields that are written to it."""
    raw = copy.deepcopy(GIVEN)

    def update(variables: Mapping[str, Any]) -> Any:
        raw.update({k: v for k, v in variables["product"].items() if k != "id"})
        return {"productUpdate": {"product": {"id": PRODUCT}, "userErrors": []}}

    def variants(variables: Mapping[str, Any]) -> Any:
        for change in variables["variants"]:
            there = next(v for v in raw["variants"]["nodes"] if v["id"] == change["id"])
            there.update({k: v for k, v in change.items() if k not in ("id", "inventoryItem")})
            there["sku"] = change.get("inventoryItem", {}).get("sku", there["sku"])
        return {"productVariantsBulkUpdate": {"product": {"id": PRODUCT}, "userErrors": []}}

    def by_id(variables: Mapping[str, Any]) -> Any:
        return {"nodes": [copy.deepcopy(raw) if i == PRODUCT else None for i in variables["ids"]]}

    return FakeShopify({"product_update": update, "variants_update": variants, "products_by_id": by_id, **more})


async def test_fields_and_variants_are_written_and_read_back() -> None:
    side = shop()
    change = ListingChange(
        external_id=PRODUCT,
        title="Shirt 2 👕",
        status="archived",
        variants=(VariantChange(external_id="gid://shopify/ProductVariant/11", price=Decimal("31"), sku="NEW"),),
    )
    told = await ShopifyListings(channel(side)).update_listing(change)
    assert (told.title, told.status) == ("Shirt 2 👕", "archived")
    assert (told.variants[0].price, told.variants[0].sku) == (Decimal("31.00"), "NEW")
    assert told.variants[1].sku == "SH-B-M"


async def test_only_what_changes_is_sent() -> None:
    side = shop()
    variant = VariantChange(external_id="gid://shopify/ProductVariant/11", clear_compare_at=True)
    told = await ShopifyListings(channel(side)).update_listing(ListingChange(external_id=PRODUCT, variants=(variant,)))
    assert not side.named("product_update")
    assert told.variants[0].compare_at_price is None
    side.calls.clear()
    await ShopifyListings(channel(side)).update_listing(ListingChange(external_id=PRODUCT, title="T"))
    assert not side.named("variants_update")


async def test_refused_content_is_skipped_with_the_reason() -> None:
    told = {"productUpdate": {"product": None, "userErrors": problems(("", "Title is too long"), field="title")}}
    with pytest.raises(VendorError) as caught:
        change = ListingChange(external_id=PRODUCT, title="x" * 10_000)
        await ShopifyListings(channel(shop(product_update=lambda _: told))).update_listing(change)
    assert (caught.value.remedy, caught.value.vendor_message) == (Remedy.SKIP, "Title is too long")


async def test_a_product_that_is_gone_is_skipped() -> None:
    with pytest.raises(VendorError) as caught:
        await ShopifyListings(channel(shop())).update_listing(ListingChange(external_id="gid://shopify/Product/404"))
    assert caught.value.remedy is Remedy.SKIP


class Keys:
    """Shopify's custom ids: one product per key."""

    def __init__(self) -> None:
        self.defined = False
        self.products: dict[str, str] = {}

    def script(self) -> dict[str, Any]:
        return {"listing_key": self.define, "product_by_key": self.find, "product_set": self.set}

    def define(self, _: Mapping[str, Any]) -> Any:
        errors = problems(("TAKEN", "Key is in use for Product metafields")) if self.defined else []
        made = None if self.defined else {"id": "gid://shopify/MetafieldDefinition/1"}
        self.defined = True
        return {"metafieldDefinitionCreate": {"createdDefinition": made, "userErrors": errors}}

    def find(self, variables: Mapping[str, Any]) -> Any:
        found = self.products.get(variables["identifier"]["customId"]["value"])
        return {"productByIdentifier": {"id": found} if found else None}

    def set(self, variables: Mapping[str, Any]) -> Any:
        key = variables["identifier"]["customId"]
        (field,) = variables["input"]["metafields"]
        assert {k: field[k] for k in key} == key
        self.products.setdefault(key["value"], PRODUCT)
        return {"productSet": {"product": {"id": PRODUCT}, "userErrors": []}}


NEW = NewListing(
    natural_key="0198f0aa",
    product=RemoteProduct(
        external_id="ours", title="Mug ☕", variants=(RemoteVariant(external_id="v", stock_id="v", title="", sku="MUG"),)
    ),
)


async def test_a_listing_is_created_once() -> None:
    keys = Keys()
    side = shop(**keys.script())
    sink = ShopifyListings(channel(side))
    first = await sink.create_listing(NEW)
    assert (await sink.create_listing(NEW)).external_id == first.external_id == PRODUCT
    assert len(side.named("product_set")) == 1
    assert side.named("product_set")[0].repeatable is True


async def test_a_key_that_cannot_be_defined_stops_before_a_product_is_made() -> None:
    errors = problems(("RESOURCE_TYPE_LIMIT_EXCEEDED", "Too many definitions"))
    refused = {"metafieldDefinitionCreate": {"createdDefinition": None, "userErrors": errors}}
    side = shop(**{**Keys().script(), "listing_key": lambda _: refused})
    with pytest.raises(VendorError) as caught:
        await ShopifyListings(channel(side)).create_listing(NEW)
    assert caught.value.vendor_message == "Too many definitions"
    assert not side.named("product_set")


async def test_a_refused_new_listing() -> None:
    told = {"productSet": {"product": None, "userErrors": problems(("INVALID_PRODUCT", "Title can't be blank"))}}
    side = shop(**{**Keys().script(), "product_set": lambda _: told})
    with pytest.raises(VendorError) as caught:
        await ShopifyListings(channel(side)).create_listing(NEW)
    assert caught.value.remedy is Remedy.SKIP
