"""Before the first import: what it would bring, where it would put stock, and that it waits until it is started."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.catalog import make_product
from tests.http import Client
from tests.sync.conftest import Shop
from tests.sync.played import Played


def preview(shop: Shop) -> str:
    return f"/api/v1/stores/{shop.store_id}/import-preview"


async def test_it_tells_what_is_new_what_is_ours_and_what_is_unclear(shop: Shop, client: Client, stranger: Client) -> None:
    mine, [variant] = await make_product(shop.org, variants=[{"sku": "SKU-1"}])
    _, [first] = await make_product(shop.org, variants=[{"sku": "SKU-2"}])
    await make_product(shop.org, variants=[{"sku": "X", "barcode": "B"}, {"sku": "Y", "barcode": "B"}])
    for number in (1, 2, 3):
        shop.world.add_product(number, f"SKU-{number}", 4)
    products = shop.world.products
    products["p3"] = replace(products["p3"], variants=(replace(products["p3"].variants[0], sku="", barcode="B"),))
    found = await client.data("GET", preview(shop))
    told = found["products"]
    assert (told["total"], told["complete"], told["without_sku"], found["imported"]) == (3, True, 1, False)
    by_id = {row["product_external_id"]: row for row in told["matches"]}
    assert (by_id["p1"]["outcome"], by_id["p1"]["variant_id"]) == ("linked", str(variant))
    assert by_id["p1"]["product_id"] == str(mine)
    assert by_id["p2"]["variant_id"] == str(first)
    assert (by_id["p3"]["outcome"], told["ask"]) == ("ask", 1)
    assert await shop.rows("SELECT 1 FROM listings UNION ALL SELECT 1 FROM sync_runs UNION ALL SELECT 1 FROM orders") == []
    await stranger.data("GET", preview(shop), status=404)


async def test_locations_are_linked_before_anything_is_counted(shop: Shop, client: Client) -> None:
    shop.world.locations = ("berlin", "hamburg")
    shop.world.add_product(1, "SKU-1", 4)
    shop.world.stock["s1", "hamburg"] = 9
    found = (await client.data("GET", preview(shop)))["locations"]
    assert [(row["remote_name"], row["linked"]) for row in found] == [("Berlin", False), ("Hamburg", False)]
    assert found[0]["location_id"] and found[1]["location_id"] is None
    harbour = await client.data("POST", "/api/v1/inventory/locations", json={"name": "Harbour"}, status=201)
    for remote, ours in (("hamburg", harbour["id"]), ("berlin", found[0]["location_id"])):
        body = {"remote_location_id": remote, "location_id": ours}
        await client.data("PUT", f"/api/v1/stores/{shop.store_id}/locations", json=body)
    found = (await client.data("GET", preview(shop)))["locations"]
    assert (found[1]["location_id"], found[1]["linked"]) == (harbour["id"], True)
    await shop.sync("initial")
    levels = await shop.rows("SELECT location_id::text, on_hand FROM stock_levels WHERE on_hand > 0 ORDER BY on_hand")
    assert levels == [(found[0]["location_id"], 4), (harbour["id"], 9)]


@pytest.mark.parametrize("vendor", ["shopify", "woocommerce"])
async def test_a_connected_store_waits_for_the_word(played: Played, client: Client, vendor: str) -> None:
    store = await played.connect(vendor, start_import=False)
    assert await played.rows("SELECT 1 FROM sync_runs UNION ALL SELECT 1 FROM products") == []
    found: Any = await client.data("GET", f"/api/v1/stores/{store}/import-preview")
    assert (found["products"]["new"], found["products"]["complete"], found["orders"]["total"]) == (2, True, 0)
    assert found["locations"] and await played.rows("SELECT 1 FROM listings") == []
    await client.data("POST", f"/api/v1/stores/{store}/sync", json={"kind": "initial"}, status=202)
    await played.settle()
    assert await played.rows("SELECT count(*) FROM listings") == [(2,)]
    found = await client.data("GET", f"/api/v1/stores/{store}/import-preview")
    assert (found["imported"], found["products"]["known"], found["products"]["new"]) == (True, 2, 0)
