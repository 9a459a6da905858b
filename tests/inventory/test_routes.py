"""Inventory over HTTP."""

from __future__ import annotations

from uuid import UUID

from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.http import Client


async def test_levels_are_adjusted_and_listed_with_their_products(client: Client, org: Organisation) -> None:
    _, (variant,) = await make_product(org, title="Enamel Mug", variants=[{"sku": "MUG-1"}])
    (place,) = await client.data("GET", "/api/v1/inventory/locations")
    body = {"changes": [{"variant_id": str(variant), "location_id": place["id"], "delta": 7}], "reason": "Stock count"}
    (changed,) = await client.data("POST", "/api/v1/inventory/adjustments", json=body, headers={"Idempotency-Key": "count-1"})
    assert (changed["on_hand"], changed["available"]) == (7, 7)
    again = await client.post("/api/v1/inventory/adjustments", json=body, headers={"Idempotency-Key": "count-1"})
    assert again.headers["idempotent-replay"] == "true"
    (row,) = await client.data("GET", "/api/v1/inventory/levels", params={"q": "enamel"})
    assert (row["product"], row["sku"], row["on_hand"], row["location"]) == ("Enamel Mug", "MUG-1", 7, "Main warehouse")
    (entry,) = await client.data("GET", "/api/v1/inventory/ledger", params={"variant_id": str(variant)})
    assert (entry["kind"], entry["on_hand_delta"], entry["reason"]) == ("adjust", 7, "Stock count")


async def test_levels_come_page_by_page(client: Client, org: Organisation) -> None:
    (place,) = await client.data("GET", "/api/v1/inventory/locations")
    wanted: set[UUID] = set()
    for _ in range(5):
        _, (variant,) = await make_product(org)
        wanted.add(variant)
        body = {"changes": [{"variant_id": str(variant), "location_id": place["id"], "absolute": 1}], "reason": "count"}
        await client.data("POST", "/api/v1/inventory/adjustments", json=body)
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        params = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/v1/inventory/levels", params=params)).json()
        seen += [row["variant_id"] for row in page["data"]]
        cursor = page["page"]["next_cursor"]
        if not cursor:
            break
    assert len(seen) == 5
    assert {UUID(v) for v in seen} == wanted


async def test_wrong_changes_name_the_field(client: Client, org: Organisation) -> None:
    _, (variant,) = await make_product(org)
    (place,) = await client.data("GET", "/api/v1/inventory/locations")
    both = {"variant_id": str(variant), "location_id": place["id"], "delta": 1, "absolute": 2}
    error = await client.data("POST", "/api/v1/inventory/adjustments", json={"changes": [both], "reason": "x"}, status=422)
    assert "delta or absolute" in error["message"]
    below = {"variant_id": str(variant), "location_id": place["id"], "delta": -1}
    error = await client.data("POST", "/api/v1/inventory/adjustments", json={"changes": [below], "reason": "x"}, status=422)
    assert error["details"]["field"] == "delta"
    error = await client.data("GET", "/api/v1/inventory/levels", params={"cursor": "nonsense"}, status=422)
    assert error["details"]["field"] == "cursor"


async def test_locations_are_made_and_changed(client: Client) -> None:
    (main,) = await client.data("GET", "/api/v1/inventory/locations")
    annex = await client.data("POST", "/api/v1/inventory/locations", json={"name": "Annex"}, status=201)
    taken = await client.data("POST", "/api/v1/inventory/locations", json={"name": "Annex"}, status=409)
    assert taken["details"] == {"field": "name"}
    refused = await client.data("PUT", f"/api/v1/inventory/locations/{main['id']}", json={"active": False}, status=409)
    assert "default" in refused["message"]
    changed = await client.data("PUT", f"/api/v1/inventory/locations/{annex['id']}", json={"is_default": True})
    assert changed["is_default"]
    listed = await client.data("GET", "/api/v1/inventory/locations")
    assert [place["is_default"] for place in listed] == [True, False]


async def test_strangers_and_the_signed_out_get_nothing(client: Client, stranger: Client, anonymous: Client) -> None:
    annex = await client.data("POST", "/api/v1/inventory/locations", json={"name": "Annex"}, status=201)
    await stranger.data("PUT", f"/api/v1/inventory/locations/{annex['id']}", json={"name": "Mine"}, status=404)
    assert await stranger.data("GET", "/api/v1/inventory/levels") == []
    await anonymous.data("GET", "/api/v1/inventory/levels", status=401)
