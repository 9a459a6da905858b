"""Our edits of products on their way to the channel."""

from __future__ import annotations

from sqlalchemy import text

from app.catalog.events import ProductsChanged
from app.ports.vendor import Remedy, VendorError
from tests.accounts.people import audited
from tests.sync.conftest import Shop


async def retitle(shop: Shop, title: str) -> None:
    async with shop.org.uow() as uow:
        product = await uow.scalar(
            text("UPDATE products SET title = :title, updated_at = now() RETURNING id"), {"title": title}
        )
        await uow.execute(text("UPDATE listings SET push_state = 'pending'"))
        uow.publish(ProductsChanged(product_ids=(product,)))
    await shop.settle()


async def test_our_title_goes_there_and_echoes_nothing(shop: Shop) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    await retitle(shop, "A better name")
    assert shop.world.products["p1"].title == "A better name"
    await shop.hook("product", "p1")
    await shop.settle()
    assert shop.world.calls["update_listing"] == 1
    assert await shop.rows("SELECT push_state FROM listings") in ([("published",)], [("clean",)])


async def test_refused_content_fails_with_the_vendors_reason(shop: Shop) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    shop.world.failing["update_listing"] = [VendorError("No.", remedy=Remedy.SKIP, vendor_message="Title is rude")]
    await retitle(shop, "Rude")
    found = await shop.rows("SELECT push_state, push_error FROM listings")
    assert found[0][0] == "failed"
    assert "Title is rude" in str(found[0][1])
    assert await shop.rows("SELECT resource FROM dead_letters") == [("products",)]


async def test_product_deleted_at_the_channel_is_shown_no_more(shop: Shop) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    del shop.world.products["p1"]
    message = await shop.hook("product", "p1")
    await shop.settle()
    assert (await shop.message(message))[0] == "done"
    assert await shop.rows("SELECT state FROM listings") == [("deleted",)]
    assert await shop.rows("SELECT 1 FROM channel_stock") == []


async def test_a_listing_with_a_credential_is_held_back_from_its_channel(shop: Shop) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    await retitle(shop, f"Tarp {secret}")
    assert secret not in str(shop.world.products)
    ((state, error),) = await shop.rows("SELECT push_state, push_error FROM listings")
    assert state == "failed" and str(error).startswith("Nothing was sent: title holds what looks like a Stripe key")
    assert secret not in str(error)
    (noted,) = await audited(shop.org, "secret.blocked")
    assert (noted.details["channel"], noted.details["field"]) == ("vendor", "title")
    assert await shop.rows("SELECT state FROM connections") == [("connected",)], "it says nothing about the connection"
