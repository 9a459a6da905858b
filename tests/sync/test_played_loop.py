"""The whole loop with the real connectors: what is edited on either side is the same on both, and nothing echoes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.catalog import api as catalog
from app.inventory import api as inventory
from app.inventory.contracts import Change
from app.sandbox.ordering import Cart, CartLine
from tests.http import Client
from tests.sandbox.support import variant_id
from tests.sync.played import Played

VENDORS = ("shopify", "woocommerce")


async def product_id(played: Played, title: str) -> UUID:
    [(id_,)] = await played.rows("SELECT id FROM products WHERE title = :title AND deleted_at IS NULL", title=title)
    return UUID(str(id_))


async def edit(played: Played, title: str, /, **fields: Any) -> None:
    id_ = await product_id(played, title)
    async with played.org.uow() as uow:
        await catalog.update_product(uow, id_, fields)
    await played.settle()


async def adjust(played: Played, sku: str, delta: int) -> None:
    [(variant,)] = await played.rows("SELECT id FROM variants WHERE sku = :sku", sku=sku)
    async with played.org.uow() as uow:
        place = (await inventory.default_location(uow)).id
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place, reason="count", delta=delta)])
    await played.settle()


def touched(played: Played) -> list[object]:
    """When each thing at both vendors was last written."""
    return [
        (product.id, product.updated, variant.updated, [level.updated for level in variant.levels.values()])
        for vendor in VENDORS
        for product in played.shop(vendor).products.values()
        for variant in product.variants
    ]


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_product_of_ours_is_listed_once_and_sold_with_our_stock(played: Played, vendor: str) -> None:
    store = await played.connect(vendor)
    async with played.org.uow() as uow:
        made = await catalog.create_in_store(
            uow, store,
            {"title": "White tea", "description_html": "<p>Rare.</p>", "vendor": "Garden", "tags": ["new"],
             "options": [{"name": "Size", "values": ["50 g", "100 g"]}]},
            variants=[
                {"sku": "WHITE-50", "price": Decimal("14.90"), "options": [["Size", "50 g"]]},
                {"sku": "WHITE-100", "price": Decimal("26.90"), "options": [["Size", "100 g"]]},
            ],
        )  # fmt: skip
        place = (await inventory.default_location(uow)).id
        changes = [Change(variant_id=v.id, location_id=place, reason="count", delta=7) for v in made.variants]
        await inventory.adjust(uow, changes)
    await played.settle()
    there = played.product(vendor, "White tea")
    assert {(v.sku, v.price) for v in there.variants} == {("WHITE-50", Decimal("14.90")), ("WHITE-100", Decimal("26.90"))}
    assert there.description_html == "<p>Rare.</p>"
    assert (played.available(vendor, "WHITE-50"), played.available(vendor, "WHITE-100")) == (7, 7)
    listings = await played.rows("SELECT state, push_state FROM listings WHERE product_id = :id", id=made.id)
    assert listings == [("linked", "published")], "the store's own webhook of it made no second one"
    await edit(played, "White tea", title="Silver tea")
    await played.sync(store)
    assert [p.title for p in played.shop(vendor).products.values()].count("Silver tea") == 1
    assert len(played.shop(vendor).products) == 3
    [(products,)] = await played.rows("SELECT count(*) FROM products WHERE deleted_at IS NULL")
    assert products == 3
    runs = await played.rows("SELECT trigger, counts->'products'->>'created' FROM sync_runs WHERE kind = 'push_products'")
    assert ("event", "1") in runs


async def test_an_answer_that_is_lost_lists_nothing_twice(played: Played) -> None:
    store = await played.connect("woocommerce")
    played.stage.begin_fault("response_lost", "woocommerce", route="POST .*/products", count=1)
    async with played.org.uow() as uow:
        made = await catalog.create_in_store(uow, store, {"title": "Mug"}, variants=[{"price": Decimal("9.00")}])
    await played.settle()
    await played.rows("UPDATE jobs SET run_at = now() - interval '1 second' WHERE state = 'queued' RETURNING 1")
    await played.settle()
    assert [p.title for p in played.shop("woocommerce").products.values()].count("Mug") == 1
    listings = await played.rows("SELECT product_id, push_state FROM listings WHERE title = 'Mug'")
    assert listings == [(made.id, "published")]
    living = await played.rows("SELECT id FROM products WHERE title = 'Mug' AND deleted_at IS NULL")
    assert living == [(made.id,)], "what the store's webhook made of it meanwhile is gone"


@pytest.mark.parametrize("vendor", VENDORS)
async def test_an_edit_at_either_side_converges_and_ends(played: Played, vendor: str) -> None:
    other = VENDORS[1 - VENDORS.index(vendor)]
    store, second = await played.connect(vendor), await played.connect(other)
    world, shop = played.stage.world, played.shop(vendor)
    world.edit_product(shop, played.product(vendor, "Green tea").id, title="Sencha")
    await played.settle()
    assert await product_id(played, "Sencha")
    assert played.product(other, "Sencha"), "the other store follows"
    await edit(played, "Sencha", title="Gyokuro")
    assert played.product(vendor, "Gyokuro") and played.product(other, "Gyokuro")
    world.set_stock(shop, variant_id(shop, "CUP"), 9)
    await played.settle()
    assert played.available(other, "CUP") == played.available(vendor, "CUP")
    await adjust(played, "CUP", 4)
    assert played.available(other, "CUP") == played.available(vendor, "CUP") == 13
    before = touched(played)
    for id_ in (store, second, store):
        counts = await played.sync(id_)
        assert not any(figures.get("updated") for figures in counts.values()), "both sides are the same"
    assert touched(played) == before, "nothing is written that is there already"


async def test_a_dropped_webhook_is_healed_and_counted(played: Played) -> None:
    store = await played.connect("shopify")
    shop = played.shop("shopify")
    played.stage.begin_fault("webhook_dropped", "shopify")
    cart = Cart(lines=[CartLine(variant_id(shop, "TEA-50"), 2)], email="ada@example.com")
    played.stage.world.place_order(shop, cart)
    await played.settle()
    assert await played.rows("SELECT 1 FROM orders") == []
    counts = await played.sync(store)
    assert counts["orders"]["healed"] == 1
    assert await played.rows("SELECT number FROM orders") == [("#1001",)]
    played.stage.faults.clear()
    again = await played.sync(store)
    assert "healed" not in again["orders"]


async def test_a_product_of_one_store_is_listed_in_another(played: Played, client: Client, stranger: Client) -> None:
    woo, shopify = await played.connect("woocommerce"), await played.connect("shopify")
    world, shop = played.stage.world, played.shop("woocommerce")
    world.create_product(shop, title="Kettle", variants=[{"sku": "KETTLE", "price": Decimal("39.00"), "stock": 6}])
    await played.settle()
    kettle = await product_id(played, "Kettle")
    path = f"/api/v1/products/{kettle}/listings"
    await stranger.data("POST", path, json={"store_id": str(shopify)}, status=404)
    made = await client.data("POST", path, json={"store_id": str(shopify)}, status=202)
    assert made["push_state"] == "pending"
    await played.settle()
    [variant] = played.product("shopify", "Kettle").variants
    assert (variant.sku, variant.price, played.available("shopify", "KETTLE")) == ("KETTLE", Decimal("39.00"), 6)
    for store in (woo, shopify):
        assert (await client.data("POST", path, json={"store_id": str(store)}, status=409))["code"] == "ALREADY_LINKED"
