"""Valkey and PostgreSQL are killed while webhooks pour in and a run is under way: nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
from typing import Any

from app.demo import until
from tests.chaos.installation import Installation

BUYERS = 60


async def buy_and_kill(house: Installation, shop: dict[str, Any], name: str) -> tuple[set[str], int]:
    """The orders of all buyers; the server is killed when a third of them has bought."""
    killed = 0

    async def buy(number: int) -> str:
        nonlocal killed
        bought = await house.buy(shop, number)
        if number == BUYERS // 3:
            killed = house.kill(name)
        return bought

    return set(await asyncio.gather(*(buy(number) for number in range(BUYERS)))), killed


async def told(house: Installation, shop: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The shop's deliveries of new orders by outcome, once each was tried. A shop that has been refused too often sends
    no more."""

    async def tried() -> Any:
        found = await house.api.truth(
            "GET", "/deliveries", params={"shop": shop["handle"], "topic": "order.created", "limit": 500}
        )
        return found if all(d["status"] != "queued" for d in found) else None

    by_status: dict[str, list[dict[str, Any]]] = {}
    for delivery in await until("all deliveries", tried, seconds=20):
        by_status.setdefault(delivery["status"], []).append(delivery)
    return by_status


async def unsettled(house: Installation) -> int:
    """Deliveries and events of the organisation that wait."""
    rows = await house.sql(
        """SELECT (SELECT count(*) FROM inbox_messages WHERE state = 'pending')
                + (SELECT count(*) FROM jobs WHERE state IN ('queued', 'running'))
                + (SELECT count(*) FROM outbox_deliveries) AS n"""
    )
    return int(rows[0]["n"])


async def same_as_the_shop(house: Installation, shop: dict[str, Any], store: str, orders: set[str]) -> None:
    async def all_in() -> bool:
        return len(await house.book(store)) >= len(orders) and not await unsettled(house)

    await until("every order in the book, and all its consequences", all_in, seconds=30)
    assert sorted(await house.book(store)) == sorted(orders), "each once"
    (level,) = await house.api.call("GET", "/inventory/levels")
    (row,) = await house.api.truth("GET", f"/shops/{shop['handle']}/stock")
    assert (level["reserved"], level["available"]) == (len(orders), row["available"]), "each applied once"
    assert not await house.sql("SELECT 1 FROM inbox_messages WHERE state = 'dead'")


async def test_ingest_and_sync_go_on_when_valkey_is_killed(house: Installation) -> None:
    shop = await house.shop("valkey-falls")
    store = await house.connect(shop)
    await house.finished(store)
    await house.struck(await house.slow("woocommerce", r"GET /wp-json/wc/v3/products\?", 1500, shop["handle"]))
    orders, killed = await buy_and_kill(house, shop, "valkey")
    outcomes = await told(house, shop)
    assert {status: len(which) for status, which in outcomes.items()} == {"delivered": BUYERS}, "PostgreSQL is enough"
    await house.well()
    await house.back("valkey", killed)
    await same_as_the_shop(house, shop, store, orders)


async def test_what_was_acknowledged_survives_a_killed_postgresql(house: Installation) -> None:
    shop = await house.shop("postgres-falls")
    store = await house.connect(shop)
    await house.finished(store)
    orders, killed = await buy_and_kill(house, shop, "postgres")
    outcomes = await told(house, shop)
    await house.back("postgres", killed)
    assert {d["response_status"] for d in outcomes.get("retrying", ())} <= {503, 500}
    received = await house.sql("SELECT count(*) AS n FROM inbox_messages WHERE topic = 'order.created'")
    assert received[0]["n"] >= len(outcomes.get("delivered", ())) > 0
    await house.api.call("POST", f"/stores/{store}/sync", json={"kind": "reconcile"})
    assert (await house.finished(store, "reconcile"))["state"] == "done"
    await same_as_the_shop(house, shop, store, orders)
