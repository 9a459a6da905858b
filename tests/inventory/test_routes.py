"""Inventory over HTTP."""

from __future__ import annotations

from uuid import UUID

from app.catalog import api as catalog
from tests.factories import Organisation
from tests.factories.catalog import make_product, remote_product
from tests.factories.stores import make_store
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


async def test_levels_are_narrowed_and_sorted_as_screens_need(client: Client, stranger: Client, org: Organisation) -> None:
    (place,) = await client.data("GET", "/api/v1/inventory/locations")
    other = await client.data("POST", "/api/v1/inventory/locations", json={"name": "Shed"}, status=201)
    made = {}
    for name, here, there in (("Mug", 2, 9), ("Bag", 30, 1), ("Hat", 30, 40)):
        own = {"sku": f"{name}-7", "barcode": f"99{here}{name}"}
        _, (variant,) = await make_product(org, title=f"Plain {name}", variants=[own])
        made[name] = str(variant)
        changes = [
            {"variant_id": str(variant), "location_id": where["id"], "absolute": units}
            for where, units in ((place, here), (other, there))
        ]
        await client.data("POST", "/api/v1/inventory/adjustments", json={"changes": changes, "reason": "Count session"})

    async def units(**params: str) -> list[int]:
        return [row["available"] for row in await client.data("GET", "/api/v1/inventory/levels", params=params)]

    assert await units(sort="available") == [1, 2, 9, 30, 30, 40]
    assert await units(sort="available", low="true") == [1, 2]
    assert await units(sort="available", location_id=other["id"]) == [1, 9, 40]
    assert await units(sort="available", q="PLAIN hat") == [30, 40]
    assert await units(sort="available", q="plain %") == []
    assert await units(q="mu") == []
    assert sorted(await units(q="mug-7")) == [2, 9]
    assert await units(sort="available", at_most="9") == [1, 2, 9]
    threshold = {"variant_id": made["Hat"], "location_id": place["id"], "low_at": 30}
    await client.data("PUT", "/api/v1/inventory/thresholds", json={"thresholds": [threshold]})
    assert await units(sort="available", low="true") == [1, 2, 30]
    (row,) = await client.data("GET", "/api/v1/inventory/levels", params={"low": "true", "variant_id": made["Hat"]})
    assert (row["low_at"], row["low"], row["tracked"], row["barcode"]) == (30, True, True, "9930Hat")
    seen, cursor = [], None
    while True:
        params = {"sort": "available", "limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/api/v1/inventory/levels", params=params)).json()
        seen += [level["available"] for level in page["data"]]
        if (cursor := page["page"]["next_cursor"]) is None:
            break
    assert seen == [1, 2, 9, 30, 30, 40]
    assert await stranger.data("GET", "/api/v1/inventory/levels") == []


async def test_levels_of_what_a_store_lists(client: Client, org: Organisation) -> None:
    store, elsewhere = await make_store(org), await make_store(org)
    async with org.uow() as uow:
        await catalog.import_products(uow, store, [remote_product(title="Listed")], "EUR")
    await make_product(org, title="Unlisted")
    (place,) = await client.data("GET", "/api/v1/inventory/locations")
    for product in await client.data("GET", "/api/v1/products"):
        variants = (await client.data("GET", f"/api/v1/products/{product['id']}"))["variants"]
        changes = [{"variant_id": v["id"], "location_id": place["id"], "absolute": 5} for v in variants]
        await client.data("POST", "/api/v1/inventory/adjustments", json={"changes": changes, "reason": "count"})
    levels = "/api/v1/inventory/levels"
    assert [r["product"] for r in await client.data("GET", levels, params={"store_id": str(store)})] == ["Listed"]
    assert await client.data("GET", levels, params={"store_id": str(elsewhere)}) == []


async def test_movements_of_everything_are_filtered_and_paged(client: Client, stranger: Client, org: Organisation) -> None:
    (place,) = await client.data("GET", "/api/v1/inventory/locations")
    variants = []
    for _ in range(3):
        _, (variant,) = await make_product(org, title="Mug")
        variants.append(str(variant))
        changes = [{"variant_id": str(variant), "location_id": place["id"], "delta": 5}]
        await client.data("POST", "/api/v1/inventory/adjustments", json={"changes": changes, "reason": "count"})
    ledger = "/api/v1/inventory/ledger"
    await client.data("PUT", f"/api/v1/inventory/locations/{place['id']}", json={"name": "Main"})
    first = (await client.get(ledger, params={"limit": 2})).json()
    rest = (await client.get(ledger, params={"limit": 2, "cursor": first["page"]["next_cursor"]})).json()
    assert [e["variant_id"] for e in first["data"] + rest["data"]] == variants[::-1]
    assert (first["data"][0]["product"], first["data"][0]["location"]) == ("Mug", "Main")
    assert len(await client.data("GET", ledger, params={"kind": ["adjust", "ship"]})) == 3
    assert await client.data("GET", ledger, params={"kind": "ship"}) == []
    moment = first["data"][1]["at"]
    assert [e["variant_id"] for e in await client.data("GET", ledger, params={"since": moment})] == variants[:0:-1]
    assert [e["variant_id"] for e in await client.data("GET", ledger, params={"until": moment})] == variants[:1]
    assert await stranger.data("GET", ledger) == []
    for params in ({"cursor": "bm9wZQ"}, {"kind": "odd"}, {"since": "yesterday"}):
        await client.data("GET", ledger, params=params, status=422)
