"""ProductSource and ListingSink on a shop in memory."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.storefront import ListingChange, NewListing, RemoteImage, RemoteProduct, RemoteVariant, VariantChange
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.listings import WooListings
from app.vendors.woocommerce.products import WooProducts
from tests.vendors.woocommerce.answers import Call, error
from tests.vendors.woocommerce.shop import Shop


def stocked() -> Shop:
    shop = Shop()
    for number in range(3):
        parent = shop.add_product(name=f"Cap {number}", type="variable", attributes=[_colours()])
        for colour in ("Red", "Blue"):
            shop.add_variation(
                parent, sku=f"CAP-{number}-{colour}", price="9.00", attributes=[{"name": "Colour", "option": colour}]
            )
    shop.add_product(name="Mug", sku="MUG", price="5.00", weight="0.3")
    shop.calls.clear()
    return shop


def _colours() -> dict[str, object]:
    return {"id": 0, "name": "Colour", "position": 0, "variation": True, "options": ["Red", "Blue"]}


async def all_of(source: WooProducts) -> list[RemoteProduct]:
    return [item async for page in source.products_since(None, None) for item in page.items]


async def test_a_page_takes_one_call_for_all_its_variations() -> None:
    shop = stocked()
    products = await all_of(WooProducts(shop.channel()))
    assert [len(p.variants) for p in products] == [2, 2, 2, 1]
    assert [c.path for c in shop.calls].count("wc/v3/variations") == 1
    assert not [c for c in shop.calls if c.path.endswith("/variations") and c.path != "wc/v3/variations"]
    assert products[3].variants[0].weight_grams == 300 and products[0].currency == "EUR"


async def test_older_shops_are_asked_per_product_and_say_the_same() -> None:
    shop, old = stocked(), stocked()
    old.lacks.add("variations")
    assert await all_of(WooProducts(old.channel())) == await all_of(WooProducts(shop.channel()))
    assert [c.path for c in old.calls].count("wc/v3/variations") == 1  # the absence is remembered


async def test_by_id_in_one_call_without_the_absent_ones() -> None:
    shop = stocked()
    keys = list(shop.products)
    shop.products[keys[0]]["status"] = "trash"
    found = await WooProducts(shop.channel()).products_by_id([*map(str, keys), "99999", "no-number"])
    assert [p.external_id for p in found] == [str(k) for k in keys[1:]]
    assert [c.path for c in shop.calls].count("wc/v3/products") == 1


async def test_more_than_a_hundred_ids_take_as_many_calls_as_needed() -> None:
    shop = Shop()
    for _ in range(205):
        shop.add_product()
    found = await WooProducts(shop.channel()).products_by_id([str(k) for k in shop.products])
    assert len(found) == 205 and [c.path for c in shop.calls].count("wc/v3/products") == 3


@pytest.mark.parametrize(("unit", "grams"), [("kg", 300), ("g", Decimal("0.3")), ("stone", 300)])
async def test_weights_by_the_shops_unit(unit: str, grams: Decimal) -> None:
    shop = stocked()
    shop.settings["woocommerce_weight_unit"] = unit
    assert (await all_of(WooProducts(shop.channel())))[3].variants[0].weight_grams == grams


async def test_the_currency_is_the_channels_or_else_the_shops() -> None:
    shop = stocked()
    shop.settings["woocommerce_currency"] = "JPY"
    assert {p.currency for p in await all_of(WooProducts(shop.channel()))} == {"EUR"}
    assert {p.currency for p in await all_of(WooProducts(replace(shop.channel(), currency="")))} == {"JPY"}


async def test_a_key_that_may_not_read_settings_still_reads_products() -> None:
    shop = stocked()
    shop.before = lambda call: error(403, "woocommerce_rest_cannot_view") if "settings" in call.path else None
    assert len(await all_of(WooProducts(shop.channel()))) == 4


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_simple_product_is_written_in_one_call_and_read_back() -> None:
    shop = stocked()
    key = list(shop.products)[3]
    variant = VariantChange(external_id=str(key), price=Decimal("6.40"), weight_grams=Decimal(350), cost=Decimal("2"))
    change = ListingChange(external_id=str(key), title="Mug 🍵", variants=(variant,))
    back = await WooListings(shop.channel()).update_listing(change)
    assert back.title == "Mug 🍵" and back.variants[0].price == Decimal("6.40") and back.variants[0].weight_grams == 350
    assert len([c for c in shop.calls if c.method == "PUT"]) == 1


async def test_variations_go_in_a_batch() -> None:
    shop = stocked()
    parent = next(iter(shop.products))
    keys = list(shop.variations[parent])
    variants = tuple(VariantChange(external_id=str(k), price=Decimal(11), sku=f"N-{k}") for k in keys)
    back = await WooListings(shop.channel()).update_listing(ListingChange(external_id=str(parent), variants=variants))
    assert [(v.price, v.sku) for v in back.variants] == [(Decimal(11), f"N-{k}") for k in keys]
    writes = [c.path for c in shop.calls if c.method != "GET"]
    assert writes == [f"wc/v3/products/{parent}/variations/batch"]


async def test_terms_are_found_by_name_or_made() -> None:
    shop = stocked()
    shop.terms["tags"] = {5: "Sale &amp; more"}
    key = list(shop.products)[3]
    shop.products[key]["categories"] = [{"id": 8, "name": "Old"}, {"id": 9, "name": "Kept"}]
    change = ListingChange(external_id=str(key), tags=("sale & MORE", "Neu"), product_type="Cups", vendor="Seemann")
    await WooListings(shop.channel()).update_listing(change)
    body = next(c.body for c in shop.calls if c.method == "PUT")
    made = {name: key for group in shop.terms.values() for key, name in group.items()}
    assert body["tags"] == [{"id": 5}, {"id": made["Neu"]}]
    assert body["categories"] == [{"id": made["Cups"]}, {"id": 9}]
    assert body["brands"] == [{"id": made["Seemann"]}]


async def test_a_shop_without_brands_is_not_given_any() -> None:
    shop = stocked()
    shop.lacks.add("brands")
    key = list(shop.products)[3]
    await WooListings(shop.channel()).update_listing(ListingChange(external_id=str(key), vendor="Seemann", title="x"))
    assert "brands" not in next(c.body for c in shop.calls if c.method == "PUT")


async def test_refused_content_and_missing_products_are_skipped() -> None:
    shop = stocked()
    sink = WooListings(shop.channel())
    with pytest.raises(VendorError) as gone:
        await sink.update_listing(ListingChange(external_id="424242", title="x"))
    assert gone.value.remedy is Remedy.SKIP
    shop.before = lambda call: error(400, "product_invalid_sku", "Doppelt.") if call.method == "PUT" else None
    key = list(shop.products)[3]
    with pytest.raises(VendorError) as refused:
        await sink.update_listing(ListingChange(external_id=str(key), variants=(VariantChange(external_id=str(key), sku="A"),)))
    assert refused.value.remedy is Remedy.SKIP and refused.value.vendor_message == "Doppelt."


async def test_a_variation_that_is_gone_is_skipped() -> None:
    shop = stocked()
    variants = (VariantChange(external_id="777", price=Decimal(1)),)
    with pytest.raises(VendorError) as refused:
        await WooListings(shop.channel()).update_listing(
            ListingChange(external_id=str(next(iter(shop.products))), variants=variants)
        )
    assert refused.value.remedy is Remedy.SKIP


def cap(**fields: object) -> NewListing:
    variants = tuple(
        RemoteVariant(
            external_id="", stock_id="", title=c, sku=f"C-{c}", price=Decimal(9), options=(("Colour", c),), quantity=3
        )
        for c in ("Red", "Blue")
    )
    values = {"title": "Cap", "handle": "cap", "tags": ("hat",), "vendor": "Seemann", "product_type": "Hats", **fields}
    images = (RemoteImage(external_id="", url="https://img.example/cap.png"),)
    product = RemoteProduct(external_id="", options=(("Colour", ("Red", "Blue")),), variants=variants, images=images, **values)  # type: ignore[arg-type]
    return NewListing(natural_key="master-7", product=product)


async def test_a_product_with_options_is_published_after_its_variations() -> None:
    shop = Shop()
    made = await WooListings(shop.channel()).create_listing(cap())
    assert made.status == "active" and [v.sku for v in made.variants] == ["C-Red", "C-Blue"]
    assert [v.quantity for v in made.variants] == [3, 3]
    created = next(c.body for c in shop.calls if c.method == "POST" and c.path == "wc/v3/products")
    assert created["status"] == "draft" and len(created["brands"]) == 1


async def test_a_simple_product_is_made_in_one_call() -> None:
    shop = Shop()
    variant = RemoteVariant(external_id="", stock_id="", title="", sku="MUG", price=Decimal("4.50"), quantity=2)
    listing = NewListing(natural_key="m", product=RemoteProduct(external_id="", title="Mug", variants=(variant,)))
    made = await WooListings(shop.channel()).create_listing(listing)
    assert made.variants[0].price == Decimal("4.50") and made.variants[0].quantity == 2
    assert len([c for c in shop.calls if c.method != "GET"]) == 1


@pytest.mark.parametrize("lost_at", [1, 2, 3])
async def test_creating_again_after_a_lost_answer_makes_one_product(lost_at: int) -> None:
    """The answer to the product, to its variations, or to its publication gets lost."""
    shop, writes = Shop(), 0

    def lose(call: Call, _: VendorAnswer) -> Exception | None:
        nonlocal writes
        writes += (
            call.method != "GET" and "tags" not in call.path and "categories" not in call.path and "brands" not in call.path
        )
        return (
            Unreachable("lost", reason="lost", sent=True)
            if call.method != "GET" and writes == lost_at and call.path.startswith("wc/v3/products")
            else None
        )

    shop.after = lose
    with pytest.raises(Unreachable):
        await WooListings(shop.channel()).create_listing(cap(tags=(), vendor="", product_type=""))
    shop.after = None
    made = await WooListings(shop.channel()).create_listing(cap(tags=(), vendor="", product_type=""))
    assert len(shop.products) == 1 and len(made.variants) == 2 and made.status == "active"


async def test_an_old_listing_is_found_by_its_sku_or_slug() -> None:
    shop = Shop()
    await WooListings(shop.channel()).create_listing(cap(tags=(), vendor="", product_type=""))
    for _ in range(120):
        shop.add_product()
    await WooListings(shop.channel()).create_listing(cap(tags=(), vendor="", product_type=""))
    assert len([p for p in shop.products.values() if p["name"] == "Cap"]) == 1
