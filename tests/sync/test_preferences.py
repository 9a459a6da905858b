"""What a merchant lets KSAP keep alike is all that it keeps alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.catalog import api as catalog
from app.inventory import api as inventory
from app.inventory.contracts import Change
from app.kernel import clock
from tests.http import Client
from tests.sync.conftest import Shop


async def prefer(client: Client, shop: Shop, **wanted: Any) -> Any:
    saved = await client.data("PUT", f"/api/v1/stores/{shop.store_id}/sync-preferences", json=wanted)
    await shop.settle()
    return saved


async def edit(shop: Shop, *, title: str, price: str) -> None:
    [(id_,)] = await shop.rows("SELECT id FROM products")
    product_id = UUID(str(id_))
    async with shop.org.uow() as uow:
        view = await catalog.product(uow, product_id)
        variant = {"id": view.variants[0].id, "price": Decimal(price)}
        await catalog.update_product(uow, product_id, {"title": title}, variants=[variant])
    await shop.settle()


async def stock(shop: Shop, delta: int) -> None:
    variant = await shop.variant("s1")
    async with shop.org.uow() as uow:
        place = (await inventory.default_location(uow)).id
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place, reason="count", delta=delta)])
    await shop.settle()


def there(shop: Shop) -> tuple[str, Decimal | None]:
    product = shop.world.products["p1"]
    return product.title, product.variants[0].price


def merchant_edits(shop: Shop, *, title: str, price: str) -> None:
    product = shop.world.products["p1"]
    variant = replace(product.variants[0], price=Decimal(price))
    shop.world.products["p1"] = replace(
        product, title=title, variants=(variant,), updated_at=clock.now() + timedelta(seconds=5)
    )


async def ours(shop: Shop) -> tuple[object, object]:
    [found] = await shop.rows("SELECT p.title, v.price FROM products p JOIN variants v ON v.product_id = p.id")
    return found[0], found[1]


@pytest.fixture
async def imported(shop: Shop) -> Shop:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    return shop


async def test_they_are_stored_validated_and_guarded(imported: Shop, client: Client, stranger: Client) -> None:
    path = f"/api/v1/stores/{imported.store_id}/sync-preferences"
    before = await client.data("GET", path)
    assert (before["sync_prices"], before["prices_direction"], before["on_conflict"]) == (True, "both", "newest")
    saved = await prefer(client, imported, sync_prices=False, stock_direction="to_store", poll_seconds=600)
    assert saved == {**before, "sync_prices": False, "stock_direction": "to_store", "poll_seconds": 600}
    assert await client.data("GET", path) == saved
    assert await imported.rows("SELECT every_seconds FROM sync_schedules") == [(600,)]
    assert (await prefer(client, imported, poll_seconds=None))["poll_seconds"] is None
    for wrong in ({"stock_direction": "sideways"}, {"poll_seconds": 1}, {"sync_everything": True}):
        await client.data("PUT", path, json=wrong, status=422)
    await stranger.data("GET", path, status=404)
    await stranger.data("PUT", path, json={}, status=404)


async def test_without_prices_the_stores_prices_stay_untouched(imported: Shop, client: Client) -> None:
    await prefer(client, imported, sync_prices=False)
    await edit(imported, title="Better", price="99.00")
    assert there(imported) == ("Better", Decimal("10.00"))
    merchant_edits(imported, title="Best", price="12.00")
    await imported.sync()
    assert await ours(imported) == ("Best", Decimal("99.0000")), "nor does the store's price come here"
    await prefer(client, imported, sync_prices=True)
    await imported.sync()
    assert there(imported) == ("Best", Decimal("12.00")), "what was edited meanwhile stays each side's own"
    await edit(imported, title="Best", price="15.00")
    assert there(imported) == ("Best", Decimal("15.00"))


async def test_products_that_only_come_from_the_store(imported: Shop, client: Client) -> None:
    await prefer(client, imported, products_direction="from_store", prices_direction="from_store")
    await edit(imported, title="Ours", price="99.00")
    assert there(imported) == ("Product 1", Decimal("10.00"))
    merchant_edits(imported, title="Theirs", price="12.00")
    await imported.sync()
    assert await ours(imported) == ("Theirs", Decimal("12.0000"))
    assert imported.world.calls["update_listing"] == 0


async def test_products_that_only_go_to_the_store(imported: Shop, client: Client) -> None:
    await prefer(client, imported, products_direction="to_store", prices_direction="to_store")
    merchant_edits(imported, title="Theirs", price="12.00")
    await imported.sync()
    assert await ours(imported) == ("Product 1", Decimal("10.0000"))
    assert there(imported) == ("Product 1", Decimal("10.00")), "an edit there is written over"
    await imported.sync()
    assert imported.world.calls["update_listing"] == 1


@pytest.mark.parametrize(("policy", "title"), [("ours", "Ours"), ("theirs", "Theirs"), ("newest", "Theirs")])
async def test_who_wins_where_both_sides_changed_a_field(imported: Shop, client: Client, policy: str, title: str) -> None:
    await prefer(client, imported, on_conflict=policy)
    [(id_,)] = await imported.rows("SELECT id FROM products")
    merchant_edits(imported, title="Theirs", price="10.00")
    async with imported.org.uow() as uow:
        await catalog.update_product(uow, UUID(str(id_)), {"title": "Ours"})
    await imported.sync()
    assert (await ours(imported))[0] == title == there(imported)[0]


async def test_stock_goes_one_way_or_not_at_all(imported: Shop, client: Client) -> None:
    await prefer(client, imported, stock_direction="from_store")
    await stock(imported, 3)
    assert imported.world.stock["s1", "shop"] == 5
    imported.world.stock["s1", "shop"] = 4
    await imported.sync()
    assert (await imported.level("s1"))[2] == 7, "one less there is one less here"
    await prefer(client, imported, stock_direction="to_store")
    assert imported.world.stock["s1", "shop"] == 7, "turned round, it goes there at once"
    imported.world.stock["s1", "shop"] = 50
    await imported.sync()
    assert (await imported.level("s1"))[2] == 7 == imported.world.stock["s1", "shop"]
    await prefer(client, imported, sync_stock=False)
    await stock(imported, 1)
    assert imported.world.stock["s1", "shop"] == 7
    await prefer(client, imported, sync_stock=True, stock_buffer=2)
    assert imported.world.stock["s1", "shop"] == 6


async def test_without_orders_none_comes(imported: Shop, client: Client) -> None:
    await prefer(client, imported, sync_orders=False)
    imported.world.sell("o1", "v1", 1, at=clock.now())
    message = await imported.hook("order", "o1")
    await imported.sync()
    assert (await imported.message(message))[0] == "discarded"
    assert await imported.rows("SELECT 1 FROM orders") == []


async def test_a_product_that_may_not_go_there_says_so(imported: Shop, client: Client) -> None:
    await prefer(client, imported, products_direction="from_store")
    async with imported.org.uow() as uow:
        made = await catalog.create_in_store(uow, imported.store_id, {"title": "Mug"}, variants=[{"sku": "MUG"}])
    await imported.settle()
    [(state, why)] = await imported.rows("SELECT push_state, push_error FROM listings WHERE product_id = :id", id=made.id)
    assert state == "failed" and "preferences" in str(why)
    [letter] = await client.data("GET", "/api/v1/sync/dead-letters")
    assert letter["resource"] == "products"
