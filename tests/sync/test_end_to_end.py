"""A store through its life: first import, deliveries, edits on both sides, pushes, trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.inventory import api as inventory
from app.inventory.contracts import Change
from app.kernel import clock
from app.kernel.transport import Unreachable
from app.ports.vendor import Remedy, VendorError
from app.stores import api as stores
from app.sync import api
from app.sync.contracts import Pushed
from tests.sync.conftest import MakeShop, Shop


async def adjust(shop: Shop, item: str, delta: int) -> None:
    variant = await shop.variant(item)
    async with shop.org.uow() as uow:
        place = (await inventory.default_location(uow)).id
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place, reason="count", delta=delta)])
    await shop.settle()


async def imported(shop: Shop, *, quantity: int = 10) -> None:
    for number in (1, 2, 3):
        shop.world.add_product(number, f"SKU-{number}", quantity)
    await shop.sync("initial")


async def test_first_import_takes_everything_in(shop: Shop) -> None:
    for number in (1, 2, 3):
        shop.world.add_product(number, f"SKU-{number}", 10)
    shop.world.sell("o1", "v1", 3, at=clock.now() - timedelta(days=2))
    run = await shop.run(await shop.sync("initial"))
    assert run["state"] == "done", run
    assert run["counts"]["products"]["created"] == 3  # type: ignore[index]
    assert run["counts"]["orders"]["created"] == 1  # type: ignore[index]
    # The shop had deducted the order before its stock was read: 7 are for sale, and 3 more lie there for the order.
    assert await shop.level("s1") == (10, 3, 7)
    assert await shop.level("s2") == (10, 0, 10)
    assert shop.world.calls["set_stock"] == 0, "nothing differs, so nothing is written"


async def test_delivery_brings_an_order_once_and_echoes_nothing(shop: Shop) -> None:
    await imported(shop)
    shop.world.sell("o1", "v1", 2, at=clock.now())
    first, again = await shop.hook("order", "o1"), await shop.hook("order", "o1")
    stock = await shop.hook("stock", "s1")
    await shop.settle()
    assert [(await shop.message(m))[0] for m in (first, again, stock)] == ["done"] * 3
    assert await shop.level("s1") == (10, 2, 8)
    assert shop.world.stock["s1", "shop"] == 8
    assert shop.world.calls["set_stock"] == 0


async def test_stock_delivery_before_its_order_is_no_edit(shop: Shop) -> None:
    await imported(shop)
    shop.world.sell("o1", "v1", 2, at=clock.now())
    await shop.hook("stock", "s1")
    await shop.settle()
    assert await shop.level("s1") == (10, 2, 8), "the order was looked for before the reading was believed"


async def test_sale_in_one_shop_lowers_the_other(make_shop: MakeShop) -> None:
    one, two = await make_shop(), await make_shop()
    await imported(one)
    two.world.add_product(7, "SKU-1", 4)
    await two.sync("initial")
    assert two.world.stock["s7", "shop"] == 10, "one stock: the second shop shows what is there"
    one.world.sell("o1", "v1", 3, at=clock.now())
    await one.hook("order", "o1")
    await one.settle()
    assert two.world.stock["s7", "shop"] == 7
    assert one.world.stock["s1", "shop"] == 7
    assert one.world.calls["set_stock"] == 0, "the selling shop deducted by itself"
    one.world.cancel("o1", at=clock.now())
    await one.hook("order", "o1")
    await one.hook("stock", "s1")
    await one.settle()
    assert await one.level("s1") == (10, 0, 10)
    assert (one.world.stock["s1", "shop"], two.world.stock["s7", "shop"]) == (10, 10)
    assert one.world.calls["set_stock"] == 0


async def test_merchants_edit_at_the_channel_comes_here(shop: Shop) -> None:
    await imported(shop)
    shop.world.stock["s1", "shop"] = 25
    await shop.hook("stock", "s1")
    await shop.settle()
    assert await shop.level("s1") == (25, 0, 25)
    assert shop.world.calls["set_stock"] == 0


async def test_our_edit_goes_there_with_the_expected_value(shop: Shop) -> None:
    await imported(shop)
    await adjust(shop, "s1", -4)
    assert shop.world.stock["s1", "shop"] == 6
    await shop.hook("stock", "s1")
    await shop.settle()
    assert await shop.level("s1") == (6, 0, 6), "our own write coming back is no edit"


async def test_both_edit_at_once(shop: Shop) -> None:
    await imported(shop)
    shop.world.stock["s1", "shop"] = 12  # nobody told us
    await adjust(shop, "s1", -3)
    assert await shop.level("s1") == (9, 0, 9), "both differences count"
    assert shop.world.stock["s1", "shop"] == 9


async def test_a_variant_that_the_shop_deletes_is_told_no_stock(shop: Shop) -> None:
    await imported(shop)
    first = shop.world.products["p1"]
    more = replace(first.variants[0], external_id="v9", stock_id="s9", title="Large", sku="SKU-9")
    shop.world.products["p1"] = replace(first, variants=(*first.variants, more), updated_at=clock.now())
    shop.world.stock["s9", "shop"] = 10
    await shop.sync()
    assert len(await shop.rows("SELECT 1 FROM channel_stock WHERE stock_id = 's9'")) == 1
    variant = await shop.variant("s9")
    del shop.world.stock["s9", "shop"]
    shop.world.products["p1"] = replace(first, updated_at=clock.now())
    await shop.sync()
    assert await shop.rows("SELECT 1 FROM channel_stock WHERE stock_id = 's9'") == []
    async with shop.org.uow() as uow:
        place = (await inventory.default_location(uow)).id
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place, reason="count", delta=3)])
    await shop.settle()
    assert await shop.rows("SELECT 1 FROM dead_letters WHERE state = 'open'") == []


async def test_what_is_gone_after_a_lost_answer_is_not_asked_for_ever(shop: Shop) -> None:
    await imported(shop)
    shop.world.failing["set_stock"] = [Unreachable("The answer was lost.", reason="lost", sent=True)]
    await adjust(shop, "s1", 5)
    del shop.world.stock["s1", "shop"]  # a merchant deletes the variant meanwhile
    asked = shop.world.calls["stock"]
    await api.push_stock(shop.org.id, shop.store_id)
    assert shop.world.calls["stock"] - asked == 1
    assert await shop.rows("SELECT state, error <> '' FROM channel_stock WHERE stock_id = 's1'") == [("refused", True)]
    assert await api.push_stock(shop.org.id, shop.store_id) == Pushed()
    shop.world.stock["s1", "shop"] = 10  # it was not gone for good
    await shop.sync()
    await api.push_stock(shop.org.id, shop.store_id)
    assert shop.world.stock["s1", "shop"] == 15


async def test_lost_answer_is_read_back_not_repeated(shop: Shop) -> None:
    await imported(shop)
    shop.world.failing["set_stock"] = [Unreachable("The answer was lost.", reason="lost", sent=True)]
    shop.world.lost = 1
    await adjust(shop, "s1", -4)
    assert shop.world.stock["s1", "shop"] == 6
    states = await shop.rows("SELECT state, remote_quantity, sent_quantity FROM channel_stock WHERE stock_id = 's1'")
    assert states == [("unknown", 10, 6)]
    await api.push_stock(shop.org.id, shop.store_id)
    states = await shop.rows("SELECT state, remote_quantity, sent_quantity FROM channel_stock WHERE stock_id = 's1'")
    assert states == [("clean", 6, None)]
    assert shop.world.calls["set_stock"] == 1
    assert await shop.level("s1") == (6, 0, 6)


async def test_poll_heals_what_no_delivery_brought(shop: Shop) -> None:
    await imported(shop)
    shop.world.sell("o1", "v1", 2, at=clock.now())
    run = await shop.run(await shop.sync("reconcile"))
    assert run["counts"]["orders"]["healed"] == 1  # type: ignore[index]
    assert await shop.level("s1") == (10, 2, 8)
    again = await shop.run(await shop.sync("reconcile"))
    assert "healed" not in again["counts"]["orders"], "a replay changes nothing"  # type: ignore[index]


async def test_run_goes_on_where_it_was(shop: Shop) -> None:
    for number in range(1, 8):
        shop.world.add_product(number, f"SKU-{number}", 1)
    original = shop.world.call

    def fail_third(name: str) -> None:
        original(name)
        if name == "products_page" and shop.world.calls[name] == 3:
            raise Unreachable("Away.", reason="connect")

    shop.world.call = fail_third  # type: ignore[method-assign]
    run_id = await shop.sync("initial")
    run = await shop.run(run_id)
    assert (run["state"], run["position"]["cursor"]) == ("running", "4")  # type: ignore[index]
    await shop.rows("UPDATE jobs SET run_at = now() - interval '1 second' RETURNING 1")
    await shop.settle()
    run = await shop.run(run_id)
    assert run["state"] == "done"
    assert run["counts"]["products"]["read"] == 7, "no page was read twice"  # type: ignore[index]


async def test_dead_credentials_end_the_run_and_tell_the_connection(shop: Shop) -> None:
    shop.world.failing["locations"] = [VendorError("Refused.", remedy=Remedy.RECONNECT, vendor_message="app uninstalled")]
    run = await shop.run(await shop.sync("initial"))
    assert run["state"] == "failed"
    assert "app uninstalled" in str(run["error"])
    assert await shop.rows("SELECT state FROM connections WHERE id = :id", id=shop.connection_id) == [("needs_reconnect",)]


async def test_deliveries_that_mean_nothing_are_kept_apart(shop: Shop) -> None:
    await imported(shop)
    ping, unknown = await shop.hook("ping"), await shop.hook("unknown")
    broken = await shop.hook("order", body=b"{not json")
    shop.world.sell("o1", "v1", 1, at=clock.now())
    good = await shop.hook("order", "o1")
    await shop.settle()
    assert (await shop.message(ping))[0] == "discarded"
    assert (await shop.message(unknown))[0] == "discarded"
    assert (await shop.message(broken))[0] == "dead"
    assert (await shop.message(good))[0] == "done", "one bad delivery holds up nobody"
    letters = await shop.rows("SELECT resource, error_code, message_id FROM dead_letters")
    assert letters == [("webhook", "MALFORMED", broken)]


async def test_paused_connection_leaves_deliveries_where_they_are(shop: Shop) -> None:
    await imported(shop)
    await shop.rows("UPDATE connections SET state = 'paused' WHERE id = :id RETURNING 1", id=shop.connection_id)
    message = await shop.hook("order", "o1")
    await shop.settle()
    assert (await shop.message(message))[0] == "pending"


async def test_uninstalled_shop_needs_a_reconnect(shop: Shop) -> None:
    await imported(shop)
    await shop.hook("uninstalled", "x")
    await shop.settle()
    assert await shop.rows("SELECT state FROM connections WHERE id = :id", id=shop.connection_id) == [("needs_reconnect",)]


@pytest.mark.parametrize("quantity", [-3, 0, None])
async def test_odd_quantities_are_taken_as_they_are(shop: Shop, quantity: int | None) -> None:
    shop.world.add_product(1, "SKU-1", quantity)
    run = await shop.run(await shop.sync("initial"))
    assert run["state"] == "done"
    assert shop.world.calls["set_stock"] == 0
    states = await shop.rows("SELECT remote_quantity, state FROM channel_stock")
    assert states == [(quantity, "untracked" if quantity is None else "clean")]


async def test_what_an_edited_order_gave_back_is_no_edit_of_the_stock(shop: Shop) -> None:
    await imported(shop)
    async with shop.org.uow() as uow:
        await stores.update_store(uow, shop.store_id, {}, {"stock_direction": "from_store"}, expect=None)
    await shop.settle()
    now = clock.now()
    order = shop.world.sell("o1", "v1", 2, at=now)
    other = shop.world.sell("o2", "v2", 1, at=now)
    await shop.sync()
    assert await shop.level("s1") == (10, 2, 8)
    later = now + timedelta(seconds=5)
    shop.world.orders["o1"] = replace(order, lines=other.lines, updated_at=later)
    del shop.world.orders["o2"]
    shop.world.stock["s1", "shop"] = 10
    await shop.sync()
    assert await shop.level("s1") == (10, 0, 10)
