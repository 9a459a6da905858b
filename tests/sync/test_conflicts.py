"""What both sides changed is listed, and people may decide otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.catalog import api as catalog
from app.kernel import clock
from tests.http import Client
from tests.sync.conftest import Shop

CONFLICTS = "/api/v1/sync/conflicts"


@pytest.fixture
async def quarrel(shop: Shop) -> Shop:
    """Title and price were changed on both sides; the store's edit is the newer one."""
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    [(id_,)] = await shop.rows("SELECT id FROM products")
    product = shop.world.products["p1"]
    shop.world.products["p1"] = replace(
        product, title="Theirs", updated_at=clock.now() + timedelta(minutes=1),
        variants=(replace(product.variants[0], price=Decimal("12.00")),),
    )  # fmt: skip
    async with shop.org.uow() as uow:
        view = await catalog.product(uow, UUID(str(id_)))
        variant = {"id": view.variants[0].id, "price": Decimal("9.00")}
        await catalog.update_product(uow, view.id, {"title": "Ours", "tags": ["mine"]}, variants=[variant])
    await shop.rows("DELETE FROM outbox_deliveries RETURNING 1")  # the store is read before we write to it
    await shop.sync()
    return shop


async def listed(client: Client, state: str = "open") -> dict[str, Any]:
    return {row["field"]: row for row in await client.data("GET", CONFLICTS, params={"state": state})}


async def test_they_are_listed_with_all_three_values(quarrel: Shop, client: Client, stranger: Client) -> None:
    found = await listed(client)
    assert set(found) == {"title", "price"}
    title = found["title"]
    assert (title["base"], title["ours"], title["theirs"], title["winner"]) == ("Product 1", "Ours", "Theirs", "theirs")
    assert (found["price"]["ours"], found["price"]["theirs"], found["price"]["sku"]) == ("9.00", "12.00", "SKU-1")
    assert await stranger.data("GET", CONFLICTS) == []
    await stranger.data("POST", f"{CONFLICTS}/{title['id']}/decide", json={"keep": "ours"}, status=404)


async def test_what_lost_can_be_kept_and_goes_to_the_store(quarrel: Shop, client: Client) -> None:
    found = await listed(client)
    for field in ("title", "price"):
        path = f"{CONFLICTS}/{found[field]['id']}/decide"
        assert (await client.data("POST", path, json={"keep": "ours"}))["decision"] == "ours"
    await quarrel.settle()
    there = quarrel.world.products["p1"]
    assert (there.title, there.variants[0].price) == ("Ours", Decimal("9"))
    assert await listed(client) == {}
    decided = await listed(client, "decided")
    assert {row["decided_by"] for row in decided.values()} == {quarrel.org.email}
    error = await client.data("POST", f"{CONFLICTS}/{found['title']['id']}/decide", json={"keep": "theirs"}, status=409)
    assert error["code"] == "CONFLICT_DECIDED"


async def test_what_won_can_be_confirmed(quarrel: Shop, client: Client) -> None:
    found = await listed(client)
    before = quarrel.world.calls["update_listing"]
    await client.data("POST", f"{CONFLICTS}/{found['title']['id']}/decide", json={"keep": "theirs"})
    await quarrel.settle()
    assert quarrel.world.calls["update_listing"] == before
    assert set(await listed(client)) == {"price"}
    await client.data("GET", CONFLICTS, params={"cursor": "bm9wZQ"}, status=422)
