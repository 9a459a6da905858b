"""Shops whose answers are broken, end to end: nothing is lost, nobody is stuck, and the merchant reads why."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from app.sandbox.ordering import Cart, CartLine
from app.sandbox.woocommerce import order_routes
from app.sandbox.woocommerce.orders import order_json
from app.sync import background
from app.vendors.woocommerce import client
from tests.http import Client
from tests.sandbox.support import variant_id
from tests.sync.played import Played

DEAD = "/api/v1/sync/dead-letters"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSES", ())


def buy(played: Played, vendor: str) -> str:
    shop = played.shop(vendor)
    return str(played.stage.world.place_order(shop, Cart([CartLine(variant_id(shop, "TEA-50"), 1)])).id)


async def poll(played: Played, store_id: UUID) -> None:
    async with played.org.uow() as uow:
        await background.launch(uow, store_id, "poll", "user")
    await played.settle()


async def runs(played: Played, store_id: UUID) -> list[tuple[Any, ...]]:
    return await played.rows("SELECT state, error FROM sync_runs WHERE store_id = :id AND kind = 'poll'", id=store_id)


@pytest.mark.parametrize("vendor", ["woocommerce", "shopify"])
@pytest.mark.parametrize("kind", ["answer_page", "answer_cut"])
async def test_a_run_waits_for_data_and_goes_on(played: Played, vendor: str, kind: str) -> None:
    store_id = await played.connect(vendor)
    played.stage.faults.add("webhook_dropped", vendor)
    bought = buy(played, vendor)
    played.stage.faults.add(kind, vendor)
    await poll(played, store_id)
    [(state, reason)] = await runs(played, store_id)
    assert state == "running" and re.search(r"instead of data|cannot be read|not JSON", reason), reason
    played.stage.faults.clear(kind=kind)
    await played.rows("UPDATE jobs SET run_at = created_at WHERE state = 'queued' RETURNING 1")
    await played.settle()
    assert await runs(played, store_id) == [("done", "")]
    [(external_id,)] = await played.rows("SELECT external_id FROM orders WHERE store_id = :id", id=store_id)
    assert external_id.rpartition("/")[2] == bought


async def test_a_host_that_shows_its_warnings_is_worked_with(played: Played) -> None:
    played.stage.faults.add("answer_noise", "woocommerce")
    store_id = await played.connect("woocommerce")
    buy(played, "woocommerce")
    await played.settle()
    assert await played.rows("SELECT store_id FROM orders") == [(store_id,)]
    assert await played.rows("SELECT 1 FROM dead_letters") == []


def breaks(monkeypatch: pytest.MonkeyPatch, bad: str) -> list[bool]:
    """A plug-in of the shop spoils this order as long as the list is not empty."""
    on = [True]

    def spoilt(*args: Any, **how: Any) -> Any:
        told = order_json(*args, **how)
        return {**told, "total": "nine"} if on and str(told["id"]) == bad else told

    monkeypatch.setattr(order_routes, "order_json", spoilt)
    return on


async def book(played: Played) -> set[str]:
    return {str(external_id) for (external_id,) in await played.rows("SELECT external_id FROM orders")}


@pytest.mark.parametrize("hooks", [True, False], ids=["by webhook", "by poll"])
async def test_the_others_come_in_and_the_malformed_one_is_a_letter_until_it_is_mended(
    played: Played, client: Client, monkeypatch: pytest.MonkeyPatch, hooks: bool
) -> None:
    store_id = await played.connect("woocommerce")
    if not hooks:
        played.stage.faults.add("webhook_dropped", "woocommerce")
    bought = [buy(played, "woocommerce") for _ in range(4)]
    spoilt = breaks(monkeypatch, bought[1])
    await played.settle()
    if not hooks:
        await poll(played, store_id)
        [(state, counts)] = await played.rows("SELECT state, counts FROM sync_runs WHERE kind = 'poll'")
        assert (state, counts["orders"]["read"], counts["orders"]["failed"]) == ("partial", 4, 1)
    assert await book(played) == set(bought) - {bought[1]}
    [letter] = await client.data("GET", DEAD)
    assert (letter["resource"], letter["external_id"], letter["error_code"]) == ("orders", bought[1], "UNREADABLE")
    assert "an amount or a quantity is not a number" in letter["error"]
    assert await played.rows("SELECT 1 FROM inbox_messages WHERE state IN ('pending', 'dead')") == []

    await client.data("POST", f"{DEAD}/{letter['id']}/replay")
    await played.settle()
    [again] = await client.data("GET", DEAD)
    assert again["id"] != letter["id"] and again["external_id"] == bought[1]

    spoilt.clear()
    await client.data("POST", f"{DEAD}/{again['id']}/replay")
    await played.settle()
    assert await client.data("GET", DEAD) == []
    assert await book(played) == set(bought)


async def test_a_letter_stays_while_its_shop_is_away(played: Played, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    await played.connect("woocommerce")
    spoilt = breaks(monkeypatch, bad := buy(played, "woocommerce"))
    await played.settle()
    [letter] = await client.data("GET", DEAD)
    spoilt.clear()
    played.stage.faults.add("answer_page", "woocommerce")
    await client.data("POST", f"{DEAD}/{letter['id']}/replay")
    for _ in range(6):
        await played.rows("UPDATE jobs SET run_at = created_at WHERE state = 'queued' RETURNING 1")
        await played.settle()
    [again] = await client.data("GET", DEAD)
    assert again["external_id"] == bad and "instead of data" in again["error"]
    played.stage.faults.clear()
    await client.data("POST", f"{DEAD}/{again['id']}/replay")
    await played.settle()
    assert await book(played) == {bad}
