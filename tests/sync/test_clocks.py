"""Clocks that are off, the vendor's or ours, lose no order and stop no poll."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.kernel import clock
from app.sandbox.ordering import Cart, CartLine
from app.sync import background, tasks
from tests.sandbox.support import variant_id
from tests.sync.conftest import Shop
from tests.sync.played import Played

HOURS = timedelta(hours=3)


def buy(played: Played, vendor: str) -> None:
    shop = played.shop(vendor)
    played.stage.world.place_order(shop, Cart([CartLine(variant_id(shop, "TEA-50"), 1)]))


async def poll(played: Played, store_id: UUID) -> None:
    async with played.org.uow() as uow:
        await background.launch(uow, store_id, "poll", "user")
    await played.settle()


@pytest.mark.parametrize("vendor", ["woocommerce", "shopify"])
@pytest.mark.parametrize("ours", [HOURS, timedelta(minutes=7), -HOURS], ids=["far behind", "behind", "ahead"])
async def test_a_vendor_whose_clock_is_off_is_polled_without_a_gap(played: Played, vendor: str, ours: timedelta) -> None:
    """Ours is put forward (the vendor's is behind then) or back, and all of its moments and headers stay."""
    store_id = await played.connect(vendor)
    played.stage.faults.add("webhook_dropped", vendor)
    for number in (1, 2, 3):
        with clock.frozen(clock.now() + ours + timedelta(minutes=number)):
            buy(played, vendor)
            await poll(played, store_id)
            [(orders,)] = await played.rows("SELECT count(*) FROM orders")
            assert orders == number


async def test_our_clock_was_ahead_and_is_set_right(played: Played) -> None:
    store_id = await played.connect("woocommerce")
    played.stage.faults.add("webhook_dropped", "woocommerce")
    with clock.frozen(clock.now() + HOURS):
        await poll(played, store_id)
    buy(played, "woocommerce")
    await poll(played, store_id)
    assert await played.rows("SELECT count(*) FROM orders") == [(1,)]


async def test_a_watermark_of_a_day_to_come_is_not_believed(shop: Shop) -> None:
    """One that an earlier version left behind, or made of a vendor that tells no time."""
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    await shop.rows("UPDATE sync_cursors SET watermark = watermark + interval '30 days' RETURNING 1")
    shop.world.sell("o1", "v1", 1, at=clock.now() - HOURS)
    await shop.sync("poll")
    assert await shop.rows("SELECT count(*) FROM orders") == [(1,)]
    [(ahead,)] = await shop.rows("SELECT max(watermark) > now() FROM sync_cursors")
    assert ahead is False


async def test_polls_that_a_wrong_clock_put_off_are_recalled(shop: Shop) -> None:
    await shop.sync("initial")
    every = "(SELECT every_seconds FROM sync_schedules) * interval '1 second'"
    await shop.rows(f"UPDATE sync_schedules SET next_at = now() + {every} RETURNING 1")
    await tasks.recall_polls()
    assert await shop.rows("SELECT next_at <= now() FROM sync_schedules") == [(False,)]
    await shop.rows("UPDATE sync_schedules SET next_at = now() + interval '2 days' RETURNING 1")
    assert await tasks.recall_polls() >= 1
    assert await shop.rows("SELECT next_at <= clock_timestamp() FROM sync_schedules") == [(True,)]
